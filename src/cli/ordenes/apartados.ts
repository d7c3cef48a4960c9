import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Acceso } from '#seedwork/infraestructura/acceso.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { estadoEnPalabras } from '../palabras.ts'
import { preguntarATodos, quienTenga, type ServicioConLectores, serviciosConLectores } from '../servicios.ts'
import { enTabla } from '../tabla.ts'

type Apartado = {
  id: string
  suscripcion: string
  topico: string
  posicion: number
  tipo: string
  clave: string
  estado: string
  intentos: number
  detras: number
  error: string | null
}

const listar = async (
  servicios: readonly ServicioConLectores[],
  { estado, suscripcion }: { estado?: string; suscripcion?: string },
): Promise<void> => {
  const filtro = new URLSearchParams({
    limite: '200',
    ...(estado && { estado }),
    ...(suscripcion && { suscripcion }),
  })
  const apartados = await preguntarATodos<Apartado>(servicios, `/apartados?${filtro}`)
  if (apartados.length === 0) return void console.log('no hay nada apartado')
  console.log(
    enTabla(apartados, [
      { titulo: 'servicio', valor: (a) => a.servicio },
      { titulo: 'id', valor: (a) => a.id },
      { titulo: 'suscripción', valor: (a) => a.suscripcion },
      { titulo: 'lugar', valor: (a) => `${a.topico}@${a.posicion}` },
      { titulo: 'tipo', valor: (a) => a.tipo },
      { titulo: 'estado', valor: (a) => estadoEnPalabras(a.estado) },
      { titulo: 'intentos', valor: (a) => a.intentos },
      { titulo: 'detrás', valor: (a) => a.detras },
      { titulo: 'error', valor: (a) => (a.error ?? '').split('\n')[0]!.slice(0, 60) },
    ]),
  )
}

const leerContenido = async (archivo: string): Promise<unknown> => {
  const texto = await readFile(archivo, 'utf8')
  try {
    return JSON.parse(texto)
  } catch (error) {
    throw new ErrorArranque(`${archivo} no es JSON: ${(error as Error).message}`, 1)
  }
}

type OpcionesActo = { motivo: string; ensayo?: boolean; datos?: string }

type Servicios = readonly [ServicioConLectores, ...ServicioConLectores[]]

/** Cada servicio guarda los suyos: se le pide a quien tenga ése. */
const rutaDe = (id: string): string => `/apartados/${encodeURIComponent(id)}`

const actuar = async (
  servicios: Servicios,
  acto: string,
  id: string,
  { motivo, ensayo, datos }: OpcionesActo,
): Promise<void> => {
  const cuerpo = { motivo, ...(datos ? { datos: await leerContenido(datos) } : {}) }
  const cliente = await quienTenga(servicios, rutaDe(id))
  const ruta = `${rutaDe(id)}/${acto}${ensayo ? '?ensayo=si' : ''}`
  const { datos: hecho } = await cliente.pedir<Apartado>(ruta, { metodo: 'POST', cuerpo })
  console.log(
    `${ensayo ? 'quedaría' : 'queda'} «${estadoEnPalabras(hecho.estado)}»: ${hecho.tipo} de ${hecho.suscripcion}, ${hecho.detras} detrás`,
  )
}

const ver = async (servicios: Servicios, id: string): Promise<void> => {
  const cliente = await quienTenga(servicios, rutaDe(id))
  console.log(JSON.stringify((await cliente.pedir(rutaDe(id))).datos, null, 2))
}

/** `alpes apartados …`: ver lo apartado y marcar qué hacer; lo hace el dueño de la suscripción, en orden. */
export const ponerApartados = (programa: Command, acceso: () => Acceso): void => {
  const servicios = (): Servicios => serviciosConLectores(acceso())
  const grupo = programa
    .command('apartados')
    .description('mensajes que no se pudieron aplicar, y lo que espera detrás')
  grupo
    .command('listar', { isDefault: true })
    .description('los abiertos o, si se dice, los de un estado')
    .option('--estado <estado>', 'sólo los de un estado')
    .option('--suscripcion <nombre>', 'sólo los de una suscripción')
    .action((opciones) => listar(servicios(), opciones))
  grupo
    .command('ver <id>')
    .description('un apartado entero, en JSON')
    .action((id: string) => ver(servicios(), id))
  for (const [orden, acto, texto] of [
    ['reintentar', 'reintento', 'vuelve a intentarlo'],
    ['descartar', 'descarte', 'lo da por perdido'],
  ] as const)
    grupo
      .command(`${orden} <id>`)
      .description(texto)
      .requiredOption('--motivo <motivo>', 'por qué; queda anotado')
      .option('--ensayo', 'dice qué haría y no lo hace')
      .action((id: string, opciones: OpcionesActo) => actuar(servicios(), acto, id, opciones))
  grupo
    .command('editar <id>')
    .description('lo sustituye por una copia corregida')
    .requiredOption('--datos <archivo>', 'JSON con el contenido nuevo, entero')
    .requiredOption('--motivo <motivo>', 'por qué; queda anotado')
    .option('--ensayo', 'dice qué haría y no lo hace')
    .action((id: string, opciones: OpcionesActo) => actuar(servicios(), 'edicion', id, opciones))
}

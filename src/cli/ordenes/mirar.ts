import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Command } from 'commander'
import type { Acceso } from '#seedwork/infraestructura/acceso.ts'
import { type Cliente, crearCliente } from '../cliente.ts'
import { enTabla } from '../tabla.ts'

type Suscripcion = {
  suscripcion: string
  topico: string
  posicion: number
  cabeza: number | null
  atraso: number | null
  estado: string
  apartados: number
  caidas: number
}
type Mensaje = {
  sequence: number
  type: string
  subject: string
  subjectversion?: number
  time: number
  actor: string
  datos?: unknown
}

const suscripciones = async (cliente: Cliente): Promise<void> => {
  const { datos } = await cliente.pedir<{ elementos: Suscripcion[] }>('/suscripciones')
  console.log(
    enTabla(datos.elementos, [
      { titulo: 'suscripción', valor: (s) => s.suscripcion },
      { titulo: 'tópico', valor: (s) => s.topico },
      { titulo: 'posición', valor: (s) => s.posicion },
      { titulo: 'cabeza', valor: (s) => s.cabeza },
      { titulo: 'atraso', valor: (s) => s.atraso },
      { titulo: 'apartados', valor: (s) => s.apartados },
      { titulo: 'estado', valor: (s) => s.estado },
    ]),
  )
}

/** `alpes estado`: qué responde y con cuánto atraso; sale con 1 si algo no está listo. */
const estado = async (acceso: Acceso): Promise<void> => {
  const servicios = [
    ['api', acceso.api],
    ['notificaciones', acceso.notificaciones],
    ...(acceso.pagina ? [['página', new URL(acceso.pagina).origin]] : []),
  ] as [string, string][]
  for (const [nombre, url] of servicios) {
    const respuesta = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    const listo = respuesta?.ok === true
    console.log(
      `${listo ? '●' : '○'} ${nombre.padEnd(15)} ${url}  ${listo ? 'listo' : respuesta ? `no está listo (${respuesta.status})` : 'no contesta'}`,
    )
    if (!listo) process.exitCode = 1
  }
  await suscripciones(crearCliente(acceso.api, acceso)).catch(() => {})
}

const verBitacora = async (
  cliente: Cliente,
  topico: string,
  { desde, limite }: { desde: string; limite: string },
): Promise<void> => {
  const ruta = `/bitacora/${encodeURIComponent(topico)}?desde=${Number(desde)}&limite=${Number(limite)}`
  const { datos } = await cliente.pedir<{ mensajes: Mensaje[]; cabeza: number }>(ruta)
  for (const m of datos.mensajes)
    console.log(
      `${m.sequence}  ${new Date(Number(m.time)).toISOString()}  ${m.type}  ${m.subject}  ${m.actor}  ${JSON.stringify(m.datos ?? null)}`,
    )
  console.error(`cabeza de ${topico}: ${datos.cabeza}`)
}

const exportar = async (cliente: Cliente, archivo: string | undefined, filtro: string): Promise<void> => {
  const respuesta = await cliente.abrir(`/contratos${filtro ? `?${filtro}` : ''}`, {
    cabeceras: { accept: 'text/csv' },
  })
  const destino = archivo ? createWriteStream(archivo) : process.stdout
  await pipeline(Readable.fromWeb(respuesta.body as ReadableStream), destino, { end: archivo !== undefined })
}

type Dictamen = {
  integra: boolean
  topicos: { topico: string; falla: { posicion: number; causa: string; detalle: string } | null }[]
  puntos: {
    total: number
    ultimo: { numero: number; en: string } | null
    falla: { numero: number; causa: string; detalle: string } | null
  } | null
}

const faltasDe = ({ topicos, puntos }: Dictamen): string[] => [
  ...topicos.flatMap(({ topico, falla }) =>
    falla ? [`${topico}@${falla.posicion}: ${falla.causa}, ${falla.detalle}`] : [],
  ),
  ...(puntos?.falla
    ? [`punto de control ${puntos.falla.numero}: ${puntos.falla.causa}, ${puntos.falla.detalle}`]
    : []),
]

/** El dictamen entero va a la salida, en JSON; lo que una persona busca en él, a la de errores. */
const verificar = async (cliente: Cliente): Promise<void> => {
  const { datos } = await cliente.pedir<Dictamen>('/auditoria/verificacion')
  console.log(JSON.stringify(datos, null, 2))
  for (const falta of faltasDe(datos)) console.error(`primera entrada mala de ${falta}`)
  const { total = 0, ultimo = null } = datos.puntos ?? {}
  console.error(
    `${datos.integra ? 'íntegra' : 'NO es íntegra'}; ${total} puntos de control${ultimo ? `, el último de ${ultimo.en}` : ''}`,
  )
  if (!datos.integra) process.exitCode = 1
}

/** Órdenes que sólo miran. */
export const ponerMirar = (
  programa: Command,
  { acceso, cliente }: { acceso: () => Acceso; cliente: () => Cliente },
): void => {
  programa
    .command('estado')
    .description('qué servicios responden y qué lectores van atrasados')
    .action(() => estado(acceso()))
  programa
    .command('suscripciones')
    .description('lectores duraderos y su atraso')
    .action(() => suscripciones(cliente()))
  const bitacora = programa.command('bitacora').description('la bitácora de eventos')
  bitacora
    .command('ver <topico>')
    .description('mensajes de un tópico, ya descifrados')
    .option('--desde <n>', 'posición exclusiva', '0')
    .option('--limite <n>', 'cuántos', '50')
    .action((topico: string, opciones) => verBitacora(cliente(), topico, opciones))
  programa
    .command('exportar [archivo]')
    .description('contratos en CSV; sin archivo, a la salida')
    .option('--filtro <consulta>', 'como en la URL, p. ej. "estado=Procesado&ciudad=Bogotá"', '')
    .action((archivo: string | undefined, { filtro }: { filtro: string }) =>
      exportar(cliente(), archivo, filtro),
    )
  const auditoria = programa.command('auditoria').description('la cadena de auditoría')
  auditoria
    .command('verificar')
    .description('recorre la cadena y nombra la primera entrada mala')
    .action(() => verificar(cliente()))
}

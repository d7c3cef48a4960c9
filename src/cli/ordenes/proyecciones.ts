import { setTimeout as dormir } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Cliente } from '../cliente.ts'
import { crearProgreso } from '../progreso.ts'
import { enTabla } from '../tabla.ts'

type Avance = { generacion: number; version: number; aplicados: number; total: number; apartados: number }
type Proyeccion = { nombre: string; viva: Avance | null; reconstruccion: Avance | null }

const SONDEO = 300

const pedir = async (cliente: Cliente): Promise<Proyeccion[]> =>
  (await cliente.pedir<{ elementos: Proyeccion[] }>('/proyecciones')).datos.elementos

const enPalabras = (avance: Avance | null): string => {
  if (!avance) return '–'
  const { generacion, aplicados, total, apartados } = avance
  return `generación ${generacion}: ${aplicados}/${total}${apartados > 0 ? `, ${apartados} apartados` : ''}`
}

const listar = async (cliente: Cliente): Promise<void> =>
  console.log(
    enTabla(await pedir(cliente), [
      { titulo: 'proyección', valor: (p) => p.nombre },
      { titulo: 'se lee', valor: (p) => enPalabras(p.viva) },
      { titulo: 'se construye', valor: (p) => enPalabras(p.reconstruccion) },
    ]),
  )

/** Sigue una construcción hasta que se lee, o hasta que se ve que no podrá. */
const seguir = async (cliente: Cliente, nombre: string, generacion: number): Promise<void> => {
  let progreso: ReturnType<typeof crearProgreso> | undefined
  for (;;) {
    const proyeccion = (await pedir(cliente)).find((p) => p.nombre === nombre)
    const obra = proyeccion?.reconstruccion
    if (obra?.generacion !== generacion) {
      progreso?.terminar()
      const lista = (proyeccion?.viva?.generacion ?? 0) >= generacion
      console.log(lista ? `${nombre}: ya se lee la generación ${generacion}` : `${nombre}: se abandonó`)
      if (!lista) process.exitCode = 1
      return
    }
    progreso ??= crearProgreso(nombre, obra.total)
    progreso.llegar(obra.aplicados)
    if (obra.apartados > 0) {
      progreso.terminar()
      console.error(`${nombre}: ${obra.apartados} mensajes apartados; se sigue leyendo la anterior`)
      process.exitCode = 1
      return
    }
    await dormir(SONDEO)
  }
}

const reconstruir = async (cliente: Cliente, nombre: string, motivo: string): Promise<void> => {
  const ruta = `/proyecciones/${encodeURIComponent(nombre)}/reconstruccion`
  const { datos } = await cliente.pedir<{ generacion: number }>(ruta, { metodo: 'POST', cuerpo: { motivo } })
  await seguir(cliente, nombre, datos.generacion)
}

/** `alpes proyecciones …`: ver las lecturas que se mantienen solas, y rehacer una al lado de la que se lee. */
export const ponerProyecciones = (programa: Command, cliente: () => Cliente): void => {
  const grupo = programa.command('proyecciones').description('lecturas que salen de plegar la bitácora')
  grupo
    .command('listar', { isDefault: true })
    .description('la generación que se lee y la que se construye')
    .action(() => listar(cliente()))
  grupo
    .command('reconstruir <nombre>')
    .description('la rehace desde el principio, al lado de la viva, y la cambia al alcanzarla')
    .requiredOption('--motivo <motivo>', 'por qué; queda anotado')
    .action((nombre: string, { motivo }: { motivo: string }) => reconstruir(cliente(), nombre, motivo))
}

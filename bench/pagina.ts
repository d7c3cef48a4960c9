import { setTimeout as dormir } from 'node:timers/promises'
import {
  abrirSistemaPagina,
  navegador,
  type Persona,
  type SistemaPagina,
} from '../pruebas/apoyo/sistema-pagina.ts'

const FILAS = Number(process.env.BENCH_FILAS ?? 1_000)
const SEGUNDOS = Number(process.env.BENCH_SEGUNDOS ?? 15)
const POR_SEGUNDO = 50

type Fila = { id: string; version: number }

const sembrar = async (sistema: SistemaPagina): Promise<readonly Fila[]> => {
  const { propiedad, compania, inquilino } = await sistema.sembrar()
  const filas: Fila[] = []
  const crear = async (i: number): Promise<void> => {
    const r = await sistema.api.pedir('POST /contratos', {
      cuerpo: {
        ...{ id_propiedad: propiedad, id_compania: compania, id_inquilino: inquilino, moneda: 'COP' },
        ...{ fecha_inicio: '2026-12-15', fecha_fin: '2027-12-14', monto: `${1_000_000 + i}` },
      },
    })
    filas.push({ id: r.cuerpo.id, version: 1 })
  }
  for (let i = 0; i < FILAS; i += 50)
    await Promise.all(Array.from({ length: Math.min(50, FILAS - i) }, (_, j) => crear(i + j)))
  return filas
}

/** Cambia filas a `POR_SEGUNDO`; dice cuántas cambió. */
const cambiar = async (sistema: SistemaPagina, filas: readonly Fila[]): Promise<number> => {
  const inicio = performance.now()
  const enVuelo = new Set<Promise<void>>()
  let hechas = 0
  const una = async (fila: Fila): Promise<void> => {
    const r = await sistema.api.pedir(`PATCH /contratos/${fila.id}`, {
      cuerpo: { monto: `${2_000_000 + hechas}` },
      encabezados: { 'if-match': `"${fila.version}"` },
    })
    if (r.estado !== 200) return
    fila.version = r.cuerpo.version
    hechas += 1
  }
  for (let i = 0; i < SEGUNDOS * POR_SEGUNDO; i += 1) {
    // un paso primo con casi cualquier cartera: cambian las que se ven y las que no
    const fila = filas[(i * 7_919) % filas.length]
    if (!fila) break
    const vuelo = una(fila)
    enVuelo.add(vuelo)
    void vuelo.finally(() => enVuelo.delete(vuelo))
    await dormir(Math.max(0, inicio + (i * 1_000) / POR_SEGUNDO - performance.now()))
  }
  await Promise.all(enVuelo)
  return hechas
}

const OBSERVAR = `
  globalThis.tareas = []
  new PerformanceObserver((l) => tareas.push(...l.getEntries().map((e) => e.duration))).observe({ type: 'longtask' })
`

type Suceso = Readonly<{
  name: string
  ph: string
  pid: number
  tid: number
  tdur?: number
  args?: { name?: string }
}>

/**
 * Traza el navegador; al parar, los milisegundos de CPU de cada tarea del hilo de la página. El reloj de pared también
 * cuenta lo que la máquina da a otros procesos; esto no.
 */
const trazar = async ({ pagina, contexto }: Persona): Promise<() => Promise<readonly number[]>> => {
  const cdp = await contexto.newCDPSession(pagina)
  const sucesos: Suceso[] = []
  cdp.on('Tracing.dataCollected', ({ value }) => sucesos.push(...(value as unknown as Suceso[])))
  await cdp.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'] } })
  return async () => {
    const lista = new Promise((resolver) => cdp.once('Tracing.tracingComplete', resolver))
    await cdp.send('Tracing.end')
    await lista
    const hilos = sucesos.filter((s) => s.name === 'thread_name' && s.args?.name === 'CrRendererMain')
    const tareas = (pid: number, tid: number) =>
      sucesos
        .filter((s) => s.pid === pid && s.tid === tid && s.ph === 'X' && s.name.endsWith('RunTask'))
        .map((s) => (s.tdur ?? 0) / 1_000)
    // el de la página es, de los hilos así llamados, el que trabajó
    return hilos.map((h) => tareas(h.pid, h.tid)).toSorted((a, b) => b.length - a.length)[0] ?? []
  }
}

const medir = async (
  sistema: SistemaPagina,
  que: string,
  filas: (visibles: readonly string[]) => readonly Fila[],
) => {
  await using persona = await sistema.entrar({ ruta: '/contratos' })
  const { pagina } = persona
  // con los destellos en marcha, que es lo que ve casi todo el mundo y lo que más cuesta
  await pagina.emulateMedia({ reducedMotion: 'no-preference' })
  await pagina.locator('tbody tr').nth(20).waitFor()
  const visibles = await pagina
    .locator('tbody tr')
    .evaluateAll((nodos) => nodos.map((n) => n.getAttribute('data-id') ?? ''))
  await pagina.evaluate(OBSERVAR)
  const parar = await trazar(persona)
  const hechas = await cambiar(sistema, filas(visibles))
  const deCpu = await parar()
  const tareas = await pagina.evaluate<number[]>('tareas')
  const destellos = await pagina.locator('tr.destello').count()
  return {
    ...{ filas: que, 'cambios/s': (hechas / SEGUNDOS).toFixed(1), 'filas con destello': destellos },
    ...{ 'tareas de más de 50 ms': tareas.length, 'la más larga, ms': Math.max(0, ...tareas).toFixed(0) },
    'la más larga, ms de CPU': Math.max(0, ...deCpu).toFixed(1),
  }
}

/** La lista de mil contratos en un Chromium de verdad mientras cambian cincuenta por segundo. */
export const medirPagina = async (): Promise<void> => {
  if (navegador.saltar) throw new Error('hace falta un Chromium')
  await using sistema = await abrirSistemaPagina()
  const filas = await sembrar(sistema)
  console.table([
    await medir(sistema, 'las mil, por turno', () => filas),
    await medir(sistema, 'sólo las que se ven', (ids) => filas.filter((f) => ids.includes(f.id))),
  ])
}

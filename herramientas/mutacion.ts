import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import { GRUPOS, type Grupo } from './mutacion/grupos.ts'

/**
 * `npm run mutacion`: cambia el código puro de a una cosa y mira si alguna prueba lo nota. Con `-- nombre…`, sólo
 * esos grupos; con `--vivos`, además, los que nadie notó. Siempre desde cero: lo guardado de otra vez daría por vivo
 * lo que se evalúa al cargar, que no se sabe qué prueba lo ve. Falla si un grupo baja de `MINIMO`.
 */
const MINIMO = 85
const COPIA = 'artefactos/mutacion'

const { values: banderas, positionals: pedidos } = parseArgs({
  allowPositionals: true,
  options: { vivos: { type: 'boolean', default: false } },
})

const mutar = (grupo: Grupo): Promise<MutantResult[]> =>
  new Stryker({
    mutate: [...grupo.codigo],
    pruebas: grupo.pruebas,
    testRunner: 'en-proceso',
    plugins: [join(import.meta.dirname, 'mutacion/corredor.ts')],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // Aparte de otra corrida: al acabar se borra entera.
    tempDirName: join(COPIA, String(process.pid)),
    ignorePatterns: ['**', '!package.json', '!src/**', '!pruebas/**', 'src/ui/publico'],
    disableTypeChecks: false,
    reporters: [],
    logLevel: 'warn' as NonNullable<PartialStrykerOptions['logLevel']>,
    allowConsoleColors: false,
    // Un bucle se nota por sus vueltas; el plazo es para lo que se cuelga, no para una máquina ocupada.
    timeoutMS: 60_000,
    // "pruebas" es nuestro: lo lee el corredor.
    warnings: false,
  }).runMutationTest()

type Cuenta = { muertos: number; colgados: number; vivos: number; sinPrueba: number }

const contar = (mutantes: readonly MutantResult[]): Cuenta => {
  const con = (...estados: string[]) => mutantes.filter((m) => estados.includes(m.status)).length
  return {
    // También aquellos con los que las pruebas ni cargan.
    muertos: con('Killed'),
    colgados: con('Timeout'),
    vivos: con('Survived'),
    sinPrueba: con('NoCoverage'),
  }
}

const cuantos = (c: Cuenta): number => c.muertos + c.colgados + c.vivos + c.sinPrueba

const puntaje = (c: Cuenta): number => (100 * (c.muertos + c.colgados)) / Math.max(1, cuantos(c))

const mostrarVivos = (mutantes: readonly MutantResult[]): void => {
  for (const m of mutantes)
    if (m.status === 'Survived' || m.status === 'NoCoverage')
      console.log(
        `${m.fileName}:${m.location.start.line}:${m.location.start.column} ${m.mutatorName} → ` +
          `${m.replacement?.replaceAll(/\s+/g, ' ').slice(0, 90)} (${m.status === 'Survived' ? 'vivo' : 'sin prueba'})`,
      )
}

const fila = (celdas: readonly (string | number)[]): string => `| ${celdas.join(' | ')} |`

const principal = async (): Promise<void> => {
  const elegidos = GRUPOS.filter((g) => pedidos.length === 0 || pedidos.some((p) => g.nombre.includes(p)))
  const filas: string[] = []
  for (const grupo of elegidos) {
    const mutantes = await mutar(grupo)
    const cuenta = contar(mutantes)
    if (banderas.vivos) mostrarVivos(mutantes)
    if (puntaje(cuenta) < MINIMO) process.exitCode = 1
    const { muertos, colgados, vivos, sinPrueba } = cuenta
    const numeros = [cuantos(cuenta), muertos, colgados, vivos, sinPrueba]
    filas.push(fila([grupo.nombre, ...numeros, `${puntaje(cuenta).toFixed(1)} %`]))
    console.log(filas.at(-1))
  }
  console.log(
    `\n${fila(['Código puro', 'Mutantes', 'Muertos', 'Colgados', 'Vivos', 'Sin prueba', 'Puntaje'])}`,
  )
  console.log(`${fila(['---', ...Array(6).fill('--:')])}\n${filas.join('\n')}`)
}

await principal()

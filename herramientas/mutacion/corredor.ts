import { globSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import fc from 'fast-check'
import { cargar, type PruebaCargada } from './pruebas-en-proceso.ts'

/** Corre las pruebas puras dentro del proceso de Stryker: un mutante cuesta lo que tardan las pruebas que lo ven. */
class CorredorEnProceso implements TestRunner {
  #pruebas: readonly PruebaCargada[] | undefined
  readonly #archivos: readonly string[]
  readonly #contexto: InstrumenterContext

  constructor(opciones: StrykerOptions) {
    this.#archivos = opciones.pruebas as string[]
    const global = globalThis as { __stryker__?: InstrumenterContext }
    global.__stryker__ ??= {}
    this.#contexto = global.__stryker__
    // La misma semilla siempre: un mutante no muere un día y otro no. Sin reducir y con poco tiempo por
    // propiedad: basta saber que falló, y quedarse corto sólo puede dejar más mutantes vivos.
    fc.configureGlobal({ seed: 20_261_124, endOnFailure: true, interruptAfterTimeLimit: 300 })
  }

  // Lo que se evalúa al cargar (tablas, constantes) se vuelve a cargar aquí mismo.
  capabilities() {
    return { reloadEnvironment: true }
  }

  async #cargadas(): Promise<readonly PruebaCargada[]> {
    const archivos = globSync([...this.#archivos]).sort()
    this.#pruebas ??= await cargar(archivos.map((a) => pathToFileURL(a).href))
    return this.#pruebas
  }

  /** Las pruebas con el mutante puesto: desde la carga si es de lo que se evalúa entonces. */
  async #con({ mutantActivation, activeMutant, reloadEnvironment }: MutantRunOptions) {
    if (reloadEnvironment) this.#pruebas = undefined
    if (mutantActivation === 'static') this.#contexto.activeMutant = activeMutant.id
    else delete this.#contexto.activeMutant
    const pruebas = await this.#cargadas()
    this.#contexto.activeMutant = activeMutant.id
    return pruebas
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = []
    for (const prueba of await this.#cargadas()) {
      this.#contexto.currentTestId = prueba.id
      tests.push(await resultadoDe(prueba))
    }
    delete this.#contexto.currentTestId
    const { mutantCoverage } = this.#contexto
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) }
  }

  async mutantRun(o: MutantRunOptions): Promise<MutantRunResult> {
    this.#contexto.hitCount = 0
    this.#contexto.hitLimit = o.hitLimit as number
    const pruebas = await this.#con(o).catch((error: unknown) => String(error))
    if (typeof pruebas === 'string') return noCargan(pruebas)
    const elegidas = o.testFilter && new Set(o.testFilter)
    const tests: TestResult[] = []
    for (const prueba of pruebas) {
      if (elegidas && !elegidas.has(prueba.id)) continue
      const hecha = await resultadoDe(prueba)
      tests.push(hecha)
      const enBucle = determineHitLimitReached(this.#contexto.hitCount, this.#contexto.hitLimit)
      if (enBucle) return toMutantRunResult(enBucle)
      if (hecha.status === TestStatus.Failed) break
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests })
  }
}

/** Con ese mutante las pruebas ni se cargan: `node --test` lo daría por fallo, y es un mutante visto. */
const noCargan = (motivo: string): MutantRunResult => ({
  status: MutantRunStatus.Killed,
  killedBy: [],
  failureMessage: motivo.slice(0, 300),
  nrOfTests: 0,
})

const resultadoDe = async ({ id, correr }: PruebaCargada): Promise<TestResult> => {
  const desde = performance.now()
  const base = { id, name: id }
  try {
    await correr()
    return { ...base, status: TestStatus.Success, timeSpentMs: performance.now() - desde }
  } catch (error) {
    const failureMessage = String((error as Error)?.message ?? error).slice(0, 300)
    return { ...base, status: TestStatus.Failed, failureMessage, timeSpentMs: performance.now() - desde }
  }
}

const crear = Object.assign((opciones: StrykerOptions) => new CorredorEnProceso(opciones), {
  inject: tokens(commonTokens.options),
})

export const strykerPlugins = [{ kind: PluginKind.TestRunner, name: 'en-proceso', factory: crear }] as const

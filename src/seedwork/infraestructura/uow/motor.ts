import type pg from 'pg'
import type { Contexto, Hecho } from '../../aplicacion/contexto.ts'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { sinTrazas, type Trazas } from '../../aplicacion/trazas.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { UnidadTrabajo } from '../../aplicacion/unidad-trabajo.ts'
import { esPerdidaDeConexion, type OpcionesConexion } from '../conexion.ts'
import type { Ensayado } from '../suscripciones/ensayo.ts'
import { CommitDesconocido } from './commit-desconocido.ts'
import type { Reaccion, Reacciones } from './corrida.ts'
import { Optimismo } from './de-una-vez.ts'
import { Enlace } from './enlace.ts'
import { ensayarOrden } from './ensayo.ts'
import { Escritor, type LimitesEscritor } from './escritor.ts'
import { correrLote, type EntornoLote, LotePerdido } from './lote.ts'
import type { Guarda } from './mapa.ts'
import { Memoria } from './memoria.ts'
import type { Observador } from './observador.ts'
import { type Desenlace, nuevaOrden, type OrdenEnCola } from './orden.ts'
import { Secuencias } from './secuencias.ts'
import type { Sentencia } from './sentencias.ts'
import type { TransaccionPostgres } from './transaccion.ts'
import { trazarLotes } from './trazar-lotes.ts'

export type OpcionesMotor = Readonly<{
  url: string
  esquema: string
  /** Productor: va en el sobre de cada mensaje. */
  servicio: string
  /** Conexiones de lectura (repeticiones, posiciones, averiguar un COMMIT). */
  pool: pg.Pool
  /** Tópicos que este proceso escribe: sus cabezas existen desde el arranque. */
  topicos: readonly string[]
  codificar: (evento: EventoIntegracion) => Buffer
  tropiezo?: Tropiezo
  limites?: Partial<LimitesEscritor>
  observador?: Observador
  trazas?: Trazas | undefined
  /** Plazo de un caso de uso, ms. */
  plazoCaso?: number
}>

/** Un comando que se acepta ahora y se ejecuta después, por el consumidor de su tópico; `guarda`, si entra una sola vez. */
export type ComandoEncolado = Readonly<{ evento: EventoIntegracion; clave: string; guarda?: Guarda }>

/** Una orden tomada de un tópico de comandos. `alRechazar` anota el resultado de un rechazo del dominio. */
export type OrdenConsumida = Pick<OrdenEnCola, 'contexto' | 'trabajo' | 'alRechazar'>

/**
 * El camino de escritura de un proceso: un escritor por lotes y, para los lectores de comandos, lotes
 * ordenados en su propia conexión.
 */
export type Motor = AsyncDisposable & {
  /** Unidad de trabajo de un módulo: `armar` le da sus repositorios y puertos sobre la transacción. */
  unidadTrabajo<Tx>(armar: (tx: TransaccionPostgres) => Tx): UnidadTrabajo<Tx>
  /** Apunta lo que hace un módulo ante eventos de otros, en la misma transacción. */
  reaccionar(reacciones: Reacciones): void
  /** Acepta un comando asíncrono: mensaje en su tópico y registro pendiente, en una transacción. */
  encolar(contexto: Contexto, comando: ComandoEncolado): Promise<Hecho<unknown>>
  /** Abre la conexión con que un lector de comandos corre sus lotes. */
  abrirEjecutor(): Promise<Ejecutor>
  /** Corre una orden sin confirmarla y dice qué habría cambiado (`ensayarOrden`). */
  ensayar(orden: OrdenConsumida): Promise<Ensayado>
  /** Órdenes en espera. */
  readonly enCola: number
}

/** Corre lotes ordenados cuyo commit mueve además un cursor. */
export type Ejecutor = AsyncDisposable & {
  /** Corre el mayor prefijo que cabe en una transacción; contesta cuántas órdenes quedaron resueltas. */
  correr(ordenes: readonly OrdenConsumida[], moverCursor: (resueltas: number) => Sentencia): Promise<number>
}

/** Con su propia conexión, que se cierra al acabar: se ensaya de tarde en tarde. */
const ensayar = async (
  { pool, ...conexion }: OpcionesConexion & Readonly<{ pool: pg.Pool }>,
  orden: OrdenConsumida,
  entorno: EntornoLote,
): Promise<Ensayado> => {
  const enlace = new Enlace(conexion)
  try {
    const cliente = await enlace.cliente()
    return await ensayarOrden({ cliente, pool }, orden, { ...entorno, tropiezo: sinTropiezo })
  } finally {
    enlace.soltar()
  }
}

const PLAZOS = { sentencia: 5_000, inactivaEnTransaccion: 2_000, transaccion: 8_000 } as const

/** Una conexión de las que escriben, con el nombre que la base enseña de ella. */
const conexionDe = ({ url, esquema, servicio }: OpcionesMotor, oficio: string): OpcionesConexion => ({
  ...{ url, esquema, nombre: `${servicio}: ${oficio}` },
  ...{ plazos: PLAZOS, planFijo: true },
})

/** Abre el motor: deja listas las cabezas de sus tópicos y el escritor dispuesto. */
export const abrirMotor = async (opciones: OpcionesMotor): Promise<Motor> => {
  const { pool, topicos, servicio, codificar, tropiezo = sinTropiezo, plazoCaso = 2_000 } = opciones
  await pool.query('insert into cabezas (topico) select unnest($1::text[]) on conflict do nothing', [topicos])
  const reacciones = new Map<string, Reaccion[]>()
  const secuencias = new Secuencias(conexionDe(opciones, 'secuencias'))
  const entorno: EntornoLote = {
    ...{ servicio, codificar, reacciones, tropiezo, plazoCaso, secuencias },
    ...{ memoria: new Memoria(), optimismo: new Optimismo() },
  }
  const { limites = {} } = opciones
  const { seguir, observador } = trazarLotes(opciones.trazas ?? sinTrazas, opciones.observador ?? {})
  const conexion = conexionDe(opciones, 'escritor')
  const escritor = new Escritor({ conexion, pool, entorno, limites, observador })
  const correr = (contexto: Contexto, registro: OrdenEnCola['registro'], trabajo: OrdenEnCola['trabajo']) =>
    seguir(contexto, (suyo) => escritor.correr(nuevaOrden({ contexto: suyo, registro, trabajo })))
  return {
    unidadTrabajo: (armar) => (contexto, trabajo) =>
      correr(contexto, 'directo', (tx) => trabajo(armar(tx))) as Promise<Hecho<never>>,
    reaccionar(nuevas) {
      for (const [tipo, reaccion] of Object.entries(nuevas))
        reacciones.set(tipo, [...(reacciones.get(tipo) ?? []), reaccion])
    },
    encolar: (contexto, { evento, clave, guarda }) =>
      correr(contexto, 'encolado', async (tx) => {
        if (guarda) tx.guardia(guarda)
        tx.emitir(evento, clave, contexto.idComando)
      }),
    abrirEjecutor: () => abrirEjecutor(conexionDe(opciones, 'comandos'), entorno, observador),
    ensayar: (orden) => ensayar({ ...conexionDe(opciones, 'ensayo'), pool }, orden, entorno),
    get enCola() {
      return escritor.enCola
    },
    async [Symbol.asyncDispose]() {
      await escritor[Symbol.asyncDispose]()
      secuencias.soltar()
    },
  }
}

/** Cuántas veces se vuelve a correr un lote al que otro proceso se adelantó, antes de que lo vea su suscripción. */
const VUELTAS = 50

type MoverCursor = (resueltas: number) => Sentencia

class EjecutorEnOrden implements Ejecutor {
  readonly #enlace: Enlace
  readonly #entorno: EntornoLote
  readonly #observador: Observador

  constructor(enlace: Enlace, entorno: EntornoLote, observador: Observador) {
    this.#enlace = enlace
    this.#entorno = entorno
    this.#observador = observador
  }

  correr(ordenes: readonly OrdenConsumida[], moverCursor: MoverCursor): Promise<number> {
    const enCola = ordenes.map((o) => nuevaOrden({ ...o, registro: 'consumido' }))
    return this.#correrPrefijo(enCola, moverCursor)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#enlace.soltar()
  }

  // Las mismas órdenes en cada vuelta: una aplazada recuerda que ha de releer lo que decidió de memoria.
  async #correrPrefijo(enCola: readonly OrdenEnCola[], moverCursor: MoverCursor): Promise<number> {
    const desenlaces = await this.#insistir(enCola, moverCursor)
    const corte = desenlaces.findIndex((d) => d.tipo === 'aplazado')
    // El primero puede tropezar con lo que tomó uno posterior: sola, la primera orden siempre avanza.
    if (corte === 0) return this.#correrPrefijo(enCola.slice(0, 1), moverCursor)
    const topicos = desenlaces.flatMap((d) => (d.tipo === 'hecho' ? d.posiciones.map((p) => p.topico) : []))
    if (topicos.length > 0) this.#observador.confirmado?.(new Set(topicos))
    return corte < 0 ? enCola.length : corte
  }

  async #insistir(enCola: readonly OrdenEnCola[], moverCursor: MoverCursor): Promise<Desenlace[]> {
    for (let vuelta = 1; ; vuelta++) {
      try {
        return await correrLote(await this.#enlace.cliente(), enCola, this.#entorno, { moverCursor })
      } catch (error) {
        // Sin saber si confirmó: el cursor lo dice, y se lee otra vez con la conexión siguiente.
        const causa = error instanceof CommitDesconocido ? error.cause : error
        if (esPerdidaDeConexion(causa)) {
          this.#enlace.soltar()
          throw causa
        }
        if (!(error instanceof LotePerdido) || vuelta === VUELTAS) throw error
      }
    }
  }
}

const abrirEjecutor = async (
  conexion: OpcionesConexion,
  entorno: EntornoLote,
  observador: Observador,
): Promise<Ejecutor> => {
  const enlace = new Enlace(conexion)
  await enlace.cliente()
  return new EjecutorEnOrden(enlace, entorno, observador)
}

import type pg from 'pg'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import {
  abrirPlanificador,
  type Planificador,
  type Programado,
} from '#seedwork/infraestructura/programados/planificador.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { ComandosContratos } from '../aplicacion/comandos.ts'
import { VENCIMIENTO } from './citas.ts'

export type MediosPlanificador = Readonly<{
  pool: pg.Pool
  registro: Registro
  tropiezo?: Tropiezo
  /** Ms entre miradas a la agenda. */
  sondeo?: number
}>

type Recursos = MediosPlanificador & Readonly<{ reloj: Reloj; comandos: ComandosContratos }>

const posterior = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? b : a

/** El id de la cita es el del comando y su clave: si se cumple dos veces, la segunda no hace nada. */
const contextoDe = ({ id, clave, cuando }: Programado, reloj: Reloj): Contexto => ({
  tipo: VENCIMIENTO,
  idComando: id,
  clave: { operacion: 'planificador', clave, huella: clave },
  actor: 'planificador',
  origen: 'api',
  correlacion: id,
  causacion: null,
  traceparent: null,
  // Un reloj que retrocedió entre mirar y cumplir no deja la cita sin hacer.
  ahora: posterior(cuando, reloj.ahora()),
})

/** Cumple las citas de los contratos: por ahora, vencer. Varias a la vez se las reparten. */
export const abrirPlanificadorContratos = ({ comandos, reloj, ...medios }: Recursos): Planificador =>
  abrirPlanificador({
    ...medios,
    reloj,
    tipos: [VENCIMIENTO],
    async disparar(cita) {
      const { id } = cita.comando as { id: string }
      const comando = { tipo: VENCIMIENTO, id } as const
      await comandos.VencerContrato({ comando, contexto: contextoDe(cita, reloj) })
    },
  })

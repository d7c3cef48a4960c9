import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { contextoDeCita, horaDe } from '#seedwork/infraestructura/programados/citar.ts'
import {
  abrirPlanificador,
  type MediosPlanificador,
  type Planificador,
} from '#seedwork/infraestructura/programados/planificador.ts'
import type { ComandosVuelos } from '../aplicacion/comandos.ts'
import { EXPIRACION } from './citas.ts'

type Recursos = MediosPlanificador & Readonly<{ reloj: Reloj; comandos: ComandosVuelos }>

/** Cumple las citas de las reservas: cancelar las que no se pagaron. Varios a la vez se las reparten. */
export const abrirPlanificadorVuelos = ({ comandos, reloj, ...medios }: Recursos): Planificador =>
  abrirPlanificador({
    ...medios,
    reloj,
    tipos: [EXPIRACION],
    async disparar(cita) {
      const { id } = cita.comando as { id: string }
      const comando = { tipo: EXPIRACION, id } as const
      const contexto = contextoDeCita(cita, EXPIRACION, horaDe(cita, reloj.ahora()))
      await comandos.ExpirarReserva({ comando, contexto })
    },
  })

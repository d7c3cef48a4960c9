import type pg from 'pg'
import { EVENTOS_CLIENTE } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_RESERVA } from '#modulos/vuelos/infraestructura/schema/v1/eventos.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { efectoEnTransaccion } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import {
  abrirSuscripcion,
  type OpcionesSuscripcion,
  type Suscripcion,
} from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import type { AjustesAviso } from '../../aplicacion/resolver.ts'
import { crearConsumidor, TOPICOS } from './consumir.ts'

/** Nombre de la suscripción: la identidad de su cursor. */
export const SUSCRIPCION = 'notificaciones'

const PLAZO_EFECTO = 30_000

/** Tiempos del lector; las pruebas los acortan. */
export type RitmoConsumo = Pick<OpcionesSuscripcion, 'arriendo' | 'sondeo' | 'reintento' | 'lote'>

/** Los esquemas que este servicio sabe leer. */
export const crearEsquemas = () =>
  crearRegistro([...EVENTOS_CONTRATO, ...EVENTOS_CLIENTE, ...EVENTOS_INMUEBLE, ...EVENTOS_RESERVA])

/** Lee los eventos y anota los avisos. `alAplicar` suena tras cada commit que pudo dejar algo por salir. */
export const abrirConsumo = (o: {
  pool: pg.Pool
  fuente: Fuente
  registro: Registro
  tropiezo: Tropiezo
  trazas?: Trazas | undefined
  ajustes: AjustesAviso
  reloj: Reloj
  alAplicar: () => void
  ritmo?: RitmoConsumo | undefined
}): Suscripcion => {
  const { pool, fuente, registro, tropiezo, ajustes, reloj, alAplicar, ritmo } = o
  const esquemas = crearEsquemas()
  const efecto = efectoEnTransaccion(crearConsumidor({ esquemas, ajustes, reloj }), {
    ...{ pool, tropiezo, plazo: PLAZO_EFECTO },
  })
  return abrirSuscripcion({
    ...ritmo,
    ...{ nombre: SUSCRIPCION, topicos: TOPICOS, fuente, pool, registro, tropiezo, trazas: o.trazas },
    efecto: {
      async correr(mensajes, mover) {
        const hechos = await efecto.correr(mensajes, mover)
        alAplicar()
        return hechos
      },
    },
  })
}

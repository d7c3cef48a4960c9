import type pg from 'pg'
import type { Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { AjustesAviso } from '../aplicacion/resolver.ts'
import { POLITICA_REINTENTO, type PoliticaReintento } from '../dominio/entrega.ts'
import { abrirCola } from './cola.ts'
import type { CorreoAbierto } from './correo/abrir.ts'
import { abrirRepartidor, type Repartidor } from './repartidor.ts'
import { resumirFallidas } from './resumen.ts'

/** Cada cuánto se mira si hay algo que contarle a administración (ms). */
const CADA_RESUMEN = 60_000

/** El arriendo de una carta: holgado ante el plazo de la conversación más larga (60 s). */
const ARRIENDO = 120_000

/** Tiempos del reparto en ms; las pruebas los acortan. */
export type RitmoReparto = Readonly<{
  politica?: PoliticaReintento
  arriendo?: number
  sondeo?: number
  pausa?: Readonly<{ base: number; tope: number }>
  resumen?: number
  gracia?: number
}>

/** Abre el reparto de la cola de `pool` por `correo`. */
export const abrirReparto = (o: {
  pool: pg.Pool
  correo: CorreoAbierto
  registro: Registro
  tropiezo: Tropiezo
  trazas?: Trazas | undefined
  ajustes: AjustesAviso
  /** Cuántas veces se intenta cada carta. */
  intentos: number
  /** Cuántas salen a una misma dirección en una hora; 0, sin límite. A la oficina, todas. */
  porHora: number
  ritmo?: RitmoReparto | undefined
}): Repartidor => {
  const { pool, correo, ajustes, ritmo = {} } = o
  const buzones = Object.values(ajustes.buzones).filter((b) => b !== undefined)
  const politica = ritmo.politica ?? { ...POLITICA_REINTENTO, intentos: o.intentos }
  let mirado = -Infinity
  return abrirRepartidor({
    ...{ registro: o.registro, tropiezo: o.tropiezo, trazas: o.trazas, politica },
    cola: abrirCola(pool, {
      arriendo: ritmo.arriendo ?? ARRIENDO,
      ...{ intentos: politica.intentos, porHora: o.porHora, sinLimite: buzones },
    }),
    correo: correo.correo,
    cortar: () => correo.cortar(),
    ...(ritmo.sondeo !== undefined && { sondeo: ritmo.sondeo }),
    ...(ritmo.pausa && { pausa: ritmo.pausa }),
    ...(ritmo.gracia !== undefined && { gracia: ritmo.gracia }),
    async alDarVuelta() {
      if (performance.now() - mirado < (ritmo.resumen ?? CADA_RESUMEN)) return
      mirado = performance.now()
      await resumirFallidas(pool, ajustes)
    },
  })
}

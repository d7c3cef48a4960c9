import type { Reloj } from '../aplicacion/reloj.ts'
import type { Trazas } from '../aplicacion/trazas.ts'
import type { Tropiezo } from '../aplicacion/tropiezo.ts'
import type { Registro } from './registro.ts'

/** La base de datos de un servicio: embebida o externa, ya abierta. */
export type BaseDatos = Readonly<{
  url: string
  /** `false` mientras el servidor embebido se levanta de una caída. */
  disponible(): boolean
}>

/** Lo que todo servicio recibe ya abierto. Cada uno pide además lo suyo. */
export type Recursos = Readonly<{
  registro: Registro
  /** Reloj de negocio. */
  reloj: Reloj
  /** Token del modo local: credencial de la página, de la línea de órdenes y entre servicios. */
  token: string
  version: string
  base: BaseDatos
  tropiezo: Tropiezo
  /** Por omisión, ninguna. */
  trazas?: Trazas | undefined
}>

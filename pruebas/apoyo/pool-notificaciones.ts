import type pg from 'pg'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'

/** Conexiones al esquema del servicio de notificaciones de esa base. */
export const abrirPoolNotificaciones = (url: string): pg.Pool =>
  abrirPool({ url, esquema: 'notificaciones', nombre: 'prueba', maximo: 4 })

import type pg from 'pg'
import type { Config } from '#config/config.ts'
import { crearAutenticador } from '#seedwork/presentacion/acceso/autenticador.ts'
import { crearVerificadorJwt } from '#seedwork/presentacion/acceso/jwt.ts'
import type { Autenticador } from '#seedwork/presentacion/autenticacion.ts'
import type { Limites } from '#seedwork/presentacion/seguridad.ts'
import { type AlmacenClaves, crearAlmacenClaves } from './almacen.ts'

/** Quién es quién en esta instalación. */
export type Acceso = Readonly<{
  almacen: AlmacenClaves
  autenticar: Autenticador
  /** Se revocó algo: lo recordado ya no vale. */
  olvidar(): void
}>

type Partes = Readonly<{ config: Pick<Config, 'jwt'>; pool: pg.Pool; token: string }>

/** El token del arranque, las claves guardadas y, si hay emisor, sus JWT. */
export const abrirAcceso = ({ config, pool, token }: Partes): Acceso => {
  const almacen = crearAlmacenClaves(pool)
  const jwt = config.jwt && crearVerificadorJwt(config.jwt)
  const autenticar = crearAutenticador({ token, claves: almacen.verificar, jwt })
  return { almacen, autenticar, olvidar: autenticar.olvidar }
}

/** Los frenos de los ajustes, como los entiende la puerta. */
export const limitesDe = ({ tasas }: Pick<Config, 'tasas'>): Partial<Limites> => ({
  porPrincipal: tasas.principal,
  fallosPorDireccion: tasas.direccion,
  costosasPorMinuto: tasas.costosas,
  saltosDeProxy: tasas.saltos,
})

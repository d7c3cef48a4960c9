import { createHash } from 'node:crypto'
import type pg from 'pg'
import { certificadoDe } from '#config/certificado.ts'
import type { Config } from '#config/config.ts'
import type { Posicion } from '#seedwork/aplicacion/contexto.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { sinTrazas, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { esperarAlcance } from '#seedwork/infraestructura/suscripciones/vista.ts'
import type { HacerFreno } from '#seedwork/presentacion/acceso/freno.ts'
import { type Autenticador, autenticadorLocal } from '#seedwork/presentacion/autenticacion.ts'
import { errorHttp } from '#seedwork/presentacion/codigos.ts'
import { crearCursores } from '#seedwork/presentacion/cursores.ts'
import { ANFITRIONES_LOCALES } from '#seedwork/presentacion/seguridad.ts'
import { crearServidor, type ServidorHttp } from '#seedwork/presentacion/servidor.ts'
import type { AjustesAviso } from '../aplicacion/resolver.ts'
import { SUSCRIPCION } from '../infraestructura/consumidores/suscripcion.ts'
import { listarBandeja } from '../infraestructura/correo/listado.ts'
import { reintentarEntrega } from '../infraestructura/reintentar.ts'
import { listarNotificaciones, obtenerNotificacion } from '../infraestructura/vistas.ts'
import { ERRORES_NOTIFICACIONES } from './errores.ts'
import { ponerOperacion } from './operacion.ts'
import { registroDeFastify } from './registro.ts'
import { ponerRutas } from './rutas.ts'
import { type Pieza, ponerSalud } from './salud.ts'

/** Lo más que una lectura espera a la posición de `Alpes-Esperar` (ms). */
const PLAZO_ESPERA = 2_000

type Opciones = Readonly<{
  config: Config
  registro: Registro
  token: string
  autenticar?: Autenticador | undefined
  pool: pg.Pool
  fuente: Fuente
  /** Por omisión, los de la memoria de este proceso. */
  frenos?: HacerFreno | undefined
  trazas?: Trazas | undefined
  ajustes: AjustesAviso
  transporte: 'bandeja' | 'smtp'
  carpetaBandeja: string
  /** Suena cuando alguien pide reintentar. */
  alReintentar: () => void
  piezas: () => Promise<Readonly<Record<string, Pieza>>>
}>

const crearEspera =
  (pool: pg.Pool) =>
  async (posiciones: readonly Posicion[]): Promise<void> => {
    if (posiciones.length === 0) return
    const logrado = await esperarAlcance(pool, { suscripcion: SUSCRIPCION, posiciones, plazo: PLAZO_ESPERA })
    if (logrado === 'apartado')
      throw errorHttp('ProyeccionAtrasada', 'el mensaje de esa posición está apartado: lo espera un operador')
    if (logrado === 'pendiente') throw errorHttp('ProyeccionAtrasada', 'aún no se aplicó esa posición')
  }

/** Arma el servidor HTTP del servicio, sin escuchar todavía. */
export const crearServidorNotificaciones = (o: Opciones): ServidorHttp => {
  const { config, token, pool, ajustes, carpetaBandeja } = o
  const servidor = crearServidor({
    registro: registroDeFastify(o.registro),
    tabla: ERRORES_NOTIFICACIONES,
    autenticar: o.autenticar ?? autenticadorLocal(token),
    anfitriones: config.modoLocal ? ANFITRIONES_LOCALES : null,
    local: config.modoLocal,
    limites: {
      porPrincipal: config.tasas.principal,
      fallosPorDireccion: config.tasas.direccion,
      saltosDeProxy: config.tasas.saltos,
    },
    frenos: o.frenos,
    tls: certificadoDe(config),
    trazas: { trazas: o.trazas ?? sinTrazas, sinRaiz: [] },
  })
  // Derivado del token: los procesos que comparten el servicio sellan igual sus cursores.
  const secreto = createHash('sha256').update(`notificaciones\0${token}`).digest()
  const cursores = crearCursores(secreto)
  ponerSalud(servidor.app, o.piezas)
  ponerOperacion(servidor.app, { pool, cursores, fuente: o.fuente })
  ponerRutas(servidor.app, {
    cursores,
    listar: (filtro, pagina) => listarNotificaciones(pool, filtro, pagina),
    obtener: (id) => obtenerNotificacion(pool, id),
    async reintentar(id) {
      await reintentarEntrega(pool, id, ajustes)
      o.alReintentar()
    },
    esperar: crearEspera(pool),
    bandeja: (pagina) => listarBandeja(carpetaBandeja, pagina),
    transporte: o.transporte,
  })
  return servidor
}

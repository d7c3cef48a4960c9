import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type pg from 'pg'
import type { Config } from '#config/config.ts'
import { urlDe } from '#config/direccion.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFrenos } from '#seedwork/infraestructura/frenos/frenos.ts'
import type { Planificador } from '#seedwork/infraestructura/programados/planificador.ts'
import type { Recursos } from '#seedwork/infraestructura/recursos.ts'
import type { RelojDeNegocio } from '#seedwork/infraestructura/reloj.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { estaVivo, SIN_VUELTA_MAXIMO } from '#seedwork/infraestructura/suscripciones/vida.ts'
import type { Autenticador } from '#seedwork/presentacion/autenticacion.ts'
import { abrirPuertoMetricas } from '#seedwork/presentacion/metricas.ts'
import { ajustesDeAviso, ajustesDeCorreo } from './ajustes.ts'
import type { Pieza } from './http/salud.ts'
import { crearServidorNotificaciones } from './http/servidor.ts'
import { recordarCabezas, vaAlDia } from './infraestructura/consumidores/al-dia.ts'
import { abrirConsumo, type RitmoConsumo } from './infraestructura/consumidores/suscripcion.ts'
import { abrirCorreo } from './infraestructura/correo/abrir.ts'
import type { PlazosSmtp } from './infraestructura/correo/conversacion.ts'
import { abrirHitos } from './infraestructura/hitos.ts'
import { crearMetricasNotificaciones } from './infraestructura/metricas.ts'
import { planificarAntiguos } from './infraestructura/ponerse-al-dia.ts'
import { conHora, seguirReloj } from './infraestructura/reloj.ts'
import type { Repartidor } from './infraestructura/repartidor.ts'
import { abrirReparto, type RitmoReparto } from './infraestructura/reparto.ts'
import { ESQUEMA, prepararTablas } from './infraestructura/tablas.ts'

/** Tiempos del servicio en ms; sólo las pruebas los cambian. */
export type Ritmo = Readonly<{
  reparto?: RitmoReparto
  consumo?: RitmoConsumo
  plazosSmtp?: PlazosSmtp
  /** Entre miradas a la agenda de hitos. */
  hitos?: number
  /** Entre preguntas a la API por su hora. */
  reloj?: number
}>

/** Lo que el servicio recibe abierto, además de lo de todos. */
export type RecursosNotificaciones = Recursos &
  Readonly<{
    /** De dónde se lee la bitácora: SQL con todo en un proceso, HTTP cuando corre solo. */
    fuente: Fuente
    /** El reloj que hay que poner a la hora de la API de `url`, si está en otro proceso. */
    relojAjeno?: Readonly<{ reloj: RelojDeNegocio; url: string }>
    /** Quién es quién; por omisión, sólo el token del arranque. */
    autenticar?: Autenticador
    /** Dirección de la página que va en los correos, si no es la de los ajustes. */
    urlPagina?: string
    ritmo?: Ritmo
  }>

/** El servicio en pie. Se cierra en orden inverso al de apertura. */
export type ServicioNotificaciones = AsyncDisposable &
  Readonly<{ url: string; puerto: number; puertoMetricas: number }>

const piezaLector = (suscripcion: Suscripcion): Pieza => {
  const estado = suscripcion.estado()
  return { lista: estaVivo(estado), detalle: estado }
}

const piezaBase = async (pool: pg.Pool): Promise<Pieza> =>
  pool.query('select 1').then(
    () => ({ lista: true, detalle: 'responde' }),
    () => ({ lista: false, detalle: 'no responde' }),
  )

type Abierto = Readonly<{
  pool: pg.Pool
  repartidor: Repartidor
  suscripcion: Suscripcion
  hitos: Planificador
}>

/** La fuente del lector: si la hora la dice otro proceso, cerrada hasta saberla. */
const fuenteEnHora = async (
  { fuente, relojAjeno, registro, ritmo }: RecursosNotificaciones,
  pool: pg.Pool,
  pila: AsyncDisposableStack,
): Promise<Fuente> => {
  if (!relojAjeno) return fuente
  return conHora(fuente, pila.use(await seguirReloj({ ...relojAjeno, pool, registro, sondeo: ritmo?.reloj })))
}

const abrirTrabajo = async (config: Config, r: RecursosNotificaciones, pila: AsyncDisposableStack) => {
  const { registro, tropiezo, trazas, reloj, ritmo = {} } = r
  const pool = abrirPool({ url: r.base.url, esquema: ESQUEMA, nombre: 'alpes notificaciones', maximo: 6 })
  pila.defer(() => pool.end())
  await prepararTablas(pool)
  await planificarAntiguos(pool)
  const carpetaBandeja = path.join(config.datos, 'correo')
  const ajustes = ajustesDeAviso(config, r.urlPagina)
  const { intentos, porHora, ...salida } = ajustesDeCorreo(config)
  const correo = await abrirCorreo({
    ...{ ...salida, carpeta: carpetaBandeja, plazos: ritmo.plazosSmtp },
  })
  pila.defer(() => correo.cortar())
  const comunes = { pool, registro, tropiezo, trazas, ajustes }
  const repartidor = pila.use(abrirReparto({ ...comunes, correo, intentos, porHora, ritmo: ritmo.reparto }))
  const vista = recordarCabezas(await fuenteEnHora(r, pool, pila))
  const suscripcion = pila.use(
    abrirConsumo({
      ...comunes,
      reloj,
      fuente: vista.fuente,
      alAplicar: repartidor.despertar,
      ritmo: ritmo.consumo,
    }),
  )
  const hitos = pila.use(
    abrirHitos({ ...comunes, reloj, alDia: () => vaAlDia(suscripcion, vista), sondeo: ritmo.hitos }),
  )
  return { pool, repartidor, suscripcion, hitos, ajustes, carpetaBandeja, transporte: correo.transporte }
}

const piezasDe =
  ({ pool, repartidor, suscripcion, hitos }: Abierto) =>
  async () => ({
    base: await piezaBase(pool),
    lector: piezaLector(suscripcion),
    hitos: { lista: hitos.sinVuelta() < SIN_VUELTA_MAXIMO, detalle: { sinVuelta: hitos.sinVuelta() } },
    correo: { lista: true, detalle: repartidor.estado() },
  })

/**
 * Abre el servicio: sus tablas, su suscripción a la bitácora, el reparto de correo y su puerto HTTP
 * (`config.puertos.notificaciones`; 0 toma uno libre).
 */
export const abrirNotificaciones = async (
  config: Config,
  recursos: RecursosNotificaciones,
): Promise<ServicioNotificaciones> => {
  await using pila = new AsyncDisposableStack()
  const { registro, token } = recursos
  const abierto = await abrirTrabajo(config, recursos, pila)
  const metricas = crearMetricasNotificaciones({ ...abierto, fuente: recursos.fuente })
  const { puerto: puertoMetricas } = pila.use(
    await abrirPuertoMetricas(metricas, config.metricas.notificaciones),
  )
  const { app, drenar } = crearServidorNotificaciones({
    ...{ ...abierto, config, registro, token, fuente: recursos.fuente, autenticar: recursos.autenticar },
    // En modo local hay un solo proceso: no hay con quién contar.
    frenos: config.modoLocal ? undefined : pila.use(abrirFrenos({ ...abierto, registro })).hacer,
    trazas: recursos.trazas,
    alReintentar: abierto.repartidor.despertar,
    piezas: piezasDe(abierto),
  })
  pila.defer(async () => {
    drenar()
    await app.close()
  })
  await app.listen({ port: config.puertos.notificaciones, host: config.anfitrion })
  const { port } = app.server.address() as AddressInfo
  const cierre = pila.move()
  return {
    puerto: port,
    puertoMetricas,
    url: urlDe(config, port),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

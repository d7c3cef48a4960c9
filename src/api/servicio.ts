import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { certificadoDe } from '#config/certificado.ts'
import type { Config } from '#config/config.ts'
import { urlDe } from '#config/direccion.ts'
import { type Puntos, prepararPuntos } from '#modulos/auditoria/modulo.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { sinTrazas } from '#seedwork/aplicacion/trazas.ts'
import { crearAvisador } from '#seedwork/infraestructura/avisador.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFrenos } from '#seedwork/infraestructura/frenos/frenos.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { conVentana } from '#seedwork/infraestructura/fuentes/ventana.ts'
import { abrirProyecciones } from '#seedwork/infraestructura/proyecciones/proyecciones.ts'
import type { Recursos } from '#seedwork/infraestructura/recursos.ts'
import type { RelojDeNegocio } from '#seedwork/infraestructura/reloj.ts'
import { abrirLatido } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { LIMITES } from '#seedwork/infraestructura/uow/escritor.ts'
import { abrirMotor } from '#seedwork/infraestructura/uow/motor.ts'
import type { Autenticador } from '#seedwork/presentacion/autenticacion.ts'
import { crearCursores } from '#seedwork/presentacion/cursores.ts'
import { abrirPuertoMetricas } from '#seedwork/presentacion/metricas.ts'
import type { TablaErrores } from '#seedwork/presentacion/problemas.ts'
import { ANFITRIONES_LOCALES, type Limites } from '#seedwork/presentacion/seguridad.ts'
import { crearServidor, type ServidorHttp } from '#seedwork/presentacion/servidor.ts'
import { montarAeropuertos } from './aeropuertos.ts'
import { montarBitacora } from './bitacora.ts'
import { abrirBroker, type BrokerVisto } from './broker.ts'
import { type Acceso, abrirAcceso, limitesDe } from './claves/acceso.ts'
import { montarClaves } from './claves/rutas.ts'
import { montarClientes } from './clientes.ts'
import { montarComandos } from './comandos.ts'
import { montarContratos } from './contratos.ts'
import { asentar } from './demo/asentar.ts'
import { montarDocumentos, prepararDocumento } from './documentos.ts'
import { ERRORES } from './errores.ts'
import { montarEspera } from './espera.ts'
import { montarHeredadas } from './heredadas.ts'
import { montarInformes } from './informes.ts'
import { montarInmuebles } from './inmuebles.ts'
import { abrirLectores } from './lectores.ts'
import { crearMetricas, type MetricasApi } from './metricas.ts'
import { abrirModulos, crearEsquemas, exigirVersiones, type Modulos } from './modulos.ts'
import { montarOperacion, type Respaldar } from './operacion.ts'
import { crearEjecutar } from './ordenes.ts'
import { montarPanel } from './panel.ts'
import { exigirPoliticas } from './politicas.ts'
import { montarProyecciones } from './proyecciones.ts'
import { montarReservas } from './reservas.ts'
import { type LectorVigilado, montarSalud, saludDe } from './salud.ts'
import { ESQUEMA, prepararTablas } from './tablas.ts'
import { TOPICOS } from './topicos.ts'
import { montarTopicos } from './topicos-vistos.ts'

/** Lo que la API recibe abierto, además de lo de todos. */
export type RecursosApi = Recursos &
  Readonly<{
    reloj: RelojDeNegocio
    /** Quién es quién; por omisión, el token del arranque, las claves guardadas y los JWT del emisor. */
    autenticar?: Autenticador
    /** Copia en caliente; la da quien abrió el servidor embebido. */
    respaldar?: Respaldar
    /** Topes de la puerta HTTP; sólo las pruebas los cambian. */
    limites?: Partial<Limites>
    /** Ms tras los que un lector que no da la vuelta está muerto; sólo las pruebas lo cambian. */
    sinVueltaMaximo?: number
  }>

/** La API en pie. Se cierra en orden inverso al de apertura. `url` y `puerto` son vacíos sin el rol `http`. */
export type ServicioApi = AsyncDisposable &
  Readonly<{
    url: string
    puerto: number
    puertoMetricas: number
    modulos: Modulos
    /** La bitácora y quién es quién, para los servicios que viven en este proceso. */
    fuente: Fuente
    autenticar: Autenticador
  }>

const abrirBase = async ({ base, registro }: RecursosApi, pila: AsyncDisposableStack) => {
  const alFallar = (err: Error) => registro.warn({ err }, 'se cortó una conexión ociosa con la base')
  const pool = abrirPool({ url: base.url, esquema: ESQUEMA, nombre: 'alpes api', maximo: 12, alFallar })
  pila.defer(() => pool.end())
  await prepararTablas(pool)
  const latido = abrirLatido(pool)
  pila.defer(() => latido.end())
  const fuente = pila.use(abrirFuenteBitacora({ pool, escucha: base.url }))
  return { pool, latido, fuente }
}

type Comienzo = Readonly<{ config: Config; recursos: RecursosApi; metricas: MetricasApi }>

const puntosDe = ({ auditoria: a }: Config): Promise<Puntos> =>
  prepararPuntos({
    destino: a.destino.revelar(),
    llave: a.llave?.revelar(),
    archivo: a.archivoLlave,
    ritmo: { entradas: a.entradas, minutos: a.minutos },
  })

const abrirNucleo = async ({ config, recursos: r, metricas }: Comienzo, pila: AsyncDisposableStack) => {
  const { base, registro, reloj, tropiezo, trazas = sinTrazas } = r
  const { pool, latido, fuente } = await abrirBase(r, pila)
  const esquemas = crearEsquemas()
  const motor = pila.use(
    await abrirMotor({
      ...{ url: base.url, esquema: ESQUEMA, servicio: 'api', pool, topicos: TOPICOS, tropiezo, trazas },
      codificar: esquemas.codificar,
      observador: { ...metricas.escritor, confirmado: crearAvisador(pool) },
    }),
  )
  const medios = { motor, pool, latido, fuente, registro, tropiezo }
  const { versiones } = config
  exigirVersiones(versiones, esquemas)
  const modulos = abrirModulos({ ...medios, reloj, esquemas, versiones, puntos: await puntosDe(config) })
  exigirPoliticas(modulos)
  const { panel, busqueda } = modulos
  const proyecciones = await abrirProyecciones({
    // Leen lo mismo y a la vez. Los demás no: quien pregunta por la cabeza o verifica la cadena mira la base.
    ...{ pool, latido, fuente: conVentana(fuente), registro, tropiezo, trazas },
    proyecciones: [panel.proyeccion, busqueda.proyeccion],
  })
  return { ...medios, trazas, esquemas, modulos, proyecciones }
}

type Nucleo = Awaited<ReturnType<typeof abrirNucleo>>

type Montaje = Readonly<{
  servidor: ServidorHttp
  acceso: Acceso
  nucleo: Nucleo
  recursos: RecursosApi
  metricas: MetricasApi
  lectores: readonly LectorVigilado[]
  broker: BrokerVisto | null
  fin: AbortSignal
}>

/** Derivado del token: los procesos que comparten la API sellan igual sus cursores. */
const secretoDeCursores = (token: string): Buffer =>
  createHash('sha256').update(`api:cursores\0${token}`).digest()

const montar = async (m: Montaje): Promise<void> => {
  const { servidor, nucleo, recursos, metricas, lectores, acceso, broker, fin } = m
  const { app, enDrenaje } = servidor
  const { pool, fuente, esquemas, motor, modulos } = nucleo
  const { base, reloj, version, token, respaldar, sinVueltaMaximo } = recursos
  const cursores = crearCursores(secretoDeCursores(token))
  const ejecutar = crearEjecutar({ reloj, encolar: motor.encolar, medir: metricas.comando })
  await prepararDocumento(app, version)
  montarEspera(app, pool)
  montarInmuebles(app, { inmuebles: modulos.inmuebles, ejecutar, cursores })
  montarClientes(app, { clientes: modulos.clientes, ejecutar, cursores })
  montarContratos(app, { contratos: modulos.contratos, ejecutar, cursores })
  montarReservas(app, { vuelos: modulos.vuelos, ejecutar, cursores })
  montarAeropuertos(app, { vuelos: modulos.vuelos })
  montarHeredadas(app, { ...modulos, ejecutar })
  montarInformes(app, { contratos: modulos.contratos, cursores })
  montarComandos(app, { pool })
  montarBitacora(app, { fuente, esquemas, fin })
  montarOperacion(app, { ...nucleo, cursores, auditoria: modulos.auditoria, respaldar })
  montarTopicos(app, { pool, broker })
  montarProyecciones(app, nucleo.proyecciones)
  montarPanel(app, { pool, panel: modulos.panel, busqueda: modulos.busqueda })
  const alRevocar = acceso.olvidar
  montarClaves(app, { almacen: acceso.almacen, cursores, registro: recursos.registro, alRevocar })
  montarSalud(app, { base, pool, lectores, reloj, version, enDrenaje, sinVueltaMaximo })
  montarDocumentos(app, { esquemas, version })
}

/** Rutas que otros procesos piden sin parar: no empiezan trazas. */
const SONDEOS = ['/bitacora/:topico']

type Entrada = Omit<Montaje, 'servidor' | 'fin'> & Readonly<{ config: Config }>

const abrirHttp = async ({ config, ...partes }: Entrada, pila: AsyncDisposableStack): Promise<number> => {
  const { recursos, metricas } = partes
  const { pool } = partes.nucleo
  const servidor = crearServidor({
    registro: recursos.registro,
    tabla: ERRORES as TablaErrores,
    autenticar: partes.acceso.autenticar,
    anfitriones: config.modoLocal ? ANFITRIONES_LOCALES : null,
    local: config.modoLocal,
    medir: metricas.http,
    saturado() {
      const lleno = partes.nucleo.motor.enCola >= LIMITES.cola
      if (lleno) metricas.escritor.sobrecarga()
      return lleno
    },
    trazas: { trazas: partes.nucleo.trazas, sinRaiz: SONDEOS },
    tls: certificadoDe(config),
    limites: { ...limitesDe(config), ...recursos.limites },
    // En modo local hay un solo proceso y un solo dueño: no hay con quién contar.
    frenos: config.modoLocal ? undefined : pila.use(abrirFrenos({ pool, registro: recursos.registro })).hacer,
  })
  const fin = new AbortController()
  await montar({ ...partes, servidor, fin: fin.signal })
  pila.defer(async () => {
    servidor.drenar()
    fin.abort()
    await servidor.app.close()
  })
  await servidor.app.listen({ port: config.puertos.api, host: config.anfitrion })
  return (servidor.app.server.address() as AddressInfo).port
}

/** Sin drenaje que contar: su puerto es lo primero que se cierra. */
const saludSinHttp = ({ pool }: Nucleo, recursos: RecursosApi, lectores: readonly LectorVigilado[]) =>
  saludDe({ ...recursos, pool, lectores, enDrenaje: () => false })

/**
 * Abre la API: tablas, unidad de trabajo, módulos unidos, lectores duraderos (rol `consumidores`), agenda
 * (rol `planificador`), relevo hacia el broker (rol `relevo`), el puerto HTTP (rol `http`;
 * `config.puertos.api`, 0 toma uno libre) y el de métricas.
 */
export const abrirApi = async (config: Config, recursos: RecursosApi): Promise<ServicioApi> => {
  await using pila = new AsyncDisposableStack()
  const metricas = crearMetricas()
  const nucleo = await abrirNucleo({ config, recursos, metricas }, pila)
  await asentar({ ...nucleo, reloj: recursos.reloj, demo: config.demo })
  const propios = await abrirLectores(nucleo, config.roles, pila)
  const medios = { ...nucleo, reloj: recursos.reloj, publicados: metricas.publicados }
  const broker = abrirBroker(config, medios, pila)
  const lectores = [...propios, ...broker.lectores]
  metricas.vigilar({ enCola: () => nucleo.motor.enCola, lectores, pool: nucleo.pool, fuente: nucleo.fuente })
  const conHttp = config.roles.includes('http')
  const { puerto: puertoMetricas } = pila.use(
    await abrirPuertoMetricas(
      metricas.registro,
      config.metricas.api,
      conHttp ? undefined : saludSinHttp(nucleo, recursos, lectores),
    ),
  )
  const propio = abrirAcceso({ config, pool: nucleo.pool, token: recursos.token })
  const acceso = { ...propio, autenticar: recursos.autenticar ?? propio.autenticar }
  const partes = { config, nucleo, recursos, metricas, lectores, acceso, broker: broker.visto }
  const puerto = conHttp ? await abrirHttp(partes, pila) : 0
  const cierre = pila.move()
  return {
    ...{ puerto, puertoMetricas, modulos: nucleo.modulos, fuente: nucleo.fuente },
    autenticar: acceso.autenticar,
    url: puerto === 0 ? '' : urlDe(config, puerto),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

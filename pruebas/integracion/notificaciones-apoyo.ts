import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { leerConfig } from '#config/config.ts'
import {
  ClienteActualizado,
  ClienteCreado,
  EVENTOS_CLIENTE,
} from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import {
  ContratoActualizado,
  ContratoCreado,
  ContratoEliminado,
  ContratoFirmado,
  ContratoProcesado,
  EVENTOS_CONTRATO,
  FirmaRegistrada,
  FirmasInvalidadas,
} from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_INMUEBLE, InmuebleCreado } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import { EVENTOS_RESERVA } from '#modulos/vuelos/infraestructura/schema/v1/eventos.ts'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import type { Origen } from '#seedwork/aplicacion/contexto.ts'
import type { EventoIntegracion, MensajePorEscribir } from '#seedwork/aplicacion/mensajes.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { sinTropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { crearReloj } from '#seedwork/infraestructura/reloj.ts'
import type { Notificacion, NotificacionEntera } from '../../src/notificaciones/infraestructura/vistas.ts'
import { abrirNotificaciones, type Ritmo } from '../../src/notificaciones/servicio.ts'

export const TOKEN = 'token-de-prueba-0123456789'

const esquemas = crearRegistro([
  ...EVENTOS_CONTRATO,
  ...EVENTOS_CLIENTE,
  ...EVENTOS_INMUEBLE,
  ...EVENTOS_RESERVA,
])

/** Un mensaje de la bitácora con ese evento, como lo habría dejado la unidad de trabajo. */
export const mensaje = (
  evento: EventoIntegracion,
  sobre: { clave: string; version: number; origen?: Origen; ocurridoEn?: number; actor?: string },
): MensajePorEscribir => ({
  ...{
    origen: 'api' as const,
    actor: 'prueba',
    ocurridoEn: Date.now(),
    ...sobre,
    versionAgregado: sobre.version,
  },
  ...{ topico: evento.topico, id: randomUUID(), tipo: evento.tipo, versionEsquema: evento.versionEsquema },
  ...{ correlacion: randomUUID(), causacion: null, traceparent: null, servicio: 'prueba' },
  contenido: esquemas.codificar(evento),
})

/** Un cliente que se puede dar de alta o cambiar. */
export type Persona = Readonly<{ id: string; nombre: string; correo: string | null; idioma: 'es' | 'en' }>

export const persona = (nombre: string, correo: string | null, idioma: 'es' | 'en' = 'es'): Persona => ({
  ...{ id: randomUUID(), nombre, correo, idioma },
})

const fichaDe = (p: Persona) => ({
  ...{ codigo: 1, tipo: 'empresa', nombre: p.nombre, correo: p.correo, idioma: p.idioma },
  documento: { tipo: 'NIT', numero: '999001001-7' },
})

export const alta = (p: Persona): MensajePorEscribir =>
  mensaje(ClienteCreado.crear({ id: p.id, fecha_creacion: 0n, ...fichaDe(p) }), { clave: p.id, version: 1 })

export const cambio = (antes: Persona, despues: Persona, version = 2): MensajePorEscribir =>
  mensaje(ClienteActualizado.crear({ id: antes.id, antes: fichaDe(antes), despues: fichaDe(despues) }), {
    ...{ clave: antes.id, version },
  })

export type Inmueble = Readonly<{ id: string; nombre: string; ciudad: string; zona: string }>

export const inmueble = (nombre: string, ciudad = 'Bogotá', zona = 'America/Bogota'): Inmueble => ({
  ...{ id: randomUUID(), nombre, ciudad, zona },
})

export const altaInmueble = ({ id, nombre, ciudad, zona }: Inmueble): MensajePorEscribir =>
  mensaje(
    InmuebleCreado.crear({
      ...{ id, fecha_creacion: 0n, codigo: 1, nombre, tipo: 'local', ciudad, pais: 'CO' },
      ...{ zona, area_m2: '85.00' },
    }),
    { clave: id, version: 1 },
  )

const HASH = 'a'.repeat(64)

type OpcionesContrato = Readonly<{ numero?: string; monto?: string; moneda?: string; origen?: Origen }> &
  Readonly<{ inicio?: string; fin?: string; renuevaA?: string | null; ocurridoEn?: number }>

/** Los eventos de un contrato, con sus términos, en el orden en que los deja su vida. */
export const contrato = (
  partes: { compania: Persona; inquilino: Persona; codeudores?: readonly Persona[]; inmueble: Inmueble },
  opciones: OpcionesContrato = {},
) => {
  const id = randomUUID()
  const { numero = 'CT-0021', monto = '13200000', moneda = 'COP', origen = 'api' } = opciones
  const { inicio = '2027-02-01', fin = '2030-01-31', renuevaA = null, ocurridoEn } = opciones
  const { compania, inquilino, codeudores = [] } = partes
  const terminos = {
    ...{ id_propiedad: partes.inmueble.id, id_compania: compania.id, id_inquilino: inquilino.id },
    ...{ codeudores: codeudores.map((c) => c.id), fecha_inicio: inicio, fecha_fin: fin },
    ...{ monto, moneda, periodicidad: 'mensual', clausulas: [] },
    incremento: { tipo: 'ipc', puntos_basicos: null },
  }
  const firmantes = [compania, inquilino, ...codeudores].map((p) => p.id)
  const revision = (n: number) => ({ hash: HASH, revision: n })
  const con = (
    evento: EventoIntegracion,
    version: number,
    sobre: { actor?: string; ocurridoEn?: number } = {},
  ) =>
    mensaje(evento, {
      ...{ clave: id, version, origen, ...(ocurridoEn !== undefined && { ocurridoEn }) },
      ...sobre,
    })
  return {
    id,
    numero,
    creado: () =>
      con(
        ContratoCreado.crear({
          ...{ id, estado: 'Pendiente', fecha_creacion: 0n, numero, ...terminos, ...revision(1) },
          renueva_a: renuevaA,
        }),
        1,
      ),
    firma: (parte: Persona, faltan: readonly Persona[], version = 2, n = 1) =>
      con(
        FirmaRegistrada.crear({
          ...{ id, id_parte: parte.id, por: 'local', faltan: faltan.map((p) => p.id), ...revision(n) },
        }),
        version,
      ),
    firmado: (version = 3) =>
      con(
        ContratoFirmado.crear({
          ...{ id, numero, id_propiedad: terminos.id_propiedad, partes: firmantes, monto, moneda },
          ...{ fecha_inicio: terminos.fecha_inicio, fecha_fin: terminos.fecha_fin, ...revision(1) },
        }),
        version,
      ),
    editado: (cambios: Partial<typeof terminos>, version = 3) =>
      con(
        ContratoActualizado.crear({
          ...{ id, numero, antes: terminos, despues: { ...terminos, ...cambios }, ...revision(2) },
          ...{ numero_antes: numero },
        } as Parameters<typeof ContratoActualizado.crear>[0]),
        version,
      ),
    invalidadas: (de: readonly Persona[], cambios: readonly string[], version = 3) =>
      con(FirmasInvalidadas.crear({ id, partes: de.map((p) => p.id), cambios, ...revision(2) }), version),
    procesado: (version = 4) =>
      con(
        ContratoProcesado.crear({
          ...{ id, numero, id_propiedad: terminos.id_propiedad, id_compania: compania.id },
          ...{
            id_inquilino: inquilino.id,
            fecha_inicio: terminos.fecha_inicio,
            fecha_fin: terminos.fecha_fin,
          },
        }),
        version,
      ),
    eliminado: (version = 2) =>
      con(ContratoEliminado.crear({ id, numero, motivo: null, partes: firmantes }), version),
    terminos,
    partes: firmantes,
    /** Cualquier otro evento de su vida. */
    con,
  }
}

/** Tiempos cortos: ninguna prueba espera lo que espera una oficina. */
export const RITMO: Ritmo = {
  reparto: {
    politica: { intentos: 3, baseMs: 20, factor: 1, topeMs: 20 },
    ...{ arriendo: 60_000, sondeo: 200, pausa: { base: 20, tope: 100 }, resumen: 50, gracia: 100 },
  },
  ...{ hitos: 50, reloj: 50 },
  consumo: { arriendo: 2_000, sondeo: 500, reintento: { intentos: 2, base: 10, tope: 20 } },
}

/** Ajustes de la oficina en las pruebas. */
export const OFICINA = {
  CORREO_GESTOR: 'gestor@oficina.example',
  CORREO_CARTERA: 'cartera@oficina.example',
  CORREO_ADMIN: 'admin@oficina.example',
}

type Opciones = Readonly<{
  entorno?: Record<string, string>
  ritmo?: Ritmo
  /** Reloj de la bitácora, y el de negocio. */
  reloj?: () => number
  negocio?: Reloj
  /** Un reloj de negocio que se pone a la hora de esa API; uno nuevo por arranque. */
  horaDe?: string
}>

/** Lo que se mira de una respuesta; `never` cabe en el tipo que cada prueba espera. */
type Cuerpo = Readonly<{ elementos: never; codigo: string; transporte: string }>

const cliente =
  (url: string) =>
  async (ruta: string, opciones: RequestInit = {}) => {
    const respuesta = await fetch(`${url}${ruta}`, {
      ...opciones,
      headers: { authorization: `Bearer ${TOKEN}`, ...opciones.headers },
    })
    return { estado: respuesta.status, cuerpo: (await respuesta.json()) as Cuerpo, respuesta }
  }

/** El servicio de verdad sobre una base propia, con una bitácora en memoria que se escribe a mano. */
export const abrirBanco = async (opciones: Opciones = {}) => {
  const { entorno = OFICINA, ritmo = RITMO, reloj, horaDe } = opciones
  await using pila = new AsyncDisposableStack()
  const base = pila.use(await abrirBasePrueba())
  const datos = await mkdtemp(path.join(tmpdir(), 'alpes-notificaciones-'))
  pila.defer(() => rm(datos, { recursive: true, force: true }))
  const fuente = abrirFuenteMemoria(reloj)
  const config = leerConfig({
    ...entorno,
    ALPES_DATOS: datos,
    PUERTO_NOTIFICACIONES: '0',
    PUERTO_METRICAS: '0',
  })
  const abrir = () => {
    const ajeno = horaDe === undefined ? undefined : { reloj: crearReloj(), url: horaDe }
    const negocio = ajeno?.reloj ?? opciones.negocio ?? crearReloj()
    return abrirNotificaciones(config, {
      ...{ registro: sinRegistro, token: TOKEN, version: '0', tropiezo: sinTropiezo, fuente, ritmo },
      ...{ base: { url: base.url, disponible: () => true }, urlPagina: 'https://alpes.example/' },
      ...{ reloj: negocio, ...(ajeno && { relojAjeno: ajeno }) },
    })
  }
  const servicio = pila.use(await abrir())
  const pool = abrirPool({ url: base.url, esquema: 'notificaciones', nombre: 'prueba', maximo: 2 })
  pila.defer(() => pool.end())
  const pedir = cliente(servicio.url)
  const listar = async (consulta = ''): Promise<readonly Notificacion[]> =>
    (await pedir(`/notificaciones?limite=200${consulta}`)).cuerpo.elementos
  const cierre = pila.move()
  return {
    ...{ fuente, pool, pedir, listar, config, abrir, datos, base, servicio },
    entera: async (id: string): Promise<NotificacionEntera> =>
      (await pedir(`/notificaciones/${id}`)).cuerpo as unknown as NotificacionEntera,
    /** Espera a que las notificaciones de un contrato cumplan algo. */
    cuando: (que: string, idContrato: string, cumple: (n: readonly Notificacion[]) => boolean) =>
      esperarQue(que, async () => {
        const halladas = await listar(`&id_contrato=${idContrato}`)
        return cumple(halladas) ? halladas : undefined
      }),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

/** Quién recibió qué, para comparar de un vistazo. */
export const resumen = (halladas: readonly Notificacion[]): string[] =>
  halladas.map((n) => `${n.tipo} ${n.direccion ?? n.destinatario} ${n.idioma ?? '-'} ${n.estado}`).sort()

/** ¿Llegaron a un estado del que no se mueven solas? */
export const todas = (estado: string) => (halladas: readonly Notificacion[]) =>
  halladas.length > 0 && halladas.every((n) => n.estado === estado)

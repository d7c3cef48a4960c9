import { createHash } from 'node:crypto'
import type { abrirClientes } from '#modulos/clientes/modulo.ts'
import type { abrirContratos } from '#modulos/contratos/modulo.ts'
import type { abrirInmuebles } from '#modulos/inmuebles/modulo.ts'
import type { Contexto, Orden } from '#seedwork/aplicacion/contexto.ts'
import { CLIENTES, CONTRATOS, type ContratoDemo, INMUEBLES, RELOJ_DEMO } from './datos.ts'

/** Los comandos de los módulos: la demo no tiene otra puerta. */
export type ModulosDemo = Readonly<{
  inmuebles: Pick<ReturnType<typeof abrirInmuebles>, 'comandos'>
  clientes: Pick<ReturnType<typeof abrirClientes>, 'comandos'>
  contratos: Pick<ReturnType<typeof abrirContratos>, 'comandos'>
}>

type Paso = Readonly<{ en: Temporal.Instant; dar: (contexto: Contexto) => Promise<unknown>; nombre: string }>

const uuid = (semilla: string): string => {
  const h = createHash('sha256').update(`demo:${semilla}`).digest('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`
}
const idInmueble = (codigo: number): string => uuid(`inmueble:${codigo}`)
const idCliente = (alias: string): string => uuid(`cliente:${alias}`)

/** El reloj de la demo avanza con cada paso: quién hizo qué queda en su fecha. */
const contextoDe = ({ en, nombre }: Paso): Contexto => ({
  idComando: uuid(`comando:${nombre}`),
  tipo: nombre.split(' ')[0]!,
  actor: 'demo',
  origen: 'demo',
  correlacion: uuid(`correlacion:${nombre}`),
  causacion: null,
  traceparent: null,
  ahora: en,
  clave: { operacion: 'demo', clave: nombre, huella: uuid(nombre) },
})

const PRINCIPIO = Temporal.Instant.from('2021-01-04T14:00:00Z')
const alasOnce = (fecha: Temporal.PlainDate): Temporal.Instant =>
  fecha.toZonedDateTime({ timeZone: 'America/Bogota', plainTime: '11:00' }).toInstant()
const antes = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? a : b

const deInmuebles = ({ inmuebles }: ModulosDemo): Paso[] =>
  INMUEBLES.map(([codigo, nombre, tipo, ciudad, pais, zona, area_m2]) => ({
    en: PRINCIPIO,
    nombre: `CrearInmueble ${codigo}`,
    dar: (contexto) =>
      inmuebles.comandos.CrearInmueble({
        comando: {
          tipo: 'CrearInmueble',
          id: idInmueble(codigo),
          datos: { codigo, nombre, tipo, ciudad, pais, zona, area_m2 },
        },
        contexto,
      } as never),
  }))

const deClientes = ({ clientes }: ModulosDemo): Paso[] =>
  CLIENTES.map(([alias, nombre, tipo, numero, correo]) => ({
    en: PRINCIPIO,
    nombre: `CrearCliente ${alias}`,
    dar: (contexto) =>
      clientes.comandos.CrearCliente({
        comando: {
          tipo: 'CrearCliente',
          id: idCliente(alias),
          datos: { tipo: tipo === 'CC' ? 'natural' : 'empresa', nombre, documento: { tipo, numero }, correo },
        },
        contexto,
      } as never),
  }))

/** Los pasos de un contrato, unas semanas antes de empezar y nunca después del reloj de la demo. */
const deContrato = ({ contratos: { comandos } }: ModulosDemo, c: ContratoDemo): Paso[] => {
  const id = uuid(`contrato:${c.numero}`)
  const inicio = Temporal.PlainDate.from(c.inicio)
  const limite = RELOJ_DEMO.subtract({ hours: 24 * 12 })
  const dia = (resta: number): Temporal.Instant =>
    antes(alasOnce(inicio.subtract({ days: resta })), limite.add({ hours: 24 * (20 - resta) * 0.5 }))
  let hash = ''
  const crear: Paso = {
    en: dia(20),
    nombre: `CrearContrato ${c.numero}`,
    dar: async (contexto) => {
      const comando = {
        tipo: 'CrearContrato' as const,
        id,
        numero: c.numero,
        idPropiedad: idInmueble(c.inmueble),
        idCompania: idCliente(c.compania),
        idInquilino: idCliente(c.inquilino),
        fechaInicio: c.inicio,
        fechaFin: c.fin,
        monto: c.monto,
        moneda: c.moneda,
        incremento: c.incremento,
      }
      hash = (await comandos.CrearContrato({ comando, contexto })).resultado.hash
    },
  }
  const firmas = [c.compania, c.inquilino].slice(0, c.firmas).map(
    (parte, i): Paso => ({
      en: dia(14 - 4 * i),
      nombre: `FirmarContrato ${c.numero} ${parte}`,
      dar: (contexto) =>
        comandos.FirmarContrato({
          comando: { tipo: 'FirmarContrato', id, idParte: idCliente(parte), hash },
          contexto,
        }),
    }),
  )
  const orden = <C>(comando: C, contexto: Contexto): Orden<C> => ({ comando, contexto })
  const procesar: Paso = {
    en: dia(5),
    nombre: `ProcesarContrato ${c.numero}`,
    dar: (contexto) =>
      comandos.ProcesarContrato(
        orden({ tipo: 'ProcesarContrato' as const, id, actaEntrega: true }, contexto),
      ),
  }
  const anular: Paso = {
    en: dia(6),
    nombre: `EliminarContrato ${c.numero}`,
    dar: (contexto) =>
      comandos.EliminarContrato(
        orden({ tipo: 'EliminarContrato' as const, id, motivo: 'cliente desistió' }, contexto),
      ),
  }
  return [
    crear,
    ...firmas,
    ...(c.hasta === 'Procesado' ? [procesar] : []),
    ...(c.hasta === 'Anulado' ? [anular] : []),
  ]
}

/**
 * Carga la cartera de demostración por los comandos corrientes, con el reloj moviéndose de 2021 al
 * 2026-12-01. Cada paso lleva su clave de idempotencia: si el proceso muere a medias, al volver sigue
 * donde iba.
 */
export const cargarDemo = async (modulos: ModulosDemo): Promise<number> => {
  const altas = [...deInmuebles(modulos), ...deClientes(modulos)]
  await Promise.all(altas.map((paso) => paso.dar(contextoDe(paso))))
  const pasos = CONTRATOS.flatMap((c) => deContrato(modulos, c)).sort((a, b) =>
    Temporal.Instant.compare(a.en, b.en),
  )
  for (const paso of pasos) await paso.dar(contextoDe(paso))
  return altas.length + pasos.length
}

import type { abrirClientes } from '#modulos/clientes/modulo.ts'
import type { abrirContratos } from '#modulos/contratos/modulo.ts'
import type { abrirInmuebles } from '#modulos/inmuebles/modulo.ts'
import type { abrirVuelos } from '#modulos/vuelos/modulo.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import { uuidDe } from '#seedwork/infraestructura/uuid-de.ts'

/** Los comandos de los módulos: la demo no tiene otra puerta. */
export type ModulosDemo = Readonly<{
  inmuebles: Pick<ReturnType<typeof abrirInmuebles>, 'comandos'>
  clientes: Pick<ReturnType<typeof abrirClientes>, 'comandos'>
  contratos: Pick<ReturnType<typeof abrirContratos>, 'comandos'>
  vuelos: Pick<ReturnType<typeof abrirVuelos>, 'comandos'>
}>

/** Algo que alguien hizo en la oficina, con su fecha. */
export type Paso = Readonly<{
  en: Temporal.Instant
  nombre: string
  dar: (contexto: Contexto) => Promise<unknown>
}>

const uuid = (semilla: string): string => uuidDe(`demo:${semilla}`)

/** Ids estables: la demo es siempre la misma. */
export const idDe = {
  inmueble: (codigo: number): string => uuid(`inmueble:${codigo}`),
  cliente: (alias: string): string => uuid(`cliente:${alias}`),
  contrato: (numero: string): string => uuid(`contrato:${numero}`),
  reserva: (codigo: string): string => uuid(`reserva:${codigo}`),
}

/** El contexto de un paso: su reloj es el de su fecha, y su clave lo hace repetible. */
export const contextoDe = ({ en, nombre }: Paso): Contexto => ({
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

/** Las once de la mañana en Bogotá de un día. */
export const alasOnce = (fecha: string | Temporal.PlainDate): Temporal.Instant =>
  Temporal.PlainDate.from(fecha)
    .toZonedDateTime({ timeZone: 'America/Bogota', plainTime: '11:00' })
    .toInstant()

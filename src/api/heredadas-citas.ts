import { randomUUIDv7 } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { abrirClientes } from '#modulos/clientes/modulo.ts'
import type { abrirInmuebles } from '#modulos/inmuebles/modulo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Codigo } from './errores.ts'
import type { ContratoPedido } from './heredadas-forma.ts'
import type { Desenlace, Ejecutar } from './ordenes.ts'

/** Los módulos cuyas fichas se citan por código. */
export type Fichas = Readonly<{
  clientes: Pick<ReturnType<typeof abrirClientes>, 'comandos' | 'queries'>
  inmuebles: Pick<ReturnType<typeof abrirInmuebles>, 'comandos' | 'queries'>
}>

/** ¿Es uno de esos rechazos? */
export const es = (error: unknown, ...codigos: readonly Codigo[]): boolean =>
  error instanceof ErrorDominio && (codigos as readonly string[]).includes(error.codigo)

/** Una ficha que la petición cita por su código. `alta` la crea con `nueva` de id. */
type Cita = Readonly<{ buscar(): Promise<string | null>; nueva: string; alta(): Promise<unknown> }>
export type Citas<T = Cita> = Readonly<{ idCompania: T; idInquilino: T; idPropiedad: T }>

const idDe = async (ficha: Promise<{ id: string }>): Promise<string | null> => {
  try {
    return (await ficha).id
  } catch (error) {
    if (es(error, 'ClienteNoEncontrado', 'InmuebleNoEncontrado')) return null
    throw error
  }
}

type Medios = Fichas & Readonly<{ ejecutar: Ejecutar }>

/** Lo que cita un contrato pedido. */
export const citasDe = (
  peticion: FastifyRequest,
  c: ContratoPedido,
  { clientes, inmuebles, ejecutar }: Medios,
): Citas => {
  const cliente = (codigo: number, tipoCliente: 'empresa' | 'natural'): Cita => {
    const [nueva, tipo] = [randomUUIDv7(), 'CrearClienteProvisional'] as const
    const manejador = clientes.comandos[tipo]
    const comando = { tipo, id: nueva, codigo, tipoCliente } as const
    return {
      nueva,
      buscar: () =>
        idDe(clientes.queries.ObtenerClientePorCodigo({ tipo: 'ObtenerClientePorCodigo', codigo })),
      alta: () => ejecutar(peticion, { comando, manejador, sinClave: true }),
    }
  }
  const inmueble = (codigo: number): Cita => {
    const [nueva, tipo] = [randomUUIDv7(), 'CrearInmuebleProvisional'] as const
    const manejador = inmuebles.comandos[tipo]
    const comando = { tipo, id: nueva, codigo } as const
    return {
      nueva,
      buscar: () =>
        idDe(inmuebles.queries.ObtenerInmueblePorCodigo({ tipo: 'ObtenerInmueblePorCodigo', codigo })),
      alta: () => ejecutar(peticion, { comando, manejador, sinClave: true }),
    }
  }
  const idCompania = cliente(c.id_compania, 'empresa')
  // Quien está en los dos lados es la misma ficha: que no pueda ser lo dice el contrato.
  const idInquilino = c.id_inquilino === c.id_compania ? idCompania : cliente(c.id_inquilino, 'natural')
  return { idCompania, idInquilino, idPropiedad: inmueble(c.id_propiedad) }
}

const citadas = async <T, R>(c: Citas<T>, leer: (cita: T) => R | Promise<R>): Promise<Citas<R>> => ({
  idCompania: await leer(c.idCompania),
  idInquilino: await leer(c.idInquilino),
  idPropiedad: await leer(c.idPropiedad),
})

/** El id de lo citado; si no está, lo da de alta, o toma el de quien acaba de hacerlo. */
const asegurar = async (cita: Cita): Promise<string> => {
  const hallada = await cita.buscar()
  if (hallada !== null) return hallada
  try {
    await cita.alta()
    return cita.nueva
  } catch (error) {
    const deOtro = es(error, 'CodigoDuplicado') ? await cita.buscar() : null
    if (deOtro === null) throw error
    return deOtro
  }
}

type Orden<R> = Readonly<{
  /** La orden de verdad. */
  correr(ids: Citas<string>): Promise<Desenlace<R>>
  /** La misma, sin aceptarla para después. */
  ensayar(ids: Citas<string>): Promise<Desenlace<R>>
}>

/**
 * Corre una orden que cita fichas por código. Si falta alguna, se ensaya con un id que nadie tiene: lo que
 * la orden tenga mal se dice antes de dar de alta a nadie; si lo único que le falta es la ficha, se le da.
 */
export const conCitas = async <R>(citas: Citas, { correr, ensayar }: Orden<R>): Promise<Desenlace<R>> => {
  const sabidas = await citadas(citas, async (c) => ({ ...c, id: await c.buscar() }))
  if (Object.values(sabidas).some((c) => c.id === null)) {
    try {
      return await ensayar(await citadas(sabidas, (c) => c.id ?? c.nueva))
    } catch (error) {
      if (!es(error, 'PropiedadDesconocida', 'ParteDesconocida')) throw error
    }
  }
  return correr(await citadas(sabidas, (c) => c.id ?? asegurar(c)))
}

import { hash } from 'node:crypto'
import type { TxContratos } from '#modulos/contratos/aplicacion/puertos.ts'
import { aplicar, type Contrato } from '#modulos/contratos/dominio/contrato.ts'
import { crear, firmar, procesar } from '#modulos/contratos/dominio/decisiones.ts'
import { errorContrato } from '#modulos/contratos/dominio/errores.ts'
import type { EventoContrato } from '#modulos/contratos/dominio/eventos.ts'
import type { FichaCliente, FichaInmueble, Fichas, Ocupacion } from '#modulos/contratos/dominio/fichas.ts'
import { type DatosTerminos, partesDe, terminos } from '#modulos/contratos/dominio/terminos.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import type { UnidadTrabajo, Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { fechaCivil, zona } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'

export const ahora = Temporal.Instant.from('2026-12-01T12:00:00-05:00')

/** Ids que se leen en los fallos: `p` propiedad, `c` compañía, `a` y `b` inquilinos, `d` codeudor. */
export const ids = {
  contrato: '019a0000-0000-7000-8000-000000000001' as Id,
  otro: '019a0000-0000-7000-8000-000000000002' as Id,
  propiedad: '019a0000-0000-7000-8000-0000000000f1' as Id,
  propiedad2: '019a0000-0000-7000-8000-0000000000f2' as Id,
  compania: '019a0000-0000-7000-8000-0000000000c1' as Id,
  inquilino: '019a0000-0000-7000-8000-0000000000a1' as Id,
  inquilino2: '019a0000-0000-7000-8000-0000000000b1' as Id,
  codeudor: '019a0000-0000-7000-8000-0000000000d1' as Id,
}

export const huella = (texto: string): string => hash('sha256', texto)

export const datos: DatosTerminos = {
  idPropiedad: ids.propiedad,
  idCompania: ids.compania,
  idInquilino: ids.inquilino,
  fechaInicio: '2027-01-01',
  fechaFin: '2027-12-31',
  monto: '14594606',
  moneda: 'COP',
}

export const cliente = (id: string, documento: string | null): [string, FichaCliente] => [
  id,
  { id, tipo: 'empresa', nombre: `Cliente ${documento}`, documento },
]

export const inmueble = (id: string, ocupaciones: readonly Ocupacion[] = []): [string, FichaInmueble] => [
  id,
  { id, activo: true, zona: zona('America/Bogota'), ocupaciones },
]

export const ocupacion = (idContrato: string, desde: string, hasta: string): Ocupacion => ({
  idContrato,
  desde: fechaCivil(desde),
  hasta: fechaCivil(hasta),
})

export const fichas: Fichas = {
  inmuebles: new Map([inmueble(ids.propiedad), inmueble(ids.propiedad2)]),
  clientes: new Map([
    cliente(ids.compania, 'NIT 9990010017'),
    cliente(ids.inquilino, 'NIT 9990010031'),
    cliente(ids.inquilino2, 'NIT 9990010049'),
    cliente(ids.codeudor, 'CC 1000000001'),
  ]),
}

const alta = (cambios: Partial<DatosTerminos>) => ({
  id: ids.contrato,
  numero: 'CT-0001',
  terminos: terminos({ ...datos, ...cambios }),
  fichas,
  huella,
  renuevaA: null,
  ahora,
})

/** Los hechos que dejan un contrato en cada estado de este corte. */
export const hechos = {
  pendiente: (cambios: Partial<DatosTerminos> = {}): readonly EventoContrato[] => crear(alta(cambios)),
  firmado(cambios: Partial<DatosTerminos> = {}): readonly EventoContrato[] {
    const todos = [...crear(alta(cambios))]
    for (const parte of partesDe(dado(todos).terminos)) todos.push(...firmaDe(dado(todos), parte))
    return todos
  },
  procesado(cambios: Partial<DatosTerminos> = {}): readonly EventoContrato[] {
    const previos = hechos.firmado(cambios)
    return [...previos, ...procesar(aplicar(null, previos), { actaEntrega: true, ahora })]
  },
}

/** El contrato que dejan unos hechos. */
export const dado = (eventos: readonly EventoContrato[]): Contrato => aplicar(null, eventos)

/** La firma de una parte sobre el hash vigente. */
export const firmaDe = (c: Contrato, idParte: Id): readonly EventoContrato[] =>
  firmar(c, { idParte, hash: c.hash, actor: 'gestor', autorizadas: undefined, ahora })

export const contexto = (extra: Partial<Contexto> = {}): Contexto => ({
  idComando: '019a0000-0000-7000-8000-00000000aaaa',
  actor: 'gestor',
  origen: 'api',
  correlacion: 'c-1',
  causacion: null,
  traceparent: null,
  ahora,
  ...extra,
})

/** Los contratos de una prueba, con todo lo que emitieron. */
export type Memoria = {
  contratos: Map<string, Versionado<Contrato>>
  emitidos: { evento: EventoContrato; version: number }[]
  fichas: { inmuebles: Map<string, FichaInmueble>; clientes: Map<string, FichaCliente> }
  ultimoNumero: number
}

export const memoriaVacia = (): Memoria => ({
  contratos: new Map(),
  emitidos: [],
  fichas: { inmuebles: new Map(fichas.inmuebles), clientes: new Map(fichas.clientes) },
  ultimoNumero: 100_000,
})

const buscar =
  <F>(todas: ReadonlyMap<string, F>) =>
  async (buscados: readonly string[]): Promise<ReadonlyMap<string, F>> =>
    new Map(buscados.flatMap((id) => (todas.has(id) ? [[id, todas.get(id)!] as const] : [])))

/** El IPC que cerró el DANE cada año, en puntos básicos. */
export const IPC: Readonly<Record<number, number>> = {
  2019: 380,
  2020: 161,
  2021: 562,
  2022: 1312,
  2023: 928,
  2024: 520,
  2025: 510,
}

const indicesFijos: TxContratos['indices'] = {
  ipc: async (anio) => IPC[anio] ?? null,
  tomar: async () => null,
  guardar: (anterior, estado) => ({ id: estado.id, version: (anterior?.version ?? 0) + 1, estado }),
}

/** La transacción en memoria: anota en `cambios` y nada más. */
const armarTx = (m: Memoria, contextoTx: Contexto, cambios: Memoria): TxContratos => {
  const anotar = (fila: Versionado<Contrato>, eventos: readonly EventoContrato[]) => {
    cambios.contratos.set(fila.id, fila)
    cambios.emitidos.push(...eventos.map((evento) => ({ evento, version: fila.version })))
    return fila
  }
  return {
    contratos: {
      async obtener(id) {
        const fila = m.contratos.get(id)
        if (!fila) throw errorContrato('ContratoNoEncontrado', 'no existe', { id })
        const esperada = contextoTx.versionEsperada?.version ?? fila.version
        if (esperada !== fila.version) throw new ErrorDominio('VersionObsoleta', 'no es la vigente')
        return fila
      },
      leer: async (id) => m.contratos.get(id) ?? null,
      crear: (id, estado, eventos) => anotar({ id, version: 1, estado }, eventos),
      guardar: (anterior, estado, eventos) =>
        eventos.length === 0
          ? anterior
          : anotar({ id: anterior.id, version: anterior.version + 1, estado }, eventos),
    },
    inmuebles: { buscar: buscar(m.fichas.inmuebles) },
    clientes: { buscar: buscar(m.fichas.clientes) },
    indices: indicesFijos,
    numeros: { siguiente: async () => `CT-${m.ultimoNumero + 1}` },
    huella,
  }
}

/**
 * Unidad de trabajo en memoria. Corre cada caso de uso dos veces y exige lo mismo: volver a correrlo
 * es lo que hace la de verdad ante un conflicto.
 */
export const unidadEnMemoria =
  (m: Memoria, comparar: (a: unknown, b: unknown) => void): UnidadTrabajo<TxContratos> =>
  async (contextoTx, trabajo) => {
    const correr = async () => {
      const cambios = { ...memoriaVacia(), contratos: new Map<string, Versionado<Contrato>>() }
      return { resultado: await trabajo(armarTx(m, contextoTx, cambios)), cambios }
    }
    const primera = await correr()
    const { resultado, cambios } = await correr()
    comparar(primera, { resultado, cambios })
    for (const [id, fila] of cambios.contratos) m.contratos.set(id, fila)
    m.emitidos.push(...cambios.emitidos)
    if (cambios.emitidos.some(({ evento }) => evento.tipo === 'ContratoCreado')) m.ultimoNumero += 1
    return { resultado, posiciones: [], repetido: false }
  }

import type pg from 'pg'
import type { Contrato } from '#modulos/contratos/dominio/contrato.ts'
import { MAPA_CONTRATO } from '#modulos/contratos/infraestructura/mapa.ts'
import type { FiltroContratos, OrdenContratos } from '#modulos/contratos/modulo.ts'
import type { Pagineo } from '#seedwork/aplicacion/paginas.ts'
import { dinero } from '#seedwork/dominio/dinero.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type FechaCivil, zona } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { sentenciaDeFilas } from '#seedwork/infraestructura/uow/arreglos.ts'
import { dado, hechos } from './contratos.ts'
import type { Oficina } from './oficina.ts'

/** Inmuebles y clientes que ya existen en la oficina de la prueba, por su id. */
export type Gente = Record<'bogota' | 'santiago' | 'mexico' | 'alpes' | 'paramo' | 'xochitl', string>

const base1 = () => dado(hechos.firmado()) as Extract<Contrato, { estado: 'Firmado' }>
/** Lo que distingue a un contrato sembrado. */
export type Hecho = Readonly<{
  inicio?: string
  fin?: string
  estado?: Contrato['estado']
  zona?: string
  monto?: string
  moneda?: string
  numero?: string
  creado?: string
  terminacion?: string
  propiedad?: string
  inquilino?: string
}>

export const codigo = (c: string) => (e: unknown) => e instanceof ErrorDominio && e.codigo === c

/** Siembra y lee contratos sobre la oficina de cada archivo. */
export const ayudasDe = (oficina: () => Oficina, p: Readonly<Gente>) => {
  let n = 0
  /** Escribe estados tal cual, para probar lecturas con los que los comandos de hoy no alcanzan. */
  const sembrar = async (estados: readonly Contrato[]): Promise<void> => {
    const columnas = Object.entries(MAPA_CONTRATO.columnas)
    const filas = estados.map((e) => MAPA_CONTRATO.aFila(e))
    const lista = columnas.map(([n]) => n).join(', ')
    const sentencia = sentenciaDeFilas(
      {
        nombre: 'sembrar:contratos',
        columnas: [['id', 'uuid'], ...columnas],
        filas: estados.map((e, i) => [e.id, ...columnas.map(([n]) => filas[i]?.[n])]),
      },
      (origen) => `insert into contratos (id, version, ${lista}) select id, 1, ${lista} from ${origen}`,
    )
    await oficina().pool.query(sentencia as pg.QueryConfig)
  }

  const vaciar = () => oficina().pool.query('truncate contratos')
  const contrato = (h: Hecho = {}): Contrato => {
    n += 1
    const base = base1()
    const terminos = {
      ...base.terminos,
      idPropiedad: (h.propiedad ?? p.bogota) as Id,
      idCompania: p.alpes as Id,
      idInquilino: (h.inquilino ?? p.paramo) as Id,
      fechaInicio: (h.inicio ?? '2026-01-01') as FechaCivil,
      fechaFin: (h.fin ?? '2027-12-31') as FechaCivil,
      canon: dinero(h.monto ?? '1000', h.moneda ?? 'COP'),
    }
    const comun = {
      ...base,
      id: `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}` as Id,
      numero: h.numero ?? `CT-${String(n).padStart(5, '0')}`,
      terminos,
      zona: zona(h.zona ?? 'America/Bogota'),
      creadoEn: (h.creado ?? base.creadoEn) as typeof base.creadoEn,
    }
    const { estado = 'Firmado' } = h
    if (estado === 'Procesado') return { ...comun, estado, procesadoEn: base.firmadoEn }
    if (estado === 'Vencido') return { ...comun, estado, procesadoEn: null }
    if (estado === 'Anulado') return { ...comun, estado, motivo: null }
    if (estado !== 'Terminado') return { ...comun, estado } as Contrato
    const fecha = (h.terminacion ?? terminos.fechaFin) as FechaCivil
    const terminacion = { fecha, motivo: 'x', penalidad: null, en: base.firmadoEn }
    return { ...comun, estado, procesadoEn: null, terminacion }
  }

  const listar = (filtro: FiltroContratos = {}, pagineo: Partial<Pagineo<OrdenContratos>> = {}) =>
    oficina().contratos.queries.ListarContratos({
      tipo: 'ListarContratos',
      filtro,
      pagineo: { limite: 50, ...pagineo },
    })
  const numeros = async (filtro: FiltroContratos, pagineo: Partial<Pagineo<OrdenContratos>> = {}) =>
    (await listar(filtro, pagineo)).elementos.map((e) => e.numero)
  const recorrer = async (
    filtro: FiltroContratos,
    pagineo: Partial<Pagineo<OrdenContratos>>,
    entreTanto = async () => {},
  ) => {
    const vistos: string[] = []
    let despues: Pagineo<OrdenContratos>['despues']
    do {
      const pagina = await listar(filtro, { ...pagineo, ...(despues ? { despues } : {}) })
      vistos.push(...pagina.elementos.map((e) => e.id))
      despues = pagina.siguiente ?? undefined
      await entreTanto()
    } while (despues)
    return vistos
  }

  return { sembrar, vaciar, contrato, listar, numeros, recorrer }
}

import { dinero, type Moneda, moneda } from '#seedwork/dominio/dinero.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import { type FechaCivil, fechaCivil } from '#seedwork/dominio/fecha.ts'
import { type Id, id } from '#seedwork/dominio/id.ts'
import { buscado, sinTildes, textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import type { Estado } from '../../dominio/contrato.ts'
import { comoCampo } from '../../dominio/errores.ts'
import type { Vigencia } from '../../dominio/vigencia.ts'

/** Los filtros de la lista como llegan; todos se combinan con «y». Las fechas incluyen sus extremos. */
export type FiltroContratos = Readonly<{
  /** Sin él, todos menos los anulados. */
  estado?: readonly Estado[] | undefined
  vigencia?: readonly Vigencia[] | undefined
  idCompania?: string | undefined
  idInquilino?: string | undefined
  idPropiedad?: string | undefined
  ciudad?: string | undefined
  moneda?: string | undefined
  inicioDesde?: string | undefined
  inicioHasta?: string | undefined
  finDesde?: string | undefined
  finHasta?: string | undefined
  /** En vigor hoy y a tantos días de su fin, o menos. */
  venceEn?: number | undefined
  /** Exigen `moneda`: montos de monedas distintas no se comparan. */
  montoMin?: string | undefined
  montoMax?: string | undefined
  /** Número (por el comienzo), nombre o documento de una parte, nombre o ciudad del inmueble. Sin tildes. */
  q?: string | undefined
  /** El «hoy» de la consulta; por omisión, el de la zona de cada inmueble. */
  aFecha?: string | undefined
}>

/** El filtro ya comprobado. */
export type Filtro = Readonly<{
  estado?: readonly Estado[]
  vigencia?: readonly Vigencia[]
  idCompania?: Id
  idInquilino?: Id
  idPropiedad?: Id
  /** Sin tildes ni mayúsculas. */
  ciudad?: string
  moneda?: Moneda
  inicioDesde?: FechaCivil
  inicioHasta?: FechaCivil
  finDesde?: FechaCivil
  finHasta?: FechaCivil
  venceEn?: number
  minimoDesde?: bigint
  minimoHasta?: bigint
  q?: Busqueda
}>

/** Lo buscado, como se escribió (para el número) y sin tildes ni mayúsculas (para los nombres). */
export type Busqueda = Readonly<{ escrito: string; llano: string }>

const leerMonto = (
  f: FiltroContratos,
  campo: 'montoMin' | 'montoMax',
  nombre: string,
): bigint | undefined => {
  const texto = f[campo]
  if (texto === undefined) return undefined
  if (f.moneda === undefined) throw campoInvalido('moneda', `hace falta para filtrar por ${nombre}`)
  const codigo = moneda(f.moneda)
  return comoCampo(nombre, () => dinero(texto, codigo)).minimo
}

const leerDias = (dias: number | undefined): number | undefined => {
  if (dias === undefined || (Number.isInteger(dias) && dias >= 0 && dias <= 3_660)) return dias
  throw campoInvalido('vence_en', 'se esperan de 0 a 3660 días')
}

const leerTexto = (campo: string, valor: string): Busqueda => {
  const escrito = textoDeUnaLinea(campo, valor, { max: 200 })
  return { escrito, llano: sinTildes(buscado(escrito)) }
}

const opcional = <T>(valor: string | undefined, leer: (texto: string) => T): T | undefined =>
  valor === undefined ? undefined : leer(valor)

const sinAusentes = <T extends object>(o: T) =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** Comprueba un filtro. Falla con `PeticionInvalida`, `FechaInvalida`, `MontoInvalido` o `MonedaNoSoportada`. */
export const leerFiltro = (f: FiltroContratos): Filtro =>
  sinAusentes({
    estado: f.estado?.length ? f.estado : undefined,
    vigencia: f.vigencia?.length ? f.vigencia : undefined,
    idCompania: opcional(f.idCompania, (v) => id(v, 'id_compania')),
    idInquilino: opcional(f.idInquilino, (v) => id(v, 'id_inquilino')),
    idPropiedad: opcional(f.idPropiedad, (v) => id(v, 'id_propiedad')),
    ciudad: opcional(f.ciudad, (v) => leerTexto('ciudad', v).llano),
    moneda: opcional(f.moneda, moneda),
    inicioDesde: opcional(f.inicioDesde, (v) => fechaCivil(v, '/inicio_desde')),
    inicioHasta: opcional(f.inicioHasta, (v) => fechaCivil(v, '/inicio_hasta')),
    finDesde: opcional(f.finDesde, (v) => fechaCivil(v, '/fin_desde')),
    finHasta: opcional(f.finHasta, (v) => fechaCivil(v, '/fin_hasta')),
    venceEn: leerDias(f.venceEn),
    minimoDesde: leerMonto(f, 'montoMin', 'monto_min'),
    minimoHasta: leerMonto(f, 'montoMax', 'monto_max'),
    q: opcional(f.q, (v) => leerTexto('q', v)),
  })

import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import { type FechaCivil, hoyEn, sumarDias, zona } from '#seedwork/dominio/fecha.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'
import { textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import type {
  EventoInmueble,
  InmuebleActualizado,
  InmuebleCreado,
  InmuebleDesocupado,
  InmuebleOcupado,
  InmuebleRetirado,
} from './eventos.ts'
import { area, type DatosInmueble, pais, type TipoInmueble } from './objetos-valor.ts'
import { choque, type Ocupacion, vacia, viva } from './ocupacion.ts'

/** `ocupaciones`: las que quedan con días, de todos los contratos firmados alguna vez. */
export type Inmueble = DatosInmueble &
  Readonly<{
    id: string
    codigo: number
    estado: 'Activo' | 'Retirado'
    ocupaciones: readonly Ocupacion[]
    creadoEn: Instante
    actualizadoEn: Instante
  }>

/** Los datos de un alta tal como se piden, con los nombres del contrato HTTP. */
export type InmueblePedido = Readonly<{
  codigo?: number
  nombre: string
  tipo: TipoInmueble
  ciudad: string
  pais?: string
  zona: string
  area_m2: string
}>

/** Cambios por fusión (RFC 7396): lo que no viene no cambia. El código no cambia nunca. */
export type CambiosInmueble = Partial<Omit<InmueblePedido, 'codigo'>>

/** Con qué identidad nace: la pone la orden, nunca el dominio. */
export type Nacimiento = Readonly<{ id: string; codigo: number; en: Instante }>

/** `comprobarSolape: false` deja la decisión a la restricción de la tabla; sólo tiene sentido en pruebas. */
export type PoliticaOcupacion = Readonly<{ comprobarSolape: boolean }>

const NOMBRE = { max: 200 }
const CIUDAD = { max: 100 }
const MOTIVO = { max: 500 }
const CODIGO_MAXIMO = 999_999_999

/** Código corto que usan las personas: entero de 1 a 999.999.999. Falla con `PeticionInvalida`. */
const codigoValido = (codigo: number): number => {
  if (Number.isInteger(codigo) && codigo >= 1 && codigo <= CODIGO_MAXIMO) return codigo
  throw campoInvalido('codigo', `debe ser un entero de 1 a ${CODIGO_MAXIMO}`)
}

/**
 * Da de alta un inmueble. Falla con `AreaInvalida`, `ZonaInvalida` o `PeticionInvalida`; que el código
 * no esté ya en uso lo decide la restricción de la tabla.
 */
export const registrar = (pedido: InmueblePedido, { id, codigo, en }: Nacimiento): InmuebleCreado => ({
  tipo: 'InmuebleCreado',
  id,
  codigo: codigoValido(codigo),
  datos: {
    nombre: textoDeUnaLinea('nombre', pedido.nombre, NOMBRE),
    tipo: pedido.tipo,
    ciudad: textoDeUnaLinea('ciudad', pedido.ciudad, CIUDAD),
    pais: pais(pedido.pais ?? 'CO'),
    zona: zona(pedido.zona),
    area: area(pedido.area_m2),
  },
  en,
})

/**
 * Un inmueble del que sólo se conoce el código, como los que citan por número los clientes heredados.
 * Queda sin área hasta que alguien lo complete; el alta corriente no admite esa falta.
 */
export const registrarProvisional = ({ id, codigo, en }: Nacimiento): InmuebleCreado => ({
  tipo: 'InmuebleCreado',
  id,
  codigo: codigoValido(codigo),
  datos: {
    nombre: `Inmueble ${codigo}`,
    tipo: 'local',
    ciudad: 'Sin definir',
    pais: pais('CO'),
    zona: zona('America/Bogota'),
    area: null,
  },
  en,
})

const datosDe = ({ nombre, tipo, ciudad, pais, zona, area }: DatosInmueble): DatosInmueble => ({
  nombre,
  tipo,
  ciudad,
  pais,
  zona,
  area,
})

const fusionar = (antes: DatosInmueble, cambios: CambiosInmueble): DatosInmueble => ({
  nombre: cambios.nombre === undefined ? antes.nombre : textoDeUnaLinea('nombre', cambios.nombre, NOMBRE),
  tipo: cambios.tipo ?? antes.tipo,
  ciudad: cambios.ciudad === undefined ? antes.ciudad : textoDeUnaLinea('ciudad', cambios.ciudad, CIUDAD),
  pais: cambios.pais === undefined ? antes.pais : pais(cambios.pais),
  zona: cambios.zona === undefined ? antes.zona : zona(cambios.zona),
  area: cambios.area_m2 === undefined ? antes.area : area(cambios.area_m2),
})

const exigirActivo = ({ id, estado }: Inmueble): void => {
  if (estado === 'Retirado') throw new ErrorDominio('InmuebleRetirado', 'el inmueble está retirado', { id })
}

/** Cambia los datos; si nada queda distinto, no hay hecho. Falla como {@link registrar}, o con `InmuebleRetirado`. */
export const actualizar = (
  inmueble: Inmueble,
  cambios: CambiosInmueble,
  en: Instante,
): InmuebleActualizado[] => {
  exigirActivo(inmueble)
  const antes = datosDe(inmueble)
  const despues = fusionar(antes, cambios)
  const iguales = (Object.keys(antes) as (keyof DatosInmueble)[]).every(
    (campo) => antes[campo] === despues[campo],
  )
  return iguales ? [] : [{ tipo: 'InmuebleActualizado', id: inmueble.id, antes, despues, en }]
}

/**
 * Saca el inmueble de la cartera; ya retirado, no hay hecho. Falla con `InmuebleConContratoVivo` si algún
 * contrato firmado lo tiene hoy o después, en la zona del inmueble. Los contratos pendientes no lo
 * impiden: todavía no lo ocupan, y al firmarse encontrarán `InmuebleRetirado`.
 */
export const retirar = (
  inmueble: Inmueble,
  { motivo, ahora }: Readonly<{ motivo: string | null; ahora: Temporal.Instant }>,
): InmuebleRetirado[] => {
  if (inmueble.estado === 'Retirado') return []
  const hoy = hoyEn(inmueble.zona, ahora)
  const vivo = inmueble.ocupaciones.find((o) => viva(o, hoy))
  if (vivo)
    throw new ErrorDominio(
      'InmuebleConContratoVivo',
      `lo tiene el contrato ${vivo.numero} hasta ${vivo.hasta}`,
      {
        contrato: vivo.idContrato,
        numero: vivo.numero,
        hasta: vivo.hasta,
      },
    )
  const dicho = motivo === null ? null : textoDeUnaLinea('motivo', motivo, MOTIVO)
  return [{ tipo: 'InmuebleRetirado', id: inmueble.id, motivo: dicho, en: instante(ahora) }]
}

/** El error de I5, con el contrato que ya tiene esos días; `null` si sólo lo sabe la restricción. */
export const solape = (conQuien: Ocupacion | null, pedida: Ocupacion): ErrorDominio =>
  new ErrorDominio(
    'SolapeDeVigencia',
    `el inmueble ya está ocupado ${conQuien ? `por ${conQuien.numero} ` : ''}en esas fechas`,
    {
      contrato: conQuien?.idContrato ?? null,
      numero: conQuien?.numero ?? null,
      desde: (conQuien ?? pedida).desde,
      hasta: (conQuien ?? pedida).hasta,
    },
  )

/**
 * Un contrato pasa a tener el inmueble esos días (I5), o cambia los que ya tenía. Repetir lo mismo no es
 * un hecho. Falla con `SolapeDeVigencia` {contrato, numero, desde, hasta} o `InmuebleRetirado`.
 */
export const ocupar = (
  inmueble: Inmueble,
  ocupacion: Ocupacion,
  { comprobarSolape, en }: PoliticaOcupacion & Readonly<{ en: Instante }>,
): InmuebleOcupado[] => {
  const previa = inmueble.ocupaciones.find((o) => o.idContrato === ocupacion.idContrato)
  if (previa && previa.desde === ocupacion.desde && previa.hasta === ocupacion.hasta) return []
  exigirActivo(inmueble)
  const conQuien = comprobarSolape ? choque(inmueble.ocupaciones, ocupacion) : undefined
  if (conQuien) throw solape(conQuien, ocupacion)
  return [{ tipo: 'InmuebleOcupado', id: inmueble.id, ocupacion, en }]
}

/** Un contrato suelta el inmueble desde un día; si ya no lo tenía para entonces, no hay hecho. */
export const desocupar = (
  inmueble: Inmueble,
  { idContrato, desde, en }: Readonly<{ idContrato: string; desde: FechaCivil; en: Instante }>,
): InmuebleDesocupado[] => {
  const suya = inmueble.ocupaciones.find((o) => o.idContrato === idContrato)
  if (!suya || suya.hasta < desde) return []
  return [{ tipo: 'InmuebleDesocupado', id: inmueble.id, idContrato, desde, en }]
}

/** El inmueble que deja su alta. */
export const nacer = ({ id, codigo, datos, en }: InmuebleCreado): Inmueble => ({
  id,
  codigo,
  ...datos,
  estado: 'Activo',
  ocupaciones: [],
  creadoEn: en,
  actualizadoEn: en,
})

const conOcupacion = (ocupaciones: readonly Ocupacion[], nueva: Ocupacion): readonly Ocupacion[] =>
  [...ocupaciones.filter((o) => o.idContrato !== nueva.idContrato), nueva].filter((o) => !vacia(o))

/** Las ocupaciones cuando un contrato suelta el inmueble desde `libre`; la que queda sin días desaparece. */
const sin = (
  ocupaciones: readonly Ocupacion[],
  idContrato: string,
  libre: FechaCivil,
): readonly Ocupacion[] =>
  ocupaciones
    .map((o) => (o.idContrato === idContrato && libre <= o.hasta ? { ...o, hasta: sumarDias(libre, -1) } : o))
    .filter((o) => !vacia(o))

/** El inmueble después de un hecho. */
export const evolucionar = (inmueble: Inmueble, evento: EventoInmueble): Inmueble => {
  const actual = { ...inmueble, actualizadoEn: evento.en }
  switch (evento.tipo) {
    case 'InmuebleCreado':
      return nacer(evento)
    case 'InmuebleActualizado':
      return { ...actual, ...evento.despues }
    case 'InmuebleOcupado':
      return { ...actual, ocupaciones: conOcupacion(inmueble.ocupaciones, evento.ocupacion) }
    case 'InmuebleDesocupado':
      return { ...actual, ocupaciones: sin(inmueble.ocupaciones, evento.idContrato, evento.desde) }
    case 'InmuebleRetirado':
      return { ...actual, estado: 'Retirado' }
  }
}

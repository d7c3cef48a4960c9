import { type FechaCivil, hoyEn } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { textoDeUnaLinea, textoDeVariasLineas } from '#seedwork/dominio/texto.ts'
import { exigir } from './acciones.ts'
import { type Contrato, firmasPendientes } from './contrato.ts'
import { errorContrato, versionObsoleta } from './errores.ts'
import type { EventoContrato, Redaccion } from './eventos.ts'
import type { FichaInmueble, Fichas } from './fichas.ts'
import {
  type CambiosContrato,
  camposDistintos,
  comprobarDistintas,
  conCambios,
  formaCanonica,
  type Huella,
  partesDe,
  plazoLargo,
  type Terminos,
} from './terminos.ts'

/** Avisos que no impiden: merecen una mirada. */
export type Advertencia = 'SolapeConFirmado' | 'PlazoMayorA10Anios'

type Cuando = Readonly<{ ahora: Temporal.Instant }>

const hoy = (c: Contrato, ahora: Temporal.Instant): FechaCivil => hoyEn(c.zona, ahora)

const propiedadDe = (t: Terminos, { inmuebles }: Fichas): FichaInmueble => {
  const ficha = inmuebles.get(t.idPropiedad)
  if (ficha) return ficha
  throw errorContrato('PropiedadDesconocida', 'La propiedad no existe', { id: t.idPropiedad }, [
    { puntero: '/id_propiedad', detalle: 'no existe' },
  ])
}

const punteroDeParte = (i: number): string =>
  i === 0 ? '/id_compania' : i === 1 ? '/id_inquilino' : `/codeudores/${i - 2}`

/** Toda parte existe y no hay dos con el mismo documento (I6). */
const comprobarPartes = (t: Terminos, { clientes }: Fichas): void => {
  const documentos = partesDe(t).map((id, i) => {
    const ficha = clientes.get(id)
    if (ficha) return ficha.documento ?? id
    throw errorContrato('ParteDesconocida', 'Una de las partes no existe', { id }, [
      { puntero: punteroDeParte(i), detalle: 'no existe' },
    ])
  })
  comprobarDistintas(documentos)
}

const comprobarActiva = (ficha: FichaInmueble): void => {
  if (ficha.activo) return
  throw errorContrato('PropiedadRetirada', 'La propiedad está retirada', { id: ficha.id }, [
    { puntero: '/id_propiedad', detalle: 'está retirada' },
  ])
}

/** Lo que merece una mirada en unos términos: solape con algo ya firmado, o más de diez años. */
export const advertencias = (c: Contrato, fichas: Fichas): readonly Advertencia[] => {
  const { fechaInicio, fechaFin } = c.terminos
  const solapa = propiedadDe(c.terminos, fichas).ocupaciones.some(
    (o) => o.idContrato !== c.id && o.desde <= fechaFin && fechaInicio <= o.hasta && o.desde <= o.hasta,
  )
  return [
    ...(solapa ? ['SolapeConFirmado' as const] : []),
    ...(plazoLargo(c.terminos) ? ['PlazoMayorA10Anios' as const] : []),
  ]
}

/** El número con que la gente nombra el contrato: una línea de hasta 40 caracteres. */
export const numeroDe = (valor: string): string => textoDeUnaLinea('numero', valor, { max: 40 })

type Alta = Cuando &
  Readonly<{
    id: Id
    numero: string
    terminos: Terminos
    fichas: Fichas
    huella: Huella
    renuevaA: Id | null
  }>

/** T1. Falla con `PropiedadDesconocida`, `PropiedadRetirada`, `ParteDesconocida` o `PartesIguales`. */
export const crear = ({
  id,
  numero,
  terminos,
  fichas,
  huella,
  renuevaA,
  ahora,
}: Alta): readonly EventoContrato[] => {
  const propiedad = propiedadDe(terminos, fichas)
  comprobarActiva(propiedad)
  comprobarPartes(terminos, fichas)
  const hash = huella(formaCanonica(terminos))
  const redaccion: Redaccion = { numero: numeroDe(numero), terminos, hash, revision: 1, zona: propiedad.zona }
  return [{ tipo: 'ContratoCreado', id, redaccion, renuevaA, en: instante(ahora) }]
}

const redaccionDe = ({ numero, terminos, hash, revision, zona }: Contrato): Redaccion => ({
  numero,
  terminos,
  hash,
  revision,
  zona,
})

/** Cómo quedaría el contrato; todavía falta saber si sus partes y su propiedad existen. */
export type Borrador = Readonly<{ numero: string; terminos: Terminos }>

type Edicion = Cuando & Borrador & Readonly<{ fichas: Fichas; huella: Huella }>

/** Aplica unos cambios sobre un contrato que se deja editar. Falla como `exigir` y como `terminos`. */
export const editar = (
  c: Contrato,
  { cambios, ahora }: Cuando & Readonly<{ cambios: CambiosContrato }>,
): Borrador => {
  exigir('actualizar', c, hoy(c, ahora))
  return { numero: numeroDe(cambios.numero ?? c.numero), terminos: conCambios(c.terminos, cambios) }
}

/**
 * T2. Sin cambio real no pasa nada. Si cambian los términos sube la revisión y caen las firmas que
 * hubiera; cambiar sólo el número no toca lo firmado.
 */
export const actualizar = (
  c: Contrato,
  { numero, terminos, fichas, huella, ahora }: Edicion,
): readonly EventoContrato[] => {
  exigir('actualizar', c, hoy(c, ahora))
  const hash = huella(formaCanonica(terminos))
  const cambianTerminos = hash !== c.hash
  if (!cambianTerminos && numero === c.numero) return []
  const propiedad = propiedadDe(terminos, fichas)
  if (terminos.idPropiedad !== c.terminos.idPropiedad) comprobarActiva(propiedad)
  comprobarPartes(terminos, fichas)
  const antes = redaccionDe(c)
  const revision = cambianTerminos ? c.revision + 1 : c.revision
  const despues = { numero, terminos, hash, revision, zona: propiedad.zona }
  const en = instante(ahora)
  const editado: EventoContrato = { tipo: 'ContratoActualizado', antes, despues, en }
  if (!cambianTerminos || c.firmas.length === 0) return [editado]
  const cambios = camposDistintos(c.terminos, terminos)
  return [editado, { tipo: 'FirmasInvalidadas', partes: c.firmas.map((f) => f.idParte), cambios, en }]
}

/** Quién firma, sobre qué redacción y con qué permiso. `autorizadas`: `undefined` es «por cualquiera». */
type Rubrica = Cuando &
  Readonly<{ idParte: Id; hash: string; actor: string; autorizadas: readonly string[] | undefined }>

const comprobarFirmante = (c: Contrato, { idParte, autorizadas }: Rubrica): void => {
  const esParte = partesDe(c.terminos).includes(idParte)
  if (esParte && (autorizadas === undefined || autorizadas.includes(idParte))) return
  const motivo = esParte ? 'La credencial no firma por esa parte' : 'Quien firma no es parte del contrato'
  throw errorContrato('FirmanteNoAutorizado', motivo, { id_parte: idParte })
}

const comprobarSinFirmar = (c: Contrato, idParte: Id): void => {
  if (!c.firmas.some((f) => f.idParte === idParte)) return
  throw errorContrato('FirmaDuplicada', 'Esa parte ya firmó estos términos', {
    id_parte: idParte,
    revision: c.revision,
  })
}

/**
 * T3 y T4: registra la firma de una parte sobre el `hash` vigente y, si era la última, perfecciona el
 * contrato. La ocupación del inmueble la decide su módulo en la misma transacción: si choca, no queda la firma.
 * Falla con `FirmanteNoAutorizado`, `FirmaDuplicada`, `VersionObsoleta` o `TransicionInvalida`.
 */
export const firmar = (c: Contrato, rubrica: Rubrica): readonly EventoContrato[] => {
  const { idParte, hash, actor, ahora } = rubrica
  comprobarFirmante(c, rubrica)
  if (c.estado === 'Firmado' || c.estado === 'Procesado') comprobarSinFirmar(c, idParte)
  exigir('firmar', c, hoy(c, ahora))
  if (hash !== c.hash) throw versionObsoleta(c)
  comprobarSinFirmar(c, idParte)
  const en = instante(ahora)
  const firma: EventoContrato = { tipo: 'FirmaRegistrada', idParte, por: actor, hash, en }
  const faltan = firmasPendientes(c).filter((parte) => parte !== idParte)
  if (faltan.length > 0) return [firma]
  return [firma, { tipo: 'ContratoFirmado', hash, revision: c.revision, en }]
}

/** T7. Falla con `TransicionInvalida` (también pasado el plazo) o `VerificacionIncompleta`. */
export const procesar = (
  c: Contrato,
  { actaEntrega, ahora }: Cuando & Readonly<{ actaEntrega: boolean }>,
): readonly EventoContrato[] => {
  const fecha = hoy(c, ahora)
  exigir('procesar', c, fecha)
  if (!actaEntrega)
    throw errorContrato('VerificacionIncompleta', 'Falta el acta de entrega', {}, [
      { puntero: '/acta_entrega', detalle: 'tiene que estar firmada' },
    ])
  return [{ tipo: 'ContratoProcesado', fecha, en: instante(ahora) }]
}

/** T6. Borrado lógico de un Pendiente. Falla con `ContratoInmutable` o `TransicionInvalida`. */
export const eliminar = (
  c: Contrato,
  { motivo, ahora }: Cuando & Readonly<{ motivo?: string | undefined }>,
): readonly EventoContrato[] => {
  exigir('eliminar', c, hoy(c, ahora))
  const dicho = motivo === undefined ? null : textoDeVariasLineas('motivo', motivo, { max: 500 })
  return [{ tipo: 'ContratoEliminado', motivo: dicho, en: instante(ahora) }]
}

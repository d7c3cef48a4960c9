import { aTexto, type Dinero, dinero } from '#seedwork/dominio/dinero.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import { type FechaCivil, fechaCivil, pasaDe } from '#seedwork/dominio/fecha.ts'
import { type Id, id } from '#seedwork/dominio/id.ts'
import { textoDeUnaLinea, textoDeVariasLineas } from '#seedwork/dominio/texto.ts'
import { errorContrato } from './errores.ts'

/** Regla pactada de reajuste; `puntosBasicos` es 0 en `ninguno` e `ipc`. */
export type Incremento = Readonly<{ tipo: TipoIncremento; puntosBasicos: number }>
export const TIPOS_INCREMENTO = ['ninguno', 'fijo', 'ipc', 'ipc_mas'] as const
export type TipoIncremento = (typeof TIPOS_INCREMENTO)[number]

export type Clausula = Readonly<{ titulo: string; texto: string }>

/** Lo que las partes firman. Cambiar cualquiera de estos campos invalida las firmas. */
export type Terminos = Readonly<{
  idPropiedad: Id
  idCompania: Id
  idInquilino: Id
  codeudores: readonly Id[]
  fechaInicio: FechaCivil
  fechaFin: FechaCivil
  canon: Dinero
  periodicidad: 'mensual'
  incremento: Incremento
  clausulas: readonly Clausula[]
}>

/** Los términos como los escribe quien los pide, todavía sin comprobar. */
export type DatosTerminos = Readonly<{
  idPropiedad: string
  idCompania: string
  idInquilino: string
  codeudores?: readonly string[] | undefined
  fechaInicio: string
  fechaFin: string
  monto: string
  moneda: string
  periodicidad?: string | undefined
  incremento?: Readonly<{ tipo: string; puntosBasicos?: number | undefined }> | undefined
  clausulas?: readonly Clausula[] | undefined
}>

type OANulo<T> = { readonly [K in keyof T]?: T[K] | null }

/**
 * Lo que se quiere cambiar, como en un merge-patch: lo ausente queda igual y `null`, en lo que tiene
 * valor inicial, lo devuelve a él.
 */
export type CambiosContrato = Partial<Omit<DatosTerminos, CampoConInicial>> &
  OANulo<Pick<DatosTerminos, CampoConInicial>> &
  Readonly<{ numero?: string | undefined }>

type CampoConInicial = 'codeudores' | 'periodicidad' | 'incremento' | 'clausulas'

/** Los términos de antes con unos cambios encima, comprobados como nuevos. */
export const conCambios = (t: Terminos, cambios: CambiosContrato): Terminos =>
  terminos({
    idPropiedad: cambios.idPropiedad ?? t.idPropiedad,
    idCompania: cambios.idCompania ?? t.idCompania,
    idInquilino: cambios.idInquilino ?? t.idInquilino,
    fechaInicio: cambios.fechaInicio ?? t.fechaInicio,
    fechaFin: cambios.fechaFin ?? t.fechaFin,
    monto: cambios.monto ?? aTexto(t.canon),
    moneda: cambios.moneda ?? t.canon.moneda,
    codeudores: opcional(cambios.codeudores, t.codeudores),
    periodicidad: opcional<string>(cambios.periodicidad, t.periodicidad),
    incremento: opcional<DatosTerminos['incremento']>(cambios.incremento, t.incremento),
    clausulas: opcional(cambios.clausulas, t.clausulas),
  })

const opcional = <T>(pedido: T | null | undefined, actual: T): T | undefined =>
  pedido === undefined ? actual : (pedido ?? undefined)

/** Da la huella de un texto: SHA-256 en hexadecimal. La pone quien arma el módulo. */
export type Huella = (texto: string) => string

/** Plazo máximo de un contrato, prórrogas incluidas. */
export const ANIOS_MAXIMOS = 50
const ANIOS_DE_AVISO = 10
const MAXIMO_CODEUDORES = 20
const MAXIMO_CLAUSULAS = 100

const comprobarPeriodo = (inicio: FechaCivil, fin: FechaCivil): void => {
  const falta = (detalle: string) => [{ puntero: '/fecha_fin', detalle }]
  if (fin < inicio)
    throw errorContrato(
      'PeriodoInvalido',
      'El contrato termina antes de empezar',
      { inicio, fin },
      falta('es anterior al inicio'),
    )
  if (pasaDe(ANIOS_MAXIMOS, { inicio, fin }))
    throw errorContrato(
      'PeriodoInvalido',
      'El plazo pasa de 50 años',
      { inicio, fin },
      falta('el plazo pasa de 50 años'),
    )
}

/** Lee una regla de incremento. Falla con `IncrementoInvalido` o `PeticionInvalida`. */
export const leerIncremento = (datos: DatosTerminos['incremento']): Incremento => {
  const { tipo = 'ninguno', puntosBasicos = 0 } = datos ?? {}
  const conocido = TIPOS_INCREMENTO.find((t) => t === tipo)
  if (!conocido) throw campoInvalido('incremento/tipo', `se espera ${TIPOS_INCREMENTO.join(', ')}`)
  const lleva = conocido === 'fijo' || conocido === 'ipc_mas'
  const valido = lleva
    ? Number.isInteger(puntosBasicos) && puntosBasicos > 0 && puntosBasicos <= 10_000
    : puntosBasicos === 0
  if (valido) return { tipo: conocido, puntosBasicos }
  const detalle = lleva ? 'se espera un entero de 1 a 10000' : `${conocido} no lleva puntos básicos`
  throw errorContrato('IncrementoInvalido', `El incremento no es válido: ${detalle}`, { tipo: conocido }, [
    { puntero: '/incremento/puntos_basicos', detalle },
  ])
}

const leerCodeudores = (ids: readonly string[]): Id[] => {
  if (ids.length > MAXIMO_CODEUDORES) throw campoInvalido('codeudores', `son más de ${MAXIMO_CODEUDORES}`)
  return ids.map((valor, i) => id(valor, `codeudores/${i}`))
}

/** Lee unas cláusulas. Falla con `PeticionInvalida`. */
export const leerClausulas = (clausulas: readonly Clausula[]): Clausula[] => {
  if (clausulas.length > MAXIMO_CLAUSULAS) throw campoInvalido('clausulas', `son más de ${MAXIMO_CLAUSULAS}`)
  return clausulas.map(({ titulo, texto }, i) => ({
    titulo: textoDeUnaLinea(`clausulas/${i}/titulo`, titulo, { max: 200 }),
    texto: textoDeVariasLineas(`clausulas/${i}/texto`, texto, { max: 20_000 }),
  }))
}

const leerPeriodicidad = (valor: string): 'mensual' => {
  if (valor === 'mensual') return valor
  throw campoInvalido('periodicidad', 'se espera mensual')
}

/**
 * Comprueba y completa los términos: I1 a I4 e I6 por id. Falla con `PeriodoInvalido`, `FechaInvalida`,
 * `MontoInvalido`, `PrecisionExcedida`, `MonedaNoSoportada`, `IncrementoInvalido`, `PartesIguales` o
 * `PeticionInvalida`.
 */
export const terminos = (datos: DatosTerminos): Terminos => {
  const fechaInicio = fechaCivil(datos.fechaInicio, '/fecha_inicio')
  const fechaFin = fechaCivil(datos.fechaFin, '/fecha_fin')
  comprobarPeriodo(fechaInicio, fechaFin)
  const leidos: Terminos = {
    idPropiedad: id(datos.idPropiedad, 'id_propiedad'),
    idCompania: id(datos.idCompania, 'id_compania'),
    idInquilino: id(datos.idInquilino, 'id_inquilino'),
    codeudores: leerCodeudores(datos.codeudores ?? []),
    fechaInicio,
    fechaFin,
    canon: dinero(datos.monto, datos.moneda),
    periodicidad: leerPeriodicidad(datos.periodicidad ?? 'mensual'),
    incremento: leerIncremento(datos.incremento),
    clausulas: leerClausulas(datos.clausulas ?? []),
  }
  comprobarDistintas(partesDe(leidos))
  return leidos
}

/** Todas las partes que tienen que firmar: compañía, inquilino y codeudores, en ese orden. */
export const partesDe = (t: Pick<Terminos, 'idCompania' | 'idInquilino' | 'codeudores'>): readonly Id[] => [
  t.idCompania,
  t.idInquilino,
  ...t.codeudores,
]

/** I6: nadie está en dos lados. Vale para ids y para documentos. Falla con `PartesIguales`. */
export const comprobarDistintas = (claves: readonly string[]): void => {
  const repetida = claves.findIndex((clave, i) => claves.indexOf(clave) < i)
  if (repetida < 0) return
  const puntero = repetida === 1 ? '/id_inquilino' : `/codeudores/${repetida - 2}`
  throw errorContrato('PartesIguales', 'Una misma persona no puede ser dos partes del contrato', {}, [
    { puntero, detalle: 'ya es otra de las partes' },
  ])
}

/** ¿El plazo pasa de diez años? No se rechaza: se avisa, por si fue un error de dedo (2062 por 2026). */
export const plazoLargo = (t: Terminos): boolean =>
  pasaDe(ANIOS_DE_AVISO, { inicio: t.fechaInicio, fin: t.fechaFin })

/** Los términos como se escriben: los mismos nombres en la huella, en la API y en los avisos. */
export type TerminosEscritos = Readonly<{
  id_propiedad: string
  id_compania: string
  id_inquilino: string
  codeudores: readonly string[]
  fecha_inicio: string
  fecha_fin: string
  monto: string
  moneda: string
  periodicidad: string
  incremento: Readonly<{ tipo: string; puntos_basicos: number }>
  clausulas: readonly Clausula[]
}>

export type CampoTerminos = keyof TerminosEscritos

/** Los términos con sus nombres públicos, en el orden de la forma canónica. */
export const escribir = (t: Terminos): TerminosEscritos => ({
  id_propiedad: t.idPropiedad,
  id_compania: t.idCompania,
  id_inquilino: t.idInquilino,
  codeudores: t.codeudores,
  fecha_inicio: t.fechaInicio,
  fecha_fin: t.fechaFin,
  monto: aTexto(t.canon),
  moneda: t.canon.moneda,
  periodicidad: t.periodicidad,
  incremento: { tipo: t.incremento.tipo, puntos_basicos: t.incremento.puntosBasicos },
  clausulas: t.clausulas.map(({ titulo, texto }) => ({ titulo, texto })),
})

/**
 * Los términos en su forma canónica: JSON con las claves en este orden, sin espacios, textos en NFC,
 * codeudores ordenados. Su SHA-256 es el `hash` que firman las partes; cambiar esta forma invalidaría
 * toda firma guardada, por eso lleva su nombre y su versión.
 */
export const formaCanonica = (t: Terminos): string =>
  JSON.stringify({
    formato: 'alpes.contrato.terminos.v1',
    ...escribir({ ...t, codeudores: t.codeudores.toSorted() }),
  })

/** Qué campos distinguen a dos redacciones. */
export const camposDistintos = (antes: Terminos, despues: Terminos): readonly CampoTerminos[] => {
  const [a, b] = [escribir(antes), escribir(despues)]
  return (Object.keys(a) as CampoTerminos[]).filter(
    (campo) => JSON.stringify(a[campo]) !== JSON.stringify(b[campo]),
  )
}

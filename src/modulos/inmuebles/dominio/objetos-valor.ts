import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import type { Zona } from '#seedwork/dominio/fecha.ts'
import type { Marcado } from '#seedwork/dominio/marcado.ts'

export const TIPOS_INMUEBLE = ['local', 'oficina', 'bodega', 'consultorio', 'lote'] as const
export type TipoInmueble = (typeof TIPOS_INMUEBLE)[number]

/** Metros cuadrados: decimal positivo exacto, sin ceros de sobra (`62.5`, `1200`). */
export type Area = Marcado<string, 'Area'>

/** País, ISO 3166-1 de dos letras. */
export type Pais = Marcado<string, 'Pais'>

/** Lo que se sabe de un inmueble. Sin `area` sólo si es provisional. */
export type DatosInmueble = Readonly<{
  nombre: string
  tipo: TipoInmueble
  ciudad: string
  pais: Pais
  zona: Zona
  area: Area | null
}>

const AREA = /^(0|[1-9]\d{0,7})(?:\.(\d{1,2}))?$/

/** Lee un área en m²: hasta ocho cifras enteras y dos decimales, mayor que cero. Falla con `AreaInvalida`. */
export const area = (texto: string): Area => {
  const partes = AREA.exec(texto)
  const decimales = (partes?.[2] ?? '').replace(/0+$/, '')
  const entera = partes?.[1] ?? '0'
  if (entera === '0' && decimales === '') {
    const detalle = 'se espera un decimal mayor que cero, con punto y a lo sumo dos decimales: 62.5'
    throw new ErrorDominio('AreaInvalida', `el área no es válida: ${detalle}`, {}, [
      { puntero: '/area_m2', detalle },
    ])
  }
  return (decimales === '' ? entera : `${entera}.${decimales}`) as Area
}

/** ISO 3166-1 alfa-2. Una lista propia: la de `Intl` trae además regiones y cambia con Node. */
const PAISES = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY ' +
    'BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK ' +
    'FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR ' +
    'IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ' +
    'ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM ' +
    'PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF ' +
    'TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
)

/** Lee un país por su código de dos letras. Falla con `PeticionInvalida`. */
export const pais = (codigo: string): Pais => {
  if (PAISES.has(codigo)) return codigo as Pais
  throw campoInvalido('pais', 'se espera un país de ISO 3166-1, dos letras mayúsculas')
}

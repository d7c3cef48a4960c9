import type { Aviso } from '../avisos.ts'
import type { Cambio } from '../cambios.ts'
import type { FichaContrato, FichaInmueble, Idioma } from '../fichas.ts'
import { enDia } from '../series.ts'
import type { AvisoVida } from '../vida.ts'
import type { Datos, Texto } from './datos.ts'
import { dinero, fecha, lista, porcentaje, unaLinea } from './formato.ts'
import { type Comparacion, type Dato, enHtml, enTexto, type Pliego } from './pliego.ts'
import type { SinEntregar, Textos } from './textos.ts'
import { TEXTOS_EN } from './textos-en.ts'
import { TEXTOS_ES } from './textos-es.ts'
import { datosDeVida, filasDeVida } from './vida.ts'

/** Un correo escrito, sin destinatario. */
export type Escrito = Readonly<{ asunto: string; texto: string; html: string }>

/** Todo lo que hace falta para escribir un aviso. */
export type PorRedactar = Readonly<{
  aviso: Aviso
  contrato: FichaContrato
  inmueble: FichaInmueble
  idioma: Idioma
  /** A quién se saluda; `null` para un buzón de la oficina. */
  nombre: string | null
  /** Nombre de una referencia (parte o inmueble) por su id. */
  nombreDe: (id: string) => string
  /** Dirección fija de la página, sin barra final. */
  urlPagina: string
}>

const TEXTOS: Record<Idioma, Textos> = { es: TEXTOS_ES, en: TEXTOS_EN }

const esDeVida = (aviso: Aviso): aviso is AvisoVida => 'alDia' in aviso

/** El canon del día del que habla el aviso; antes de firmarse, el pactado. */
const canonDe = ({ aviso, contrato: { terminos, vida } }: PorRedactar): string =>
  esDeVida(aviso) ? enDia(vida.canones, aviso.alDia) : terminos.monto

const datosDe = (p: PorRedactar, textos: Textos): Datos => {
  const t = p.contrato.terminos
  const nombres = (ids: readonly string[]) => unaLinea(lista(ids.map(p.nombreDe), p.idioma))
  return {
    contrato: unaLinea(p.contrato.numero ?? p.contrato.id.slice(0, 8)),
    inmueble: unaLinea(p.inmueble.nombre),
    ciudad: unaLinea(p.inmueble.ciudad),
    compania: unaLinea(p.nombreDe(t.idCompania)),
    inquilino: unaLinea(p.nombreDe(t.idInquilino)),
    inicio: fecha(t.fechaInicio, p.idioma),
    fin: fecha(t.fechaFin, p.idioma),
    canon: `${dinero(canonDe(p), t.moneda, p.idioma)} ${textos.periodicidad(t.periodicidad)}`,
    revision: p.contrato.revision,
    faltan: 'faltan' in p.aviso ? nombres(p.aviso.faltan) : '',
    firmo: 'firmo' in p.aviso ? nombres([p.aviso.firmo]) : '',
    fuera: 'fuera' in p.aviso && p.aviso.fuera === true,
  }
}

const filas = (p: PorRedactar, d: Datos, e: Textos['etiquetas']): readonly Dato[] => {
  const comunes: Dato[] = [
    { etiqueta: e.contrato, valor: d.contrato },
    { etiqueta: e.inmueble, valor: `${d.inmueble}, ${d.ciudad}` },
    { etiqueta: e.compania, valor: d.compania },
    { etiqueta: e.inquilino, valor: d.inquilino },
    { etiqueta: e.inicio, valor: d.inicio },
    { etiqueta: e.fin, valor: d.fin },
    { etiqueta: e.canon, valor: d.canon },
  ]
  if (d.faltan !== '') comunes.push({ etiqueta: e.falta, valor: d.faltan })
  if (esDeVida(p.aviso)) return [...comunes, ...filasDeVida(p.aviso, p.idioma, TEXTOS[p.idioma])]
  if (p.aviso.tipo !== 'ContratoFirmado') return comunes
  return [
    ...comunes,
    { etiqueta: e.revision, valor: String(d.revision) },
    { etiqueta: e.hash, valor: p.contrato.hash, fijo: true },
  ]
}

const ids = (valor: string): readonly string[] => valor.split(' ').filter((v) => v !== '')

const valorDe = (p: PorRedactar, c: Cambio, crudo: string): string => {
  if (c.campo === 'fecha_inicio' || c.campo === 'fecha_fin') return fecha(crudo, p.idioma)
  if (c.campo === 'canon') {
    const [monto = '0', moneda = 'COP'] = crudo.split(' ')
    return dinero(monto, moneda, p.idioma)
  }
  if (c.campo === 'incremento') {
    const [tipo = '', puntos = ''] = crudo.split(' ')
    return TEXTOS[p.idioma].incremento(tipo, porcentaje(puntos, p.idioma))
  }
  return ids(crudo).map(p.nombreDe).map(unaLinea).join(', ') || '—'
}

const comparacion = (p: PorRedactar, textos: Textos): Comparacion | null => {
  if (!('cambios' in p.aviso)) return null
  const filasCambio = (p.aviso.cambios ?? []).map((c) => {
    const campo = textos.campos[c.campo]
    if (c.campo === 'clausulas') {
      const [antes, despues] = textos.clausulas(Number(c.antes), Number(c.despues))
      return { campo, antes, despues }
    }
    if (c.campo === 'periodicidad') {
      return { campo, antes: textos.periodicidad(c.antes), despues: textos.periodicidad(c.despues) }
    }
    return { campo, antes: valorDe(p, c, c.antes), despues: valorDe(p, c, c.despues) }
  })
  return { antes: textos.etiquetas.antes, despues: textos.etiquetas.despues, filas: filasCambio }
}

const escribir = (pliego: Pliego): Escrito => ({
  asunto: pliego.asunto,
  texto: enTexto(pliego),
  html: enHtml(pliego),
})

const textoDe = ({ aviso, idioma }: PorRedactar, datos: Datos, textos: Textos): Texto =>
  esDeVida(aviso)
    ? textos.vida[aviso.tipo](datosDeVida(datos, aviso, idioma))
    : textos.avisos[aviso.tipo](datos)

/** Escribe un aviso de contrato en el idioma de quien lo recibe. */
export const redactar = (p: PorRedactar): Escrito => {
  const textos = TEXTOS[p.idioma]
  const datos = datosDe(p, textos)
  return escribir({
    idioma: p.idioma,
    ...textoDe(p, datos, textos),
    saludo: textos.saludo(p.nombre === null ? null : unaLinea(p.nombre)),
    datos: filas(p, datos, textos.etiquetas),
    comparacion: comparacion(p, textos),
    boton: { texto: textos.boton, url: `${p.urlPagina}/contratos/${p.contrato.id}` },
    pie: textos.pie,
  })
}

/** Escribe el resumen para administración de lo que no se pudo entregar. */
export const redactarResumen = (
  sinEntregar: readonly SinEntregar[],
  { total, urlPagina }: { total: number; urlPagina: string },
): Escrito => {
  const textos = TEXTOS_ES
  return escribir({
    idioma: 'es',
    ...textos.resumen(total),
    saludo: textos.saludo(null),
    datos: sinEntregar.map((s) => ({
      etiqueta: unaLinea(s.destinatario),
      valor: unaLinea(`${s.asunto}: ${s.error}`),
    })),
    comparacion: null,
    boton: { texto: 'Ver los avisos', url: `${urlPagina}/correo?ver=avisos&estado=fallida&estado=muerta` },
    pie: ['Propiedades de los Alpes envía este resumen como mucho una vez cada 24 horas.'],
  })
}

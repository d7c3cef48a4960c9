import type { Idioma } from '../fichas.ts'
import type { AvisoVida } from '../vida.ts'
import type { Datos } from './datos.ts'
import { dinero, fecha, porcentaje, unaLinea } from './formato.ts'
import type { Dato } from './pliego.ts'
import type { Textos } from './textos.ts'
import type { DatosVida } from './textos-vida.ts'

/** Los datos comunes con lo que este aviso añade, en el idioma de quien lo lee. */
export const datosDeVida = (comunes: Datos, a: AvisoVida, idioma: Idioma): DatosVida => ({
  ...comunes,
  rige: a.rige ? fecha(a.rige, idioma) : '',
  otrosi: a.otrosi ?? 0,
  sucesor: unaLinea(a.sucesor ?? ''),
  anio: String(a.anio ?? ''),
  dias: a.dias ?? 0,
  desistido: a.desistido ?? false,
  previsto: (a.cambios ?? []).length > 0,
})

const reglaEscrita = (regla: string, idioma: Idioma, textos: Textos): string => {
  const [tipo = '', puntos = ''] = regla.split(' ')
  return textos.incremento(tipo, porcentaje(puntos, idioma))
}

const puntos = (n: number, idioma: Idioma): string => porcentaje(String(n), idioma)

/** Las filas que este aviso añade a la tabla de datos, en orden; las que no vienen al caso no salen. */
export const filasDeVida = (a: AvisoVida, idioma: Idioma, textos: Textos): readonly Dato[] => {
  const e = textos.detalles
  const { rige, regla, indice, puntosBasicos, motivo, penalidad, sucesor } = a
  const filas: readonly (readonly [etiqueta: string, valor: string | null])[] = [
    [a.tipo === 'ContratoTerminado' ? e.termina : e.rige, rige ? fecha(rige, idioma) : null],
    [e.regla, regla ? reglaEscrita(regla, idioma, textos) : null],
    [e.indice, indice ? `IPC ${indice.anio}: ${puntos(indice.puntosBasicos, idioma)}` : null],
    [e.aplicado, puntosBasicos === undefined ? null : puntos(puntosBasicos, idioma)],
    [e.motivo, motivo ? unaLinea(motivo) : null],
    [e.penalidad, penalidad ? dinero(penalidad.monto, penalidad.moneda, idioma) : null],
    // De una renovación deshecha se nombra el sucesor que ya no lo es: decir que lo sucede sería falso.
    [
      e.sucesor,
      sucesor === undefined || a.tipo === 'RenovacionDeshecha' ? null : unaLinea(sucesor ?? e.sinSucesor),
    ],
  ]
  return filas.flatMap(([etiqueta, valor]) => (valor === null ? [] : [{ etiqueta, valor }]))
}

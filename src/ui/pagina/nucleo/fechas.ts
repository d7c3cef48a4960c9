/** Fecha civil `AAAA-MM-DD` a ms de su medianoche UTC; jamás por la zona del navegador. */
export const diaUtc = (fecha: string): number => Date.parse(`${fecha}T00:00:00Z`)

const civil = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const DIA = 86_400_000

/**
 * Fin que se propone para un plazo en meses: el día anterior al mismo día del mes destino; si ese día
 * no existe, el último del mes. Es sólo una propuesta: la fecha escrita manda.
 */
export const finPropuesto = (inicio: string, meses: number): string => {
  const d = new Date(diaUtc(inicio))
  const [ano, mes, dia] = [d.getUTCFullYear(), d.getUTCMonth() + meses, d.getUTCDate()]
  const ultimo = new Date(Date.UTC(ano, mes + 1, 0)).getUTCDate()
  return dia > ultimo ? civil(Date.UTC(ano, mes, ultimo)) : civil(Date.UTC(ano, mes, dia) - DIA)
}

/** Días entre dos fechas civiles, ambas incluidas. */
export const diasDe = (inicio: string, fin: string): number =>
  Math.round((diaUtc(fin) - diaUtc(inicio)) / DIA) + 1

/** ¿Es una fecha que existe, de estos siglos? Quien teclea «2027» pasa por los años 2, 20 y 202, y no los quiere. */
export const esFecha = (texto: string): boolean =>
  /^[12]\d{3}-\d{2}-\d{2}$/.test(texto) && !Number.isNaN(diaUtc(texto)) && civil(diaUtc(texto)) === texto

/** El día que sigue a una fecha civil. */
export const siguienteDia = (fecha: string): string => civil(diaUtc(fecha) + DIA)

/** El n-ésimo aniversario, siempre contado desde el inicio y con el fin de mes ajustado. */
export const aniversario = (inicio: string, n: number): string => {
  const d = new Date(diaUtc(inicio))
  const [ano, mes] = [d.getUTCFullYear() + n, d.getUTCMonth()]
  const ultimo = new Date(Date.UTC(ano, mes + 1, 0)).getUTCDate()
  return civil(Date.UTC(ano, mes, Math.min(d.getUTCDate(), ultimo)))
}

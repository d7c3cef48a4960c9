import { aniversario, type FechaCivil, menor } from '#seedwork/dominio/fecha.ts'
import { type Contrato, reglaEn } from './contrato.ts'

const anio = (fecha: FechaCivil): number => Number(fecha.slice(0, 4))

/** ¿Es ese día un aniversario del contrato? Se cuentan desde el inicio, que es el ancla. */
export const esAniversario = ({ terminos: { fechaInicio } }: Contrato, dia: FechaCivil): boolean => {
  const n = anio(dia) - anio(fechaInicio)
  return n >= 1 && aniversario(fechaInicio, n) === dia
}

/**
 * ¿Está decidido el canon de ese aniversario? Un tramo que empieza ese día es de su incremento o de un
 * otrosí que fijó el canon desde ese mismo día, y entonces manda lo pactado (I9).
 */
export const decidido = (c: Contrato, dia: FechaCivil): boolean => c.tramos.some((t) => t.desde === dia)

/** ¿Puede crecer su canon alguna vez? */
export const creceEn = ({ terminos, otrosies }: Contrato): boolean =>
  terminos.incremento.tipo !== 'ninguno' || otrosies.some(({ regla }) => regla !== null)

/** Los aniversarios del plazo posteriores a un día y hasta otro, en orden. */
const aniversariosEntre = function* (
  { terminos: { fechaInicio, fechaFin } }: Contrato,
  { tras, hasta }: Readonly<{ tras: FechaCivil; hasta: FechaCivil }>,
): Generator<FechaCivil> {
  const limite = menor(hasta, fechaFin)
  for (let n = 1; ; n++) {
    const dia = aniversario(fechaInicio, n)
    if (dia > limite) return
    if (dia > tras) yield dia
  }
}

/** Los aniversarios, hasta hoy y dentro del plazo, con incremento pactado y sin aplicar; en orden. */
export const aniversariosPendientes = (c: Contrato, hoy: FechaCivil): readonly FechaCivil[] => {
  if (!creceEn(c)) return []
  const cumplidos = [...aniversariosEntre(c, { tras: c.terminos.fechaInicio, hasta: hoy })]
  return cumplidos.filter((dia) => reglaEn(c, dia).tipo !== 'ninguno' && !decidido(c, dia))
}

/** El primero de ellos; nulo si no hay. */
export const aniversarioPendiente = (c: Contrato, hoy: FechaCivil): FechaCivil | null =>
  aniversariosPendientes(c, hoy)[0] ?? null

/** El aniversario siguiente a un día, dentro del plazo; nulo si el canon no crece o no queda ninguno. */
export const aniversarioTras = (c: Contrato, dia: FechaCivil): FechaCivil | null => {
  if (!creceEn(c)) return null
  const [siguiente] = aniversariosEntre(c, { tras: dia, hasta: c.terminos.fechaFin })
  return siguiente ?? null
}

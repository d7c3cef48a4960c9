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

/** El primer aniversario, hasta hoy y dentro del plazo, con incremento pactado y sin aplicar. */
export const aniversarioPendiente = (c: Contrato, hoy: FechaCivil): FechaCivil | null => {
  const { fechaInicio, fechaFin, incremento } = c.terminos
  if (incremento.tipo === 'ninguno' && c.otrosies.length === 0) return null
  const limite = menor(hoy, fechaFin)
  for (let n = 1; ; n++) {
    const dia = aniversario(fechaInicio, n)
    if (dia > limite) return null
    if (reglaEn(c, dia).tipo !== 'ninguno' && !decidido(c, dia)) return dia
  }
}

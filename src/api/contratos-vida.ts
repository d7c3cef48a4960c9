import { randomUUIDv7 } from 'node:crypto'
import type { TSchema } from 'typebox'
import type { ComandoDeVida } from '#modulos/contratos/modulo.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { type Acto, montarActo } from './actos.ts'
import { type Partes, recursoDe, TERMINOS } from './contratos-comun.ts'
import { IncrementoPedido, Otrosi, Prorroga, Renovacion, Terminacion } from './contratos-esquemas.ts'
import { incrementoDe } from './contratos-traduccion.ts'
import { ref } from './esquemas.ts'

const acto = <C extends ComandoDeVida, B extends TSchema>(a: Acto<C, B>): Acto<C, B> => a

const FECHA = ['PeriodoInvalido', 'FechaInvalida'] as const

const otrosi = acto({
  tipo: 'RegistrarOtrosi',
  camino: 'otrosies',
  resumen: 'Registra un otrosí firmado por todas: canon, regla de incremento o cláusulas',
  cuerpo: Otrosi,
  estado: 201,
  problemas: [
    ...FECHA,
    'FirmanteNoAutorizado',
    'FirmasIncompletas',
    'MontoInvalido',
    'PrecisionExcedida',
    'IncrementoInvalido',
  ],
  comando(id, { cambios, ...resto }) {
    const incremento = cambios.incremento && incrementoDe(cambios.incremento)
    return { tipo: 'RegistrarOtrosi', id, ...resto, cambios: { ...cambios, incremento } }
  },
})

const prorroga = acto({
  tipo: 'ProrrogarContrato',
  camino: 'prorrogas',
  resumen: 'Alarga el plazo en las mismas condiciones',
  cuerpo: Prorroga,
  estado: 201,
  problemas: [...FECHA, 'SolapeDeVigencia', 'RenovacionYaExiste'],
  comando: (id, { nueva_fin: nuevaFin }) => ({ tipo: 'ProrrogarContrato', id, nuevaFin }),
})

const incremento = acto({
  tipo: 'AplicarIncremento',
  camino: 'incrementos',
  resumen: 'Aplica el incremento pactado de un aniversario ya cumplido',
  cuerpo: IncrementoPedido,
  estado: 201,
  problemas: [...FECHA, 'IncrementoYaAplicado', 'IncrementoPendienteDeIndice', 'MontoInvalido'],
  comando: (id, { aniversario }) => ({ tipo: 'AplicarIncremento', id, aniversario }),
})

const renovacion = acto({
  tipo: 'RenovarContrato',
  camino: 'renovaciones',
  resumen: 'Redacta el contrato que sucede a éste, con su inmueble y sus partes',
  cuerpo: Renovacion,
  estado: 201,
  exito: { descripcion: 'El contrato nuevo', esquema: ref('Contrato') },
  problemas: ['RenovacionYaExiste', ...TERMINOS],
  comando: (id, { fecha_inicio: fechaInicio, fecha_fin: fechaFin, monto, moneda }) => ({
    tipo: 'RenovarContrato',
    id,
    idNuevo: randomUUIDv7(),
    fechaInicio,
    fechaFin,
    monto,
    moneda,
  }),
})

const terminacion = acto({
  tipo: 'TerminarAnticipadamente',
  camino: 'terminacion',
  resumen: 'Termina un contrato antes de su fin; el inmueble queda libre desde el día siguiente',
  cuerpo: Terminacion,
  estado: 200,
  problemas: [...FECHA, 'MontoInvalido', 'PrecisionExcedida', 'MonedaNoSoportada'],
  comando: (id, cuerpo) => ({ tipo: 'TerminarAnticipadamente', id, ...cuerpo }),
})

/** Lo que le pasa a un contrato ya firmado. */
export const montarVida = (app: Aplicacion, partes: Partes): void => {
  const recurso = recursoDe(partes)
  montarActo(app, recurso, otrosi)
  montarActo(app, recurso, prorroga)
  montarActo(app, recurso, incremento)
  montarActo(app, recurso, renovacion)
  montarActo(app, recurso, terminacion)
}

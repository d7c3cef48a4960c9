import type { abrirContratos, ComandoEncolable } from '#modulos/contratos/modulo.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import type { Recurso } from './actos.ts'
import { ref } from './esquemas.ts'
import type { Ejecutar } from './ordenes.ts'

/** Lo que comparten las rutas de contratos: cómo se documentan y qué reciben. */
export const etiqueta = 'contratos'
export const uno = { descripcion: 'El contrato', esquema: ref('Contrato') }
export const aceptado = { descripcion: 'Aceptado: se ejecuta después', esquema: ref('ComandoAceptado') }
export const ubicacion = ({ id }: { id: string }) => `/contratos/${id}`

/** Lo que puede fallar al leer y comprobar unos términos. */
export const TERMINOS = [
  'FechaInvalida',
  'PeriodoInvalido',
  'MontoInvalido',
  'PrecisionExcedida',
  'MonedaNoSoportada',
  'PartesIguales',
  'IncrementoInvalido',
  'PropiedadDesconocida',
  'PropiedadRetirada',
  'ParteDesconocida',
] as const

export type Modulo = ReturnType<typeof abrirContratos>

export type Partes = Readonly<{
  contratos: Pick<Modulo, 'comandos' | 'queries' | 'mensajeDeComando'>
  ejecutar: Ejecutar
  cursores: Cursores
}>

/** En qué se parecen todas las órdenes sobre un contrato que ya existe. */
export const recursoDe = ({ contratos, ejecutar }: Partes): Recurso<ComandoEncolable> => ({
  ...{ camino: '/contratos', etiqueta, exito: uno, aceptado, ubicacion, ejecutar },
  ...{ comandos: contratos.comandos, mensajeDeComando: contratos.mensajeDeComando },
  problemas: ['ContratoNoEncontrado', 'TransicionInvalida'],
})

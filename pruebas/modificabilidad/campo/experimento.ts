import type { Experimento } from '../experimento.ts'

const LISTA = 'src/modulos/contratos/infraestructura/schema/v2/eventos.ts'
const DESPACHADOR = 'src/modulos/contratos/infraestructura/despachadores/eventos-contrato.ts'

/** Un dato más en un evento publicado. Lo publicado está congelado: es una versión nueva, compatible. */
export const campo: Experimento = {
  nombre: 'campo',
  titulo: 'Añadir un campo a un evento',
  estimulo: 'quien lee las anulaciones quiere saber qué revisión de los términos se anuló',
  respuesta: 'una versión con un valor por omisión; lo ya escrito se lee con ella y ningún consumidor cambia',
  prueba: 'pruebas/integracion/contrato-eliminado-v2.test.ts',
  suites: [
    'pruebas/catalogos.test.ts',
    'src/modulos/contratos/infraestructura/mensajes.test.ts',
    'pruebas/integracion/contratos.test.ts',
  ],
  catalogos: true,
  nucleo: 0,
  ediciones: [
    {
      archivo: LISTA,
      ancla: "import { ContratoCreado, EVENTOS_CONTRATO } from '../v1/eventos.ts'\n",
      por: "import { ContratoCreado, EVENTOS_CONTRATO } from '../v1/eventos.ts'\nimport { ContratoEliminadoV2 } from './contrato-eliminado.ts'\n",
    },
    {
      archivo: LISTA,
      ancla: '[...EVENTOS_CONTRATO, ContratoCreadoV2] as const',
      por: '[...EVENTOS_CONTRATO, ContratoCreadoV2, ContratoEliminadoV2] as const',
    },
    {
      archivo: DESPACHADOR,
      ancla: "import { ContratoCreadoV2 } from '../schema/v2/eventos.ts'\n",
      por: "import { ContratoEliminadoV2 } from '../schema/v2/contrato-eliminado.ts'\nimport { ContratoCreadoV2 } from '../schema/v2/eventos.ts'\n",
    },
    {
      archivo: DESPACHADOR,
      ancla: "const terminado = (e: Hecho<'ContratoTerminado'>",
      por: `const eliminadoV2 = (
  e: Hecho<'ContratoEliminado'>,
  { id, numero, terminos, revision }: Contrato,
): EventoIntegracion =>
  ContratoEliminadoV2.crear({ id, numero, motivo: e.motivo, partes: partesDe(terminos), revision })

const terminado = (e: Hecho<'ContratoTerminado'>`,
    },
    {
      archivo: DESPACHADOR,
      ancla: 'return [eliminado(e, c)]',
      por: 'return enVersiones(plan, [eliminado(e, c), eliminadoV2(e, c)])',
    },
  ],
}

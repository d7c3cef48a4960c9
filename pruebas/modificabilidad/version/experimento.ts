import type { Experimento } from '../experimento.ts'

const LISTA = 'src/modulos/contratos/infraestructura/schema/v2/eventos.ts'
const DESPACHADOR = 'src/modulos/contratos/infraestructura/despachadores/eventos-contrato.ts'

/** Un evento que cambia de forma: lo escrito antes asciende al leerlo. */
export const version: Experimento = {
  nombre: 'version',
  titulo: 'Una versión incompatible de un evento',
  estimulo: '`ContratoProcesado` tiene que llevar todas las partes, y su plazo como un solo dato',
  respuesta:
    'una versión nueva con su ascenso, al lado de la vieja; ni el dominio ni quien lee la vieja cambian',
  prueba: 'pruebas/integracion/contrato-procesado-v2.test.ts',
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
      por: "import { ContratoCreado, EVENTOS_CONTRATO } from '../v1/eventos.ts'\nimport { ASCENSO_PROCESADO, ContratoProcesadoV2 } from './contrato-procesado.ts'\n",
    },
    { archivo: LISTA, ancla: '  }),\n] as const\n', por: '  }),\n  ASCENSO_PROCESADO,\n] as const\n' },
    {
      archivo: LISTA,
      ancla: '[...EVENTOS_CONTRATO, ContratoCreadoV2] as const',
      por: '[...EVENTOS_CONTRATO, ContratoCreadoV2, ContratoProcesadoV2] as const',
    },
    {
      archivo: DESPACHADOR,
      ancla: "import { ContratoCreadoV2 } from '../schema/v2/eventos.ts'\n",
      por: "import { ContratoProcesadoV2 } from '../schema/v2/contrato-procesado.ts'\nimport { ContratoCreadoV2 } from '../schema/v2/eventos.ts'\n",
    },
    {
      archivo: DESPACHADOR,
      ancla: "const eliminado = (e: Hecho<'ContratoEliminado'>",
      por: `const procesadoV2 = ({ id, numero, terminos }: Contrato): EventoIntegracion =>
  ContratoProcesadoV2.crear({
    id,
    numero,
    id_propiedad: terminos.idPropiedad,
    partes: partesDe(terminos),
    periodo: { inicio: terminos.fechaInicio, fin: terminos.fechaFin },
  })

const eliminado = (e: Hecho<'ContratoEliminado'>`,
    },
    {
      archivo: DESPACHADOR,
      ancla: 'return [procesado(c)]',
      por: 'return enVersiones(plan, [procesado(c), procesadoV2(c)])',
    },
  ],
}

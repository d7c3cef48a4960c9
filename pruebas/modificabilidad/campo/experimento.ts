import type { Experimento } from '../experimento.ts'

const LISTA = 'src/modulos/contratos/infraestructura/schema/v1/eventos.ts'
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
      ancla: "import { CAMPO_PARTES, CAMPOS_REVISION, CAMPOS_TERMINOS, TERMINOS } from './comunes.ts'\n",
      por: "import { ContratoEliminadoV2 } from '../v2/contrato-eliminado.ts'\nimport { CAMPO_PARTES, CAMPOS_REVISION, CAMPOS_TERMINOS, TERMINOS } from './comunes.ts'\n",
    },
    {
      archivo: LISTA,
      ancla: '  ContratoEliminado,\n',
      por: '  ContratoEliminado,\n  ContratoEliminadoV2,\n',
    },
    { archivo: DESPACHADOR, ancla: '  ContratoEliminado,\n', por: '' },
    {
      archivo: DESPACHADOR,
      ancla: '\ntype Hecho<T extends EventoContrato',
      por: "import { ContratoEliminadoV2 } from '../schema/v2/contrato-eliminado.ts'\n\ntype Hecho<T extends EventoContrato",
    },
    {
      archivo: DESPACHADOR,
      ancla:
        "const eliminado = (e: Hecho<'ContratoEliminado'>, { id, numero, terminos }: Contrato): EventoIntegracion =>\n  ContratoEliminado.crear({ id, numero, motivo: e.motivo, partes: partesDe(terminos) })",
      por: "const eliminado = (e: Hecho<'ContratoEliminado'>, { id, numero, terminos, revision }: Contrato): EventoIntegracion =>\n  ContratoEliminadoV2.crear({ id, numero, motivo: e.motivo, partes: partesDe(terminos), revision })",
    },
  ],
}

import type { Experimento } from '../experimento.ts'

const ACCIONES = 'src/modulos/contratos/dominio/acciones.ts'
const COMANDOS = 'src/modulos/contratos/aplicacion/comandos.ts'
const DESPACHADOR = 'src/modulos/contratos/infraestructura/despachadores/eventos-contrato.ts'
const LISTA = 'src/modulos/contratos/infraestructura/schema/v1/eventos.ts'
const MATRIZ = 'src/modulos/contratos/dominio/matriz.test.ts'

/** Un paso más en la vida de un contrato, con su hecho y su evento. */
export const comando: Experimento = {
  nombre: 'comando',
  titulo: 'Añadir un comando al ciclo de vida',
  estimulo: 'una entrega se registró por error y la oficina quiere revertirla, con su motivo',
  respuesta: 'un archivo por capa y una línea en cada tabla; el compilador nombra a quien falte por decidir',
  prueba: 'pruebas/integracion/revertir-entrega.test.ts',
  suites: [
    'src/modulos/contratos/dominio',
    'pruebas/catalogos.test.ts',
    'src/api/politicas.test.ts',
    'pruebas/integracion/contratos.test.ts',
  ],
  catalogos: true,
  ediciones: [
    { archivo: ACCIONES, ancla: "  'terminar',\n]", por: "  'terminar',\n  'revertir-entrega',\n]" },
    {
      archivo: ACCIONES,
      ancla: `    Vencido: vencido,
    Anulado: anulado,
  },
}
`,
      por: `    Vencido: vencido,
    Anulado: anulado,
  },
  'revertir-entrega': {
    Pendiente: sinFirmar,
    Firmado: sinProcesar,
    Procesado: SI,
    Terminado: terminado,
    Vencido: vencido,
    Anulado: anulado,
  },
}
`,
    },
    {
      archivo: 'src/modulos/contratos/dominio/eventos.ts',
      ancla: "  | Readonly<{ tipo: 'ContratoVencido';",
      por: "  | Readonly<{ tipo: 'EntregaRevertida'; motivo: string; en: Instante }>\n  | Readonly<{ tipo: 'ContratoVencido';",
    },
    {
      archivo: 'src/modulos/contratos/dominio/contrato.ts',
      ancla: "    case 'ContratoTerminado': {\n",
      por: `    case 'EntregaRevertida': {
      if (c.estado !== 'Procesado') throw imposible(c, evento)
      const { procesadoEn: _, ...resto } = c
      return { ...resto, estado: 'Firmado', actualizadoEn }
    }
    case 'ContratoTerminado': {
`,
    },
    {
      archivo: COMANDOS,
      ancla: 'import { type TerminarAnticipadamente,',
      por: "import { type RevertirEntrega, revertirEntrega } from './comandos/revertir-entrega.ts'\nimport { type TerminarAnticipadamente,",
    },
    {
      archivo: COMANDOS,
      ancla: 'ComandoEncolable | PublicarIpc | ComandoProgramado\n',
      por: 'ComandoEncolable | PublicarIpc | RevertirEntrega | ComandoProgramado\n',
    },
    {
      archivo: COMANDOS,
      ancla: '  TerminarAnticipadamente: ContratoVista\n',
      por: '  TerminarAnticipadamente: ContratoVista\n  RevertirEntrega: ContratoVista\n',
    },
    {
      archivo: COMANDOS,
      ancla: '  TerminarAnticipadamente: terminarAnticipadamente(unidad),\n',
      por: '  TerminarAnticipadamente: terminarAnticipadamente(unidad),\n  RevertirEntrega: revertirEntrega(unidad),\n',
    },
    {
      archivo: DESPACHADOR,
      ancla: '\ntype Hecho<T extends EventoContrato',
      por: "import { EntregaRevertida } from '../schema/v1/entrega-revertida.ts'\n\ntype Hecho<T extends EventoContrato",
    },
    {
      archivo: DESPACHADOR,
      ancla: "    case 'ContratoVencido':\n",
      por: "    case 'EntregaRevertida':\n      return [EntregaRevertida.crear({ id: c.id, numero: c.numero, motivo: e.motivo, partes: partesDe(c.terminos) })]\n    case 'ContratoVencido':\n",
    },
    {
      archivo: LISTA,
      ancla: 'import {\n  ContratoProrrogado,',
      por: "import { EntregaRevertida } from './entrega-revertida.ts'\nimport {\n  ContratoProrrogado,",
    },
    {
      archivo: LISTA,
      ancla: '  ContratoVencido,\n] as const',
      por: '  ContratoVencido,\n  EntregaRevertida,\n] as const',
    },
    {
      archivo: 'src/modulos/panel/infraestructura/consumidores/contrato.ts',
      ancla: "  ContratoVencido: { pasar: enEstado('Vencido') },\n",
      por: "  ContratoVencido: { pasar: enEstado('Vencido') },\n  EntregaRevertida: { pasar: enEstado('Firmado') },\n",
    },
    {
      archivo: 'src/modulos/busqueda/infraestructura/consumidores/fichas.ts',
      ancla: "  ContratoVencido: enEstado('Vencido'),\n",
      por: "  ContratoVencido: enEstado('Vencido'),\n  EntregaRevertida: enEstado('Firmado'),\n",
    },
    {
      archivo: 'src/api/politicas.ts',
      ancla: '  TerminarAnticipadamente: GESTIONAN,\n',
      por: '  TerminarAnticipadamente: GESTIONAN,\n  RevertirEntrega: GESTIONAN,\n',
    },
    {
      archivo: 'src/api/contratos.ts',
      ancla: "import { montarVida } from './contratos-vida.ts'\n",
      por: "import { montarReversion } from './contratos-reversion.ts'\nimport { montarVida } from './contratos-vida.ts'\n",
    },
    {
      archivo: 'src/api/contratos.ts',
      ancla: '  montarVida(app, partes)\n',
      por: '  montarVida(app, partes)\n  montarReversion(app, partes)\n',
    },
    {
      archivo: 'src/modulos/contratos/dominio/acciones.test.ts',
      ancla: "    'renovar',\n    'terminar',\n",
      por: "    'renovar',\n    'terminar',\n    'revertir-entrega',\n",
    },
    {
      archivo: MATRIZ,
      ancla: '  prorrogar: (c) => prorrogar(',
      por: "  'revertir-entrega': (c) => revertirEntrega(c, { motivo: 'x', ahora }),\n  prorrogar: (c) => prorrogar(",
    },
    {
      archivo: MATRIZ,
      ancla: '  terminar: fila(',
      por: "  'revertir-entrega': fila(T, T, null, T, T, T),\n  terminar: fila(",
    },
    {
      archivo: MATRIZ,
      ancla: "import { ACCIONES, type Accion, accionesDe } from './acciones.ts'\n",
      por: "import { ACCIONES, type Accion, accionesDe } from './acciones.ts'\nimport { revertirEntrega } from './reversion.ts'\n",
    },
  ],
}

import type { Experimento } from '../experimento.ts'

const LISTA = 'src/modulos/contratos/infraestructura/schema/v1/eventos.ts'
const DESPACHADOR = 'src/modulos/contratos/infraestructura/despachadores/eventos-contrato.ts'
const VIEJO = `    id_compania: terminos.idCompania,
    id_inquilino: terminos.idInquilino,
    fecha_inicio: terminos.fechaInicio,
    fecha_fin: terminos.fechaFin,
  })
`

/** Un evento que cambia de forma: lo escrito antes asciende al leerlo. */
export const version: Experimento = {
  nombre: 'version',
  titulo: 'Una versión incompatible de un evento',
  estimulo: '`ContratoProcesado` tiene que llevar todas las partes, y su plazo como un solo dato',
  respuesta: 'una versión nueva con su ascenso; ni el dominio ni quien ya escribió cambian',
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
      ancla: "import { CAMPO_PARTES, CAMPOS_REVISION, CAMPOS_TERMINOS, TERMINOS } from './comunes.ts'\n",
      por: "import { ContratoProcesadoV2 } from '../v2/contrato-procesado.ts'\nimport { CAMPO_PARTES, CAMPOS_REVISION, CAMPOS_TERMINOS, TERMINOS } from './comunes.ts'\n",
    },
    {
      archivo: LISTA,
      ancla: '  ContratoProcesado,\n',
      por: '  ContratoProcesado,\n  ContratoProcesadoV2,\n',
    },
    { archivo: DESPACHADOR, ancla: '  ContratoProcesado,\n', por: '' },
    {
      archivo: DESPACHADOR,
      ancla: '\ntype Hecho<T extends EventoContrato',
      por: "import { ContratoProcesadoV2 } from '../schema/v2/contrato-procesado.ts'\n\ntype Hecho<T extends EventoContrato",
    },
    { archivo: DESPACHADOR, ancla: '  ContratoProcesado.crear({', por: '  ContratoProcesadoV2.crear({' },
    {
      archivo: DESPACHADOR,
      ancla: VIEJO,
      por: `    partes: partesDe(terminos),
    periodo: { inicio: terminos.fechaInicio, fin: terminos.fechaFin },
  })
`,
    },
    {
      archivo: 'pruebas/catalogos.test.ts',
      ancla: 'const registro = crearRegistro(publicadas.map((p) => p.definicion))\n',
      por: 'const definiciones = publicadas.map((p) => p.definicion)\nconst registro = crearRegistro(definiciones, ASCENSOS_CONTRATO)\n',
    },
    {
      archivo: 'pruebas/catalogos.test.ts',
      ancla: 'import { aJsonSeguro, deJson } from',
      por: "import { ASCENSOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v2/ascensos.ts'\nimport { aJsonSeguro, deJson } from",
    },
    // Cada proceso que arma un registro declara los ascensos que sabe hacer: son tres, y no hay un cuarto.
    {
      archivo: 'src/api/modulos.ts',
      ancla: '    ...RESULTADOS_COMANDO,\n  ])\n',
      por: '    ...RESULTADOS_COMANDO,\n  ], ASCENSOS_CONTRATO)\n',
    },
    {
      archivo: 'src/api/modulos.ts',
      ancla: 'import { abrirContratos, COMANDOS_CONTRATO, EVENTOS_CONTRATO }',
      por: 'import { abrirContratos, ASCENSOS_CONTRATO, COMANDOS_CONTRATO, EVENTOS_CONTRATO }',
    },
    {
      archivo: 'src/modulos/contratos/modulo.ts',
      ancla: "export { EVENTOS_CONTRATO } from './infraestructura/schema/v1/eventos.ts'\n",
      por: "export { EVENTOS_CONTRATO } from './infraestructura/schema/v1/eventos.ts'\nexport { ASCENSOS_CONTRATO } from './infraestructura/schema/v2/ascensos.ts'\n",
    },
    {
      archivo: 'src/notificaciones/infraestructura/consumidores/suscripcion.ts',
      ancla: '...EVENTOS_INMUEBLE, ...EVENTOS_RESERVA])\n',
      por: '...EVENTOS_INMUEBLE, ...EVENTOS_RESERVA], ASCENSOS_CONTRATO)\n',
    },
    {
      archivo: 'src/notificaciones/infraestructura/consumidores/suscripcion.ts',
      ancla: 'import { EVENTOS_INMUEBLE }',
      por: "import { ASCENSOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v2/ascensos.ts'\nimport { EVENTOS_INMUEBLE }",
    },
    {
      archivo: 'src/ui/esquemas.ts',
      ancla: '    ...RESULTADOS_COMANDO,\n  ])\n',
      por: '    ...RESULTADOS_COMANDO,\n  ], ASCENSOS_CONTRATO)\n',
    },
    {
      archivo: 'src/ui/esquemas.ts',
      ancla: 'import { EVENTOS_INMUEBLE }',
      por: "import { ASCENSOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v2/ascensos.ts'\nimport { EVENTOS_INMUEBLE }",
    },
  ],
}

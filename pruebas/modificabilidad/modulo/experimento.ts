import type { Experimento } from '../experimento.ts'

const MODULOS = 'src/api/modulos.ts'
const ERRORES = 'src/api/errores.ts'
const PARTICIPANTES = 'docs/participantes.json'

/** Un contexto entero: agregado, comando, consulta, tabla, evento público y rutas. */
export const modulo: Experimento = {
  nombre: 'modulo',
  titulo: 'Añadir un módulo entero',
  estimulo: 'la oficina quiere llevar sus proveedores de mantenimiento, que no son clientes',
  respuesta:
    'una carpeta con sus capas y una línea en cada lista de la composición; ningún otro módulo cambia',
  prueba: 'pruebas/integracion/proveedores.test.ts',
  suites: [
    'pruebas/catalogos.test.ts',
    'pruebas/participantes.test.ts',
    'src/api/politicas.test.ts',
    'pruebas/integracion/inmuebles.test.ts',
  ],
  catalogos: true,
  ediciones: [
    {
      archivo: MODULOS,
      ancla: 'import { abrirVuelos, COMANDOS_RESERVA,',
      por: "import { abrirProveedores, EVENTOS_PROVEEDOR } from '#modulos/proveedores/modulo.ts'\nimport { abrirVuelos, COMANDOS_RESERVA,",
    },
    {
      archivo: MODULOS,
      ancla: '    ...EVENTOS_CLIENTE,\n',
      por: '    ...EVENTOS_CLIENTE,\n    ...EVENTOS_PROVEEDOR,\n',
    },
    {
      archivo: MODULOS,
      ancla: '  const clientes = abrirClientes({ motor, pool })\n',
      por: '  const clientes = abrirClientes({ motor, pool })\n  const proveedores = abrirProveedores({ motor, pool })\n',
    },
    {
      archivo: MODULOS,
      ancla: '  return { inmuebles, clientes,',
      por: '  return { inmuebles, proveedores, clientes,',
    },
    {
      archivo: 'src/api/tablas.ts',
      ancla: 'import { MIGRACIONES_VUELOS }',
      por: "import { MIGRACIONES_PROVEEDORES } from '#modulos/proveedores/modulo.ts'\nimport { MIGRACIONES_VUELOS }",
    },
    {
      archivo: 'src/api/tablas.ts',
      ancla: '  MIGRACIONES_VUELOS,\n',
      por: '  MIGRACIONES_VUELOS,\n  MIGRACIONES_PROVEEDORES,\n',
    },
    {
      archivo: 'src/api/topicos.ts',
      ancla: "  'eventos-cliente',\n",
      por: "  'eventos-cliente',\n  'eventos-proveedor',\n",
    },
    {
      archivo: 'src/api/politicas.ts',
      ancla: '  CrearCliente: GESTIONAN,\n',
      por: '  CrearProveedor: GESTIONAN,\n  CrearCliente: GESTIONAN,\n',
    },
    {
      archivo: 'src/api/politicas.ts',
      ancla: '  ObtenerCliente: LEEN_Y_FIRMAN,\n',
      por: '  ObtenerProveedor: LEEN,\n  ObtenerCliente: LEEN_Y_FIRMAN,\n',
    },
    {
      archivo: ERRORES,
      ancla: 'import type { CodigoVuelos }',
      por: "import type { CodigoProveedores } from '#modulos/proveedores/modulo.ts'\nimport type { CodigoVuelos }",
    },
    { archivo: ERRORES, ancla: '  | CodigoClientes\n', por: '  | CodigoClientes\n  | CodigoProveedores\n' },
    {
      archivo: ERRORES,
      ancla: '  ClienteNoEncontrado: ficha(',
      por: "  ProveedorNoEncontrado: ficha(404, 'Proveedor no encontrado'),\n\n  ClienteNoEncontrado: ficha(",
    },
    {
      archivo: 'src/api/servicio.ts',
      ancla: "import { montarReservas } from './reservas.ts'\n",
      por: "import { montarProveedores } from './proveedores.ts'\nimport { montarReservas } from './reservas.ts'\n",
    },
    {
      archivo: 'src/api/servicio.ts',
      ancla: '  montarAeropuertos(app,',
      por: '  montarProveedores(app, { proveedores: modulos.proveedores, ejecutar })\n  montarAeropuertos(app,',
    },
    {
      archivo: 'docs/errores.md',
      ancla: '| `ClienteNoEncontrado` |',
      por: '| `ProveedorNoEncontrado` | 404 | No hay un proveedor con ese id. |\n| `ClienteNoEncontrado` |',
    },
    {
      archivo: PARTICIPANTES,
      ancla: '  {\n    "nombre": "api",\n',
      por: '  { "nombre": "proveedores", "servicio": "api", "produce": ["eventos-proveedor"], "consume": {} },\n  {\n    "nombre": "api",\n',
    },
    ...['auditoria', 'relevo'].map((nombre) => {
      const ancla = `    "nombre": "${nombre}",\n    "servicio": "api",\n    "produce": [],\n    "consume": {\n`
      return { archivo: PARTICIPANTES, ancla, por: `${ancla}      "eventos-proveedor": "todo",\n` }
    }),
  ],
}

import type { Experimento } from '../experimento.ts'

const QUERIES = 'src/modulos/inmuebles/aplicacion/queries.ts'
const PUERTOS = 'src/modulos/inmuebles/aplicacion/puertos.ts'
const MODULO = 'src/modulos/inmuebles/modulo.ts'
const VISTAS = 'src/modulos/inmuebles/infraestructura/vistas.ts'
const RUTAS = 'src/api/inmuebles.ts'
const IMPORTA = "import type { OcupacionDeInmueble } from './queries/ocupacion-de-inmueble.ts'\n"

/** Una pregunta nueva sobre datos que ya están. */
export const consulta: Experimento = {
  nombre: 'consulta',
  titulo: 'Añadir una consulta',
  estimulo: 'la página quiere ofrecer sólo las ciudades donde hay inmuebles',
  respuesta: 'un archivo por capa y una línea en cada tabla que el compilador completa; el dominio no cambia',
  prueba: 'pruebas/integracion/ciudades.test.ts',
  suites: ['src/api/politicas.test.ts', 'pruebas/integracion/inmuebles.test.ts'],
  ediciones: [
    {
      archivo: QUERIES,
      ancla: IMPORTA,
      por: `import type { ListarCiudades } from './queries/listar-ciudades.ts'\n${IMPORTA}`,
    },
    {
      archivo: QUERIES,
      ancla: '  | OcupacionDeInmueble\n',
      por: '  | OcupacionDeInmueble\n  | ListarCiudades\n',
    },
    {
      archivo: QUERIES,
      ancla: '  OcupacionDeInmueble: OcupacionDeUnInmueble\n',
      por: '  OcupacionDeInmueble: OcupacionDeUnInmueble\n  ListarCiudades: readonly CiudadConInmuebles[]\n',
    },
    {
      archivo: MODULO,
      ancla: "import { ocupacionDeInmueble } from './aplicacion/queries/ocupacion-de-inmueble.ts'\n",
      por: "import { listarCiudades } from './aplicacion/queries/listar-ciudades.ts'\nimport { ocupacionDeInmueble } from './aplicacion/queries/ocupacion-de-inmueble.ts'\n",
    },
    {
      archivo: MODULO,
      ancla: 'OcupacionDeInmueble: ocupacionDeInmueble(vistas),\n',
      por: 'OcupacionDeInmueble: ocupacionDeInmueble(vistas),\n      ListarCiudades: listarCiudades(vistas),\n',
    },
    {
      archivo: QUERIES,
      ancla: "import type { OcupacionDeUnInmueble } from './puertos.ts'\n",
      por: "import type { CiudadConInmuebles, OcupacionDeUnInmueble } from './puertos.ts'\n",
    },
    {
      archivo: PUERTOS,
      ancla: '/** Lecturas sobre las tablas, fuera de la unidad de trabajo. */\n',
      por: `export type CiudadConInmuebles = Readonly<{ ciudad: string; inmuebles: number }>

/** Lecturas sobre las tablas, fuera de la unidad de trabajo. */
`,
    },
    {
      archivo: PUERTOS,
      ancla:
        '  ocupacion(id: string, aFecha: FechaCivil | undefined): Promise<OcupacionDeUnInmueble | null>\n',
      por: '  ocupacion(id: string, aFecha: FechaCivil | undefined): Promise<OcupacionDeUnInmueble | null>\n  ciudades(): Promise<readonly CiudadConInmuebles[]>\n',
    },
    {
      archivo: VISTAS,
      ancla: "import { mapaInmuebles } from './mapa.ts'\n",
      por: "import { leerCiudades } from './ciudades.ts'\nimport { mapaInmuebles } from './mapa.ts'\n",
    },
    {
      archivo: VISTAS,
      ancla: '    porId: async (id) =>',
      por: '    ciudades: () => leerCiudades(pool),\n    porId: async (id) =>',
    },
    {
      archivo: 'src/api/politicas.ts',
      ancla: '  OcupacionDeInmueble: LEEN,\n',
      por: '  OcupacionDeInmueble: LEEN,\n  ListarCiudades: LEEN,\n',
    },
    {
      archivo: RUTAS,
      ancla:
        "    '/inmuebles/:id',\n    ruta({\n      operacion: 'ObtenerInmueble',\n      resumen: 'Un inmueble y quién lo ocupa hoy',",
      por: `    '/inmuebles/ciudades',
    ruta({
      operacion: 'ListarCiudades',
      resumen: 'Las ciudades con inmuebles, y cuántos en cada una',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarCiudades,
      entrada: {},
      exitos: { 200: { descripcion: 'Las ciudades', esquema: Ciudades } },
    }),
    async () => [...(await queries.ListarCiudades({ tipo: 'ListarCiudades' }))],
  )
  app.get(
    '/inmuebles/:id',
    ruta({
      operacion: 'ObtenerInmueble',
      resumen: 'Un inmueble y quién lo ocupa hoy',`,
    },
    {
      archivo: RUTAS,
      ancla: 'const Retiro = objeto({ motivo: Type.Optional(Motivo) })\n',
      por: `const Retiro = objeto({ motivo: Type.Optional(Motivo) })
const Ciudades = Type.Array(objeto({ ciudad: Type.String(), inmuebles: Type.Integer() }))
`,
    },
  ],
}

import type { Experimento } from '../experimento.ts'

/** Un servicio que nadie esperaba, sobre eventos que ya se publican. */
export const consumidor: Experimento = {
  nombre: 'consumidor',
  titulo: 'Añadir un servicio que consume eventos',
  estimulo: 'la oficina quiere saber cuántos contratos firma al mes y por cuánto, en un servicio aparte',
  respuesta: 'una carpeta y tres líneas que la unen; quien publica no cambia ni se entera',
  prueba: 'pruebas/integracion/estadisticas.test.ts',
  suites: ['pruebas/catalogos.test.ts', 'pruebas/integracion/suscripcion.test.ts'],
  catalogos: true,
  nucleo: 0,
  union: 3,
  ediciones: [
    {
      archivo: 'src/principal.ts',
      ancla: "import { abrirApi } from './api/servicio.ts'\n",
      por: "import { abrirApi } from './api/servicio.ts'\nimport { abrirEstadisticas } from './estadisticas/servicio.ts'\n",
    },
    {
      archivo: 'src/principal.ts',
      ancla: '  const decodificar = crearDecodificador()\n',
      por: '  pila.use(await abrirEstadisticas({ ...recursos, fuente }))\n  const decodificar = crearDecodificador()\n',
    },
    {
      archivo: 'package.json',
      ancla: '    "notificaciones": "node src/notificaciones/principal.ts",\n',
      por: '    "notificaciones": "node src/notificaciones/principal.ts",\n    "estadisticas": "node src/estadisticas/principal.ts",\n',
    },
    {
      archivo: 'docs/participantes.json',
      ancla: '  {\n    "nombre": "ui",\n',
      por: '  {\n    "nombre": "estadisticas",\n    "servicio": "estadisticas",\n    "produce": [],\n    "consume": { "eventos-contrato": "firmados por mes" }\n  },\n  {\n    "nombre": "ui",\n',
    },
  ],
}

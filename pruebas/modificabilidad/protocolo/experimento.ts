import type { Experimento } from '../experimento.ts'

const SERVICIO = 'src/api/servicio.ts'

/** Un comando que ya existe, por otra puerta. */
export const protocolo: Experimento = {
  nombre: 'protocolo',
  titulo: 'Servir un comando por otro protocolo',
  estimulo: 'el sistema de entregas sólo sabe JSON-RPC sobre un socket local, y quiere procesar contratos',
  respuesta:
    'un adaptador de entrada más, con la misma política y los mismos códigos; el caso de uso no cambia',
  prueba: 'pruebas/integracion/json-rpc.test.ts',
  suites: ['src/api/politicas.test.ts', 'pruebas/integracion/contratos.test.ts'],
  nucleo: 0,
  union: 3,
  ediciones: [
    {
      archivo: SERVICIO,
      ancla: "import { abrirLectores } from './lectores.ts'\n",
      por: "import { abrirJsonRpc } from './json-rpc.ts'\nimport { abrirLectores } from './lectores.ts'\n",
    },
    {
      archivo: SERVICIO,
      ancla:
        '  const partes = { config, nucleo, recursos, metricas, lectores, acceso, broker: broker.visto }\n',
      por: '  const partes = { config, nucleo, recursos, metricas, lectores, acceso, broker: broker.visto }\n  pila.use(await abrirJsonRpc(config.datos, { ...nucleo, reloj: recursos.reloj, ...acceso }))\n',
    },
  ],
}

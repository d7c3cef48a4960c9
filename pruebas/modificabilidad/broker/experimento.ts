import type { Experimento } from '../experimento.ts'

const BROKER = 'src/arranque/broker.ts'

/** De NATS a un diario de archivos en un disco compartido. */
export const broker: Experimento = {
  nombre: 'broker',
  titulo: 'Cambiar el broker',
  estimulo: 'la oficina no puede operar NATS y ofrece un disco compartido entre sus máquinas',
  respuesta:
    'dos adaptadores, `Publicador` y `Fuente`, elegidos por el esquema de `BROKER`; nadie más se entera',
  prueba: 'pruebas/conformidad/diario.test.ts',
  suites: ['pruebas/conformidad/publicador.test.ts', 'pruebas/integracion/relevo.test.ts', 'src/config'],
  nucleo: 0,
  ediciones: [
    {
      archivo: 'src/config/claves.ts',
      ancla:
        "BROKER: secreto('^(bitacora|(nats|kafka)://\\\\S+)$', '«bitacora» o una URL nats:// o kafka://'),",
      por: "BROKER: secreto('^(bitacora|(nats|kafka|diario)://\\\\S+)$', '«bitacora» o una URL nats://, kafka:// o diario://'),",
    },
    {
      archivo: 'src/config/config.ts',
      ancla: "  if (broker === undefined || broker === 'bitacora') return\n",
      por: "  if (broker === undefined || broker === 'bitacora' || broker.startsWith('diario:')) return\n",
    },
    {
      archivo: BROKER,
      ancla: "import { leerAjustesKafka } from '#seedwork/infraestructura/kafka/ajustes.ts'\n",
      por: "import { abrirFuenteDiario } from '#seedwork/infraestructura/diario/fuente.ts'\nimport { abrirPublicadorDiario, esDiario } from '#seedwork/infraestructura/diario/publicador.ts'\nimport { leerAjustesKafka } from '#seedwork/infraestructura/kafka/ajustes.ts'\n",
    },
    {
      archivo: BROKER,
      ancla: '/**\n * Prepara el broker que nombra `BROKER`',
      por: "/** En un diario nadie deja comandos de fuera. */\nconst abrirDiario = (url: string): Broker => ({\n  principal: 'diario',\n  publicador: () => abrirPublicadorDiario(url),\n  entrada: () => ({ estado: () => ({ sinVuelta: 0, motivo: null }), [Symbol.asyncDispose]: async () => {} }),\n  fuente: (respaldo) => abrirFuenteDiario({ url, respaldo }),\n})\n\n/**\n * Prepara el broker que nombra `BROKER`",
    },
    {
      archivo: BROKER,
      ancla: "  partes.url.startsWith('kafka:') ? abrirKafka(partes, pila) : abrirNats(partes, pila)",
      por: "  esDiario(partes.url)\n    ? abrirDiario(partes.url)\n    : partes.url.startsWith('kafka:')\n      ? abrirKafka(partes, pila)\n      : abrirNats(partes, pila)",
    },
  ],
}

import type { Experimento } from '../experimento.ts'

const API = 'src/api/broker.ts'
const FUENTE = 'src/arranque/fuente.ts'

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
      ancla: "BROKER: secreto('^(bitacora|nats://\\\\S+)$', '«bitacora» o una URL nats://'),",
      por: "BROKER: secreto('^(bitacora|(nats|diario)://\\\\S+)$', '«bitacora» o una URL nats:// o diario://'),",
    },
    {
      archivo: 'src/config/config.ts',
      ancla: "  if (broker === undefined || broker === 'bitacora') return\n",
      por: "  if (broker === undefined || broker === 'bitacora' || broker.startsWith('diario:')) return\n",
    },
    {
      archivo: API,
      ancla: "import { leerAjustesNats } from '#seedwork/infraestructura/nats/ajustes.ts'\n",
      por: "import { abrirPublicadorDiario, esDiario } from '#seedwork/infraestructura/diario/publicador.ts'\nimport { leerAjustesNats } from '#seedwork/infraestructura/nats/ajustes.ts'\n",
    },
    {
      archivo: API,
      ancla: "import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'\n",
      por: "import { abrirRelevo, type PublicadorConMemoria } from '#seedwork/infraestructura/relevo.ts'\n",
    },
    {
      archivo: API,
      ancla:
        'const ponerRelevo = (p: Partes, conexion: ConexionNats, pila: AsyncDisposableStack): LectorVigilado => {\n  const { pool, latido, fuente, registro, tropiezo, esquemas } = p\n  const nats = abrirPublicadorNats({ conexion, asuntos: ASUNTOS, espacioDe: esquemas.espacioDe })\n  const publicador = vigilarPublicador(nats, p.trazas, p.publicados)\n',
      por: 'const ponerRelevo = (p: Partes, abierto: PublicadorConMemoria, pila: AsyncDisposableStack): LectorVigilado => {\n  const { pool, latido, fuente, registro, tropiezo } = p\n  const publicador = vigilarPublicador(abierto, p.trazas, p.publicados)\n',
    },
    {
      archivo: API,
      ancla:
        '  const conexion = pila.use(\n    abrirConexionNats({\n      ...{ ajustes: leerAjustesNats(brokerUrl',
      por: "  if (esDiario(brokerUrl.revelar()))\n    return roles.includes('relevo') ? [ponerRelevo(p, abrirPublicadorDiario(brokerUrl.revelar()), pila)] : []\n  const conexion = pila.use(\n    abrirConexionNats({\n      ...{ ajustes: leerAjustesNats(brokerUrl",
    },
    {
      archivo: API,
      ancla: "  return [\n    ...(roles.includes('relevo') ? [ponerRelevo(p, conexion, pila)] : []),\n",
      por: "  const publicador = abrirPublicadorNats({ conexion, asuntos: ASUNTOS, espacioDe: p.esquemas.espacioDe })\n  return [\n    ...(roles.includes('relevo') ? [ponerRelevo(p, publicador, pila)] : []),\n",
    },
    {
      archivo: FUENTE,
      ancla: "import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'\n",
      por: "import { abrirFuenteDiario } from '#seedwork/infraestructura/diario/fuente.ts'\nimport { esDiario } from '#seedwork/infraestructura/diario/publicador.ts'\nimport { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'\n",
    },
    {
      archivo: FUENTE,
      ancla: '  const ajustes = leerAjustesNats(',
      por: '  const url = config.brokerUrl.revelar()\n  if (esDiario(url)) return repartir(pila.use(abrirFuenteDiario({ url, respaldo: porHttp() })), porHttp())\n  const ajustes = leerAjustesNats(',
    },
  ],
}

/** Un proceso o un módulo que escribe o lee mensajes públicos. */
export type Participante = Readonly<{
  nombre: string
  /** El servicio en el que corre: cada uno se despliega por separado. */
  servicio: 'api' | 'notificaciones' | 'ui' | 'fuera'
  /** Tópicos que escribe. */
  produce: readonly string[]
  /** Tópicos que lee, y para qué. */
  consume: Readonly<Record<string, string>>
  /** A qué reacciona en la misma transacción de quien lo emite. */
  reacciona?: readonly string[]
}>

const EVENTOS = ['eventos-contrato', 'eventos-inmueble', 'eventos-cliente', 'eventos-reserva'] as const
const COMANDOS = ['comandos-contrato', 'comandos-reserva'] as const

const todos = (topicos: readonly string[], para: string): Readonly<Record<string, string>> =>
  Object.fromEntries(topicos.map((t) => [t, para]))

/**
 * Quién produce y quién consume cada tópico: de aquí salen `/asyncapi.json`, `/eventos` y `docs/eventos.md`.
 * `pruebas/participantes.test.ts` lo compara con lo que cada lector lee de verdad.
 */
export const PARTICIPANTES: readonly Participante[] = [
  {
    ...{ nombre: 'contratos', servicio: 'api', produce: ['eventos-contrato'] },
    consume: {
      'comandos-contrato': 'ejecuta lo que se pidió para después',
      'eventos-contrato': 'apunta sus propias citas, en la misma transacción',
      'eventos-inmueble': 'copia el nombre y la zona de cada inmueble, en la misma transacción',
      'eventos-cliente': 'copia el nombre de cada cliente, en la misma transacción',
    },
    reacciona: [
      ...['InmuebleCreado', 'InmuebleActualizado', 'InmuebleRetirado', 'ClienteCreado', 'ClienteActualizado'],
      ...[
        'ContratoFirmado',
        'ContratoProrrogado',
        'ContratoProcesado',
        'OtrosiRegistrado',
        'IndicePublicado',
      ],
    ],
  },
  {
    ...{ nombre: 'inmuebles', servicio: 'api', produce: ['eventos-inmueble'] },
    consume: { 'eventos-contrato': 'ocupa y suelta inmuebles, en la misma transacción' },
    reacciona: ['ContratoFirmado', 'ContratoProrrogado', 'ContratoTerminado'],
  },
  {
    ...{ nombre: 'clientes', servicio: 'api', produce: ['eventos-cliente'] },
    consume: { 'eventos-reserva': 'las reservas de cada uno, en la misma transacción' },
    reacciona: ['ReservaCreada', 'ReservaAprobada', 'ReservaPagada', 'ReservaCancelada'],
  },
  {
    ...{ nombre: 'vuelos', servicio: 'api', produce: ['eventos-reserva'] },
    consume: {
      'comandos-reserva': 'ejecuta lo que se pidió para después',
      'eventos-reserva': 'apunta sus propias citas, en la misma transacción',
    },
    reacciona: ['ReservaCreada'],
  },
  {
    ...{ nombre: 'api', servicio: 'api', produce: [...COMANDOS, 'resultados-comando'] },
    consume: {},
  },
  {
    ...{ nombre: 'panel', servicio: 'api', produce: [] },
    consume: todos(['eventos-inmueble', 'eventos-contrato'], 'cifras y series del tablero'),
  },
  {
    ...{ nombre: 'busqueda', servicio: 'api', produce: [] },
    consume: todos(['eventos-cliente', 'eventos-inmueble', 'eventos-contrato'], 'búsqueda por prefijos'),
  },
  {
    ...{ nombre: 'auditoria', servicio: 'api', produce: [] },
    consume: todos([...EVENTOS, ...COMANDOS, 'resultados-comando'], 'cadena de huellas, sobre por sobre'),
  },
  {
    ...{ nombre: 'relevo', servicio: 'api', produce: [] },
    consume: todos(EVENTOS, 'los publica en el broker tal cual'),
  },
  {
    ...{ nombre: 'notificaciones', servicio: 'notificaciones', produce: [] },
    consume: {
      'eventos-contrato': 'correos',
      'eventos-cliente': 'copia el correo y el idioma de cada cliente',
      'eventos-inmueble': 'copia el nombre de cada inmueble',
      'eventos-reserva': 'correos',
    },
  },
  {
    ...{ nombre: 'ui', servicio: 'ui', produce: [] },
    consume: {
      ...todos(EVENTOS, 'la página en vivo'),
      ...todos(COMANDOS, 'la página en vivo, para quien opera'),
      'resultados-comando': 'el estado de los comandos de cada quien',
    },
  },
  { ...{ nombre: 'socios', servicio: 'fuera', produce: [...COMANDOS] }, consume: {} },
]

import pg from 'pg'

/** Lo que hace falta para hablar con la base. `esquema` va primero en `search_path`. */
export type OpcionesConexion = Readonly<{
  url: string
  esquema: string
  /** Nombre que se ve en `pg_stat_activity`. */
  nombre: string
  /** Lo que confirma no espera al disco: sólo para lo que puede perderse sin que nadie lo note. */
  sinEsperarDisco?: boolean
  /** Sólo sentencias preparadas que se repiten: un plan por sentencia y para siempre, sin volver a planear. */
  planFijo?: boolean
  /** Plazos en milisegundos. */
  plazos?: Readonly<{ sentencia?: number; inactivaEnTransaccion?: number; transaccion?: number }>
}>

/** Los tipos de PostgreSQL que leemos de forma exacta: ni `int8` en coma flotante ni fechas a medianoche local. */
const LECTORES = new Map<number, (texto: string) => unknown>([
  [20, BigInt],
  [1082, String],
  [1114, String],
  [1184, (texto) => Temporal.Instant.from(texto)],
  [1700, String],
  [600, String],
])

const tipos = {
  getTypeParser: (oid: number, formato?: string) =>
    LECTORES.get(oid) ?? pg.types.getTypeParser(oid, (formato ?? 'text') as 'text'),
}

/** Lee el texto de una columna según su tipo. */
export const leerColumna = (oid: number, texto: string): unknown => tipos.getTypeParser(oid)(texto)

const opcionesDeSesion = ({ esquema, planFijo, sinEsperarDisco, plazos = {} }: OpcionesConexion): string =>
  [
    `-c search_path=${esquema},public`,
    '-c TimeZone=UTC',
    '-c jit=off',
    `-c statement_timeout=${plazos.sentencia ?? 5_000}`,
    `-c idle_in_transaction_session_timeout=${plazos.inactivaEnTransaccion ?? 10_000}`,
    ...(planFijo ? ['-c plan_cache_mode=force_generic_plan'] : []),
    ...(sinEsperarDisco ? ['-c synchronous_commit=off'] : []),
  ].join(' ')

const configuracion = (opciones: OpcionesConexion): pg.ClientConfig => ({
  connectionString: opciones.url,
  application_name: opciones.nombre,
  options: opcionesDeSesion(opciones),
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  types: tipos as pg.CustomTypesConfig,
})

/** Anota el error de una conexión ociosa: sin quien lo escuche, tumbaría el proceso. */
export type AlFallar = (error: Error) => void

/** Abre un pool de lectura y escritura corriente. `maximo` conexiones. */
export const abrirPool = (opciones: OpcionesConexion & { maximo?: number; alFallar?: AlFallar }): pg.Pool => {
  const pool = new pg.Pool({
    ...configuracion(opciones),
    // Con la red a medio abrir el servidor no puede cortar; más que la transacción más larga de un lector.
    query_timeout: 35_000,
    max: opciones.maximo ?? 8,
    idleTimeoutMillis: 30_000,
  })
  pool.on('error', opciones.alFallar ?? (() => {}))
  // El pool sólo escucha a las ociosas, y a las demás una vez: un servidor que muere da dos errores
  // seguidos por conexión (el suyo y el corte), y el segundo tumbaría el proceso.
  pool.on('connect', (cliente) => cliente.on('error', () => {}))
  return pool
}

/** Conecta un cliente suelto. */
export const abrirCliente = async (
  opciones: OpcionesConexion & { alFallar?: AlFallar },
): Promise<pg.Client> => {
  const cliente = new pg.Client(configuracion(opciones))
  cliente.on('error', opciones.alFallar ?? (() => {}))
  await cliente.connect()
  const { transaccion } = opciones.plazos ?? {}
  // `transaction_timeout` existe desde PostgreSQL 17: corta también a quien se detuvo con media cola enviada.
  if (transaccion !== undefined)
    await cliente.query(
      `select set_config('transaction_timeout', $1, false) where current_setting('server_version_num')::int >= 170000`,
      [String(transaccion)],
    )
  return cliente
}

const DE_SISTEMA =
  /^(E(CONN(RESET|REFUSED|ABORTED)|PIPE|NOENT|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND)|EAI_AGAIN|ENOTFOUND)$/
const DEL_CLIENTE =
  /^(Query read timeout|Connection terminated|Connection ended|timeout expired|timeout exceeded|Client (was closed|has encountered))/

/** ¿Se perdió la conexión (y no sólo falló una sentencia)? Entonces el destino de un COMMIT no se sabe. */
export const esPerdidaDeConexion = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown }
  // 08: conexión; 57P: apagado o caída del servidor; 25P03/25P04: la sesión fue cortada por inactiva o larga.
  if (typeof code === 'string') return DE_SISTEMA.test(code) || /^(08|57P)|^25P0[34]$/.test(code)
  return typeof message === 'string' && DEL_CLIENTE.test(message)
}

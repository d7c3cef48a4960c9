import { ErrorArranque } from '../error-arranque.ts'

/** Lo que dice `BROKER=nats://…`: a quién se llama, con qué credencial y cómo es el flujo que se pide. */
export type AjustesNats = Readonly<{
  /** `anfitrión:puerto`, uno o varios del mismo grupo. */
  servidores: readonly string[]
  usuario: string | undefined
  clave: string | undefined
  /** Ficha única (`nats://ficha@…`). */
  ficha: string | undefined
  /** Archivo `.creds` (JWT y semilla). */
  credenciales: string | undefined
  tls: Readonly<{ ca?: string; certificado?: string; llave?: string }> | undefined
  replicas: number
  almacen: 'disco' | 'memoria'
  /** Lo que el broker guarda como mucho; 0, sin límite: la bitácora es la que manda. */
  dias: number
  megas: number
  /** En nombre de quién entran los comandos de fuera. */
  principal: string
}>

const FORMA = /^nats:\/\/(?:([^@/?#]*)@)?([^@/?#]+)\/?(?:\?([^#]*))?$/
const SERVIDOR = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:[\]]+)(?::\d{1,5})?$/

const MODOS: Readonly<Record<string, (valor: string) => boolean>> = {
  replicas: (v) => /^[1-5]$/.test(v),
  almacen: (v) => v === 'disco' || v === 'memoria',
  dias: (v) => /^\d{1,5}$/.test(v),
  megas: (v) => /^\d{1,9}$/.test(v),
  principal: (v) => /^[\w.@-]{1,64}$/.test(v),
  credenciales: (v) => v !== '',
  tls: (v) => v === 'si' || v === 'no',
  ca: (v) => v !== '',
  certificado: (v) => v !== '',
  llave: (v) => v !== '',
}

const partir = (url: string) => {
  const [, identidad = '', servidores = '', consulta = ''] = FORMA.exec(url) ?? []
  return { identidad, servidores: servidores.split(','), parametros: new URLSearchParams(consulta) }
}

/** Lo que no se entiende de una URL `nats://`, una falta por línea; nunca trae su valor. */
export const faltasNats = (url: string): string[] => {
  const { servidores, parametros } = partir(url)
  const faltas = servidores.every((s) => SERVIDOR.test(s))
    ? []
    : ['se espera nats://[usuario:clave@]anfitrión[:puerto][,otro…][?ajuste=valor]']
  for (const [nombre, valor] of parametros) {
    if (!MODOS[nombre]) faltas.push(`no hay un ajuste «${nombre}»; hay ${Object.keys(MODOS).join(', ')}`)
    else if (!MODOS[nombre](valor)) faltas.push(`el valor de «${nombre}» no sirve`)
  }
  if (parametros.has('certificado') !== parametros.has('llave'))
    faltas.push('«certificado» y «llave» van juntos')
  return faltas
}

const tlsDe = (parametros: URLSearchParams): AjustesNats['tls'] => {
  const dados = (['ca', 'certificado', 'llave'] as const).flatMap((nombre) => {
    const valor = parametros.get(nombre)
    return valor === null ? [] : [[nombre, valor] as const]
  })
  return dados.length > 0 || parametros.get('tls') === 'si' ? Object.fromEntries(dados) : undefined
}

/**
 * Lee `nats://[usuario:clave@]anfitrión:puerto[,otro…]?replicas=3&almacen=disco&dias=0&megas=0&tls=si&ca=…
 * &certificado=…&llave=…&credenciales=…&principal=externo`.
 * @throws {ErrorArranque} si algo no se entiende.
 */
export const leerAjustesNats = (url: string): AjustesNats => {
  const faltas = faltasNats(url)
  if (faltas.length > 0) throw new ErrorArranque(faltas.map((f) => `BROKER: ${f}`).join('\n'))
  const { identidad, servidores, parametros } = partir(url)
  const [nombre, clave] = identidad.split(':').map(decodeURIComponent)
  return {
    servidores,
    usuario: clave === undefined ? undefined : nombre,
    clave,
    ficha: clave === undefined && nombre ? nombre : undefined,
    credenciales: parametros.get('credenciales') ?? undefined,
    tls: tlsDe(parametros),
    replicas: Number(parametros.get('replicas') ?? 1),
    almacen: parametros.get('almacen') === 'memoria' ? 'memoria' : 'disco',
    dias: Number(parametros.get('dias') ?? 0),
    megas: Number(parametros.get('megas') ?? 0),
    principal: parametros.get('principal') ?? 'externo',
  }
}

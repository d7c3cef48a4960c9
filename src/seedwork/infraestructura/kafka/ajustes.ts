import { ErrorArranque } from '../error-arranque.ts'

/** Cómo se presenta ante el broker quien da usuario y clave. */
export type Mecanismo = 'plain' | 'scram-sha-256' | 'scram-sha-512'

/** Lo que dice `BROKER=kafka://…`: a quién se llama, con qué credencial y cómo son los tópicos que se piden. */
export type AjustesKafka = Readonly<{
  /** `anfitrión:puerto`, uno o varios del mismo grupo. */
  servidores: readonly string[]
  /** Sin usuario no hay SASL. */
  sasl: Readonly<{ mecanismo: Mecanismo; usuario: string; clave: string }> | undefined
  tls: Readonly<{ ca?: string; certificado?: string; llave?: string }> | undefined
  replicas: number
  /** Lo que el broker guarda de cada tópico como mucho; 0, sin límite: la bitácora es la que manda. */
  dias: number
  megas: number
  /** En nombre de quién entran los comandos de fuera. */
  principal: string
}>

const FORMA = /^kafka:\/\/(?:([^:@/?#]+):([^@/?#]*)@)?([^@/?#]+)\/?(?:\?([^#]*))?$/
const SERVIDOR = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:[\]]+)(?::\d{1,5})?$/
const PUERTO = 9092

const MODOS: Readonly<Record<string, RegExp>> = {
  replicas: /^[1-9]$/,
  dias: /^\d{1,5}$/,
  megas: /^\d{1,9}$/,
  sasl: /^(plain|scram-sha-256|scram-sha-512)$/,
  tls: /^(si|no)$/,
  ca: /./,
  certificado: /./,
  llave: /./,
  principal: /^[\w.@-]{1,64}$/,
}

const partir = (url: string) => {
  const [, usuario, clave, servidores = '', consulta = ''] = FORMA.exec(url) ?? []
  return { usuario, clave, servidores: servidores.split(','), dados: new URLSearchParams(consulta) }
}

const faltaDe = (nombre: string, valor: string): string[] => {
  const forma = MODOS[nombre]
  if (!forma) return [`no hay un ajuste «${nombre}»; hay ${Object.keys(MODOS).join(', ')}`]
  return forma.test(valor) ? [] : [`el valor de «${nombre}» no sirve`]
}

/** Lo que no se entiende de una URL `kafka://`, una falta por línea; nunca trae su valor. */
export const faltasKafka = (url: string): string[] => {
  const { usuario, servidores, dados } = partir(url)
  return [
    ...(servidores.every((s) => SERVIDOR.test(s))
      ? []
      : ['se espera kafka://[usuario:clave@]anfitrión[:puerto][,otro…][?ajuste=valor]']),
    ...[...dados].flatMap(([nombre, valor]) => faltaDe(nombre, valor)),
    ...(dados.has('certificado') === dados.has('llave') ? [] : ['«certificado» y «llave» van juntos']),
    ...(dados.has('sasl') && usuario === undefined ? ['«sasl» pide usuario y clave'] : []),
  ]
}

const tlsDe = (dados: URLSearchParams): AjustesKafka['tls'] => {
  const archivos = [...dados].filter(([nombre]) => ['ca', 'certificado', 'llave'].includes(nombre))
  return archivos.length > 0 || dados.get('tls') === 'si' ? Object.fromEntries(archivos) : undefined
}

const conPuerto = (servidor: string): string =>
  /:\d+$/.test(servidor) && !servidor.endsWith(']') ? servidor : `${servidor}:${PUERTO}`

/**
 * Lee `kafka://[usuario:clave@]anfitrión:puerto[,otro…]?replicas=3&dias=0&megas=0&sasl=scram-sha-512&tls=si
 * &ca=…&certificado=…&llave=…&principal=externo`.
 * @throws {ErrorArranque} si algo no se entiende.
 */
export const leerAjustesKafka = (url: string): AjustesKafka => {
  const faltas = faltasKafka(url)
  if (faltas.length > 0) throw new ErrorArranque(faltas.map((f) => `BROKER: ${f}`).join('\n'))
  const { usuario, clave = '', servidores, dados } = partir(url)
  return {
    servidores: servidores.map(conPuerto),
    // La clave no viaja: quien no cifra no la regala. PLAIN se pide a propósito.
    sasl:
      usuario === undefined
        ? undefined
        : {
            mecanismo: (dados.get('sasl') ?? 'scram-sha-512') as Mecanismo,
            usuario: decodeURIComponent(usuario),
            clave: decodeURIComponent(clave),
          },
    tls: tlsDe(dados),
    replicas: Number(dados.get('replicas') ?? 1),
    dias: Number(dados.get('dias') ?? 0),
    megas: Number(dados.get('megas') ?? 0),
    principal: dados.get('principal') ?? 'externo',
  }
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pg from 'pg'
import { ADMIN, type ApiPrueba, abrirApiPrueba, clienteNuevo, inmuebleNuevo } from '#pruebas/apoyo/api.ts'

/** Un extraño frente al sistema en marcha: ataque × respuesta. Ninguno entra, ninguno da 5xx, nada se escribe. */
let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba({ accesoPropio: true, limites: { fallosPorDireccion: 0 } })
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

const escrito = async (): Promise<number> =>
  Number((await sql.query<{ n: string }>('select count(*)::text as n from bitacora')).rows[0]?.n)

type Ataque = Readonly<{
  ruta?: string
  metodo?: string
  cabeceras?: Record<string, string>
  cuerpo?: string
}>

/** `fetch` no deja escribir `Host`, ni cuerpos en GET: esto sí. */
const atacar = async ({ ruta = '/clientes', metodo = 'POST', cabeceras = {}, cuerpo }: Ataque) => {
  const r = request(`${a.servicio.url}${ruta}`, { method: metodo, headers: cabeceras })
  r.on('error', () => {})
  r.end(cuerpo)
  const [respuesta] = await once(r, 'response')
  let texto = ''
  for await (const trozo of respuesta) texto += trozo
  return { estado: respuesta.statusCode as number, texto }
}

const JSON_ = { 'content-type': 'application/json' }
const cliente = () => JSON.stringify(clienteNuevo())
const con = (authorization: string) => ({ ...JSON_, authorization })
const dentro = con(`Bearer ${ADMIN}`)
const b64 = (valor: object) => Buffer.from(JSON.stringify(valor)).toString('base64url')
const jwt = (alg: string, firma = '') =>
  `${b64({ alg })}.${b64({ sub: 'x', roles: ['admin'] })}.${firma || 'AAAA'}`

const FUERA: readonly (readonly [string, number, () => Ataque])[] = [
  ['sin credencial', 401, () => ({ cabeceras: JSON_ })],
  ['una credencial inventada', 401, () => ({ cabeceras: con('Bearer inventada') })],
  ['otro esquema con la buena', 401, () => ({ cabeceras: con(`Basic ${ADMIN}`) })],
  ['la buena sin esquema', 401, () => ({ cabeceras: con(ADMIN) })],
  ['la buena y algo más', 401, () => ({ cabeceras: con(`Bearer ${ADMIN} x`) })],
  ['la buena en mayúsculas', 401, () => ({ cabeceras: con(`Bearer ${ADMIN.toUpperCase()}`) })],
  ['la buena en la URL', 401, () => ({ ruta: `/clientes?token=${ADMIN}`, cabeceras: JSON_ })],
  ['la buena en una galleta', 401, () => ({ cabeceras: { ...JSON_, cookie: `alpes_sesion_1=${ADMIN}` } })],
  [
    'una clave con forma y sin dueño',
    401,
    () => ({ cabeceras: con(`Bearer pk_0123456789abcdef_${'A'.repeat(43)}`) }),
  ],
  ['una clave con comillas de SQL', 401, () => ({ cabeceras: con(`Bearer pk_'or'1'='1_${'A'.repeat(43)}`) })],
  ['un JWT sin firma', 401, () => ({ cabeceras: con(`Bearer ${jwt('none')}`) })],
  ['un JWT simétrico', 401, () => ({ cabeceras: con(`Bearer ${jwt('HS256')}`) })],
  ['una credencial de 5 KiB', 401, () => ({ cabeceras: con(`Bearer ${'a'.repeat(5_000)}`) })],
  ['otro Host', 403, () => ({ cabeceras: { ...dentro, host: 'ajeno.example' } })],
  ['otro Origin', 403, () => ({ cabeceras: { ...dentro, origin: 'http://ajeno.example' } })],
  ['Origin opaco', 403, () => ({ cabeceras: { ...dentro, origin: 'null' } })],
  [
    'Host reenviado',
    401,
    () => ({ cabeceras: { ...JSON_, 'x-forwarded-host': 'localhost', 'x-forwarded-for': '127.0.0.1' } }),
  ],
  [
    'el método en un encabezado',
    405,
    () => ({ ruta: '/contratos', metodo: 'PUT', cabeceras: { ...dentro, 'x-http-method-override': 'POST' } }),
  ],
  [
    'otra ruta en un encabezado',
    404,
    () => ({
      ruta: '/nada',
      cabeceras: { ...dentro, 'x-original-url': '/clientes', 'x-rewrite-url': '/clientes' },
    }),
  ],
  [
    'subir por la ruta',
    404,
    () => ({ metodo: 'GET', ruta: '/contratos/%2e%2e%2fclaves', cabeceras: dentro, cuerpo: '' }),
  ],
]

const larga = 'a'.repeat(1_000_000)
const honda = `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`
const alta = (extra: object) => JSON.stringify(clienteNuevo(extra))

const DENTRO: readonly (readonly [string, number, () => Ataque])[] = [
  ['un cuerpo de 1 MB', 413, () => ({ cabeceras: dentro, cuerpo: larga })],
  ['dos mil niveles', 400, () => ({ cabeceras: dentro, cuerpo: honda })],
  ['__proto__', 400, () => ({ cabeceras: dentro, cuerpo: '{"__proto__":{"roles":["admin"]}}' })],
  ['constructor', 400, () => ({ cabeceras: dentro, cuerpo: '{"constructor":{"prototype":{}}}' })],
  ['claves repetidas', 400, () => ({ cabeceras: dentro, cuerpo: '{"nombre":"a","nombre":"b"}' })],
  ['una propiedad de más', 422, () => ({ cabeceras: dentro, cuerpo: alta({ version: 9 }) })],
  ['NUL en un nombre', 422, () => ({ cabeceras: dentro, cuerpo: alta({ nombre: 'a\u0000b' }) })],
  ['CR y LF en un nombre', 422, () => ({ cabeceras: dentro, cuerpo: alta({ nombre: 'a\r\nBcc: x@y.co' }) })],
  ['texto que se escribe al revés', 422, () => ({ cabeceras: dentro, cuerpo: alta({ nombre: 'a\u202eb' }) })],
  [
    'medio sustituto',
    422,
    () => ({
      cabeceras: dentro,
      cuerpo: '{"nombre":"\\ud800","tipo":"empresa","documento":{"tipo":"OTRO","numero":"1"}}',
    }),
  ],
  ...[
    'a@b.co\r\nBcc: x@y.co',
    'a@b.co,c@d.co',
    'a@b.co>',
    '"a\r\n"@b.co',
    `${'a'.repeat(300)}@b.co`,
    'a@b,c@d',
  ].map(
    (correo) =>
      [
        `correo ${JSON.stringify(correo).slice(0, 30)}`,
        422,
        () => ({ cabeceras: dentro, cuerpo: alta({ correo }) }),
      ] as const,
  ),
  [
    'SQL en un filtro',
    200,
    () => ({
      metodo: 'GET',
      ruta: `/contratos?q=${encodeURIComponent("'; drop table contratos; --")}`,
      cabeceras: dentro,
    }),
  ],
  [
    'SQL en el orden',
    422,
    () => ({ metodo: 'GET', ruta: '/contratos?orden=id;drop:asc', cabeceras: dentro }),
  ],
  [
    'un cursor forjado',
    422,
    () => ({ metodo: 'GET', ruta: `/contratos?cursor=${'A'.repeat(60)}`, cabeceras: dentro }),
  ],
  [
    'una página enorme',
    422,
    () => ({ metodo: 'GET', ruta: '/contratos?limite=1000000000', cabeceras: dentro }),
  ],
  [
    'un Alpes-Origen ajeno',
    400,
    () => ({ cabeceras: { ...dentro, 'alpes-origen': 'sistema' }, cuerpo: cliente() }),
  ],
  [
    'una clave de idempotencia sin fin',
    400,
    () => ({ cabeceras: { ...dentro, 'idempotency-key': 'a'.repeat(256) }, cuerpo: cliente() }),
  ],
  [
    'una URL de 9 KiB',
    414,
    () => ({ metodo: 'GET', ruta: `/contratos?q=${'a'.repeat(9_000)}`, cabeceras: dentro }),
  ],
  [
    'encabezados de 20 KiB',
    431,
    () => ({ cabeceras: { ...dentro, 'x-a': 'a'.repeat(20_000) }, cuerpo: cliente() }),
  ],
]

const intentar = async (esperado: number, ataque: Ataque): Promise<void> => {
  const antes = await escrito()
  const { estado, texto } = await atacar(ataque)
  assert.equal(estado, esperado, texto.slice(0, 200))
  assert.doesNotMatch(texto, /node_modules|\.ts:|select .* from|insert into/i)
  assert.equal(await escrito(), antes, 'no se escribió nada')
}

describe('S4: un extraño no entra', () => {
  for (const [nombre, estado, ataque] of FUERA)
    test(`${nombre}: ${estado}`, () => intentar(estado, { cuerpo: cliente(), ...ataque() }))
})

describe('desde dentro tampoco se fuerza', () => {
  for (const [nombre, estado, ataque] of DENTRO)
    test(`${nombre}: ${estado}`, () => intentar(estado, ataque()))
})

test('el ataque de control —el mismo, bien hecho— sí entra: la tabla no miente', async () => {
  const antes = await escrito()
  assert.equal((await atacar({ cabeceras: dentro, cuerpo: cliente() })).estado, 201)
  assert.equal(await escrito(), antes + 1)
})

test('S10: una celda de CSV no se vuelve fórmula', async () => {
  const trio = { id_propiedad: '', id_compania: '', id_inquilino: '' }
  const crear = async (ruta: string, cuerpo: object) =>
    (await a.pedir(`POST ${ruta}`, { cuerpo })).cuerpo.id as string
  trio.id_propiedad = await crear('/inmuebles', inmuebleNuevo({ nombre: '=HYPERLINK("http://x")' }))
  trio.id_compania = await crear('/clientes', clienteNuevo({ nombre: '+cmd' }))
  trio.id_inquilino = await crear('/clientes', clienteNuevo({ nombre: '@suma' }))
  const fechas = { fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31', monto: '1250000', moneda: 'COP' }
  assert.ok(await crear('/contratos', { ...trio, ...fechas }))
  const { texto } = await a.pedir('GET /contratos', { encabezados: { accept: 'text/csv' } })
  assert.match(texto, /HYPERLINK/)
  assert.doesNotMatch(texto, /(^|[;,\r\n]|[;,\r\n]")[=+@]/)
})

test('S8: dos mil ataques no dejan memoria ocupada', async () => {
  setFlagsFromString('--expose-gc')
  const limpiar = runInNewContext('gc') as () => void
  const tanda = async (n: number) => {
    for (let i = 0; i < n; i += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, j) =>
          atacar({
            cabeceras: j % 2 ? dentro : con(`Bearer pk_${i}-${j}`),
            cuerpo: j % 4 === 1 ? '{"nombre":1}' : '{',
          }),
        ),
      )
    limpiar()
    return process.memoryUsage().heapUsed
  }
  const base = await tanda(500)
  const final = await tanda(2_000)
  assert.ok(final - base < 32 * 1024 * 1024, `creció ${Math.round((final - base) / 1024)} KiB`)
  assert.equal((await a.pedir('GET /readyz')).estado, 200)
})

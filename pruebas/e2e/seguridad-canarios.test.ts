import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import pg from 'pg'
import pino from 'pino'
import { leerConfig } from '#config/config.ts'
import { ADMIN, type ApiPrueba, abrirApiPrueba, clienteNuevo } from '#pruebas/apoyo/api.ts'

/** S12: secretos plantados que no pueden aparecer en ninguna salida. */
const CANARIO = 'canario-7f3a9c51'
const { privateKey } = generateKeyPairSync('ed25519')
const LLAVE = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')

const ENTORNO = {
  SMTP_URL: `smtp://oficina:${CANARIO}-smtp@127.0.0.1:2525`,
  AUDITORIA_LLAVE: LLAVE,
  NIVEL_REGISTRO: 'trace',
}

const lineas: string[] = []
const contestado: string[] = []
const secretos: string[] = [`${CANARIO}-`, LLAVE, ADMIN]
let a: ApiPrueba
let sql: pg.Client

before(async () => {
  const registro = pino({ level: 'trace' }, { write: (linea: string) => void lineas.push(linea) })
  a = await abrirApiPrueba({ accesoPropio: true, entorno: ENTORNO, registro })
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

const pedir: ApiPrueba['pedir'] = async (operacion, peticion) => {
  const r = await a.pedir(operacion, peticion)
  contestado.push(`${operacion} ${r.estado} ${JSON.stringify([...r.encabezados])} ${r.texto}`)
  return r
}

/** Todo lo guardado, fila por fila, como texto. */
const guardado = async (): Promise<string> => {
  const { rows } = await sql.query<{ tabla: string }>(
    `select format('%I.%I', schemaname, tablename) as tabla from pg_tables where schemaname = 'alpes'`,
  )
  assert.ok(rows.length > 15, 'hay tablas que mirar')
  const textos: string[] = []
  for (const { tabla } of rows)
    for (const fila of (await sql.query<{ fila: string }>(`select t::text as fila from ${tabla} t`)).rows)
      textos.push(`${tabla}: ${fila.fila}`)
  return textos.join('\n')
}

const usar = async (credencial: string): Promise<void> => {
  await pedir('GET /contratos', { credencial })
  await pedir('GET /no-existe', { credencial })
  await pedir('POST /clientes', { credencial, cuerpo: clienteNuevo() })
  await pedir('POST /clientes', { credencial, cuerpo: '{"nombre":' })
  await pedir('POST /inmuebles', { credencial, cuerpo: { nombre: 1 } })
  await pedir('DELETE /contratos/0197a2d4-5c1e-7b3a-9f00-3d2b1a4c5e6f', { credencial })
  await pedir('GET /claves', { credencial })
  await pedir('GET /sesion', { credencial })
}

test('S12: los secretos plantados no salen por ninguna parte', async () => {
  const creada = await a.pedir('POST /claves', {
    cuerpo: { nombre: 'uso', roles: ['gestor'], motivo: 'prueba' },
  })
  const { id, clave } = creada.cuerpo as { id: string; clave: string }
  const jwt = `eyJhbGciOiJub25lIn0.${Buffer.from(`{"sub":"${CANARIO}-jwt"}`).toString('base64url')}.x`
  secretos.push(clave, clave.slice(-43), jwt, jwt.split('.')[1] ?? '')
  for (const credencial of [ADMIN, clave, `${clave}x`, jwt, `${CANARIO}-inventada`]) await usar(credencial)

  // Un defecto nuestro, con su pila en el registro: tampoco ahí.
  await sql.query('alter table claves rename column huella to otra')
  await a.pedir(`DELETE /claves/${id}`, { cuerpo: { motivo: 'rota' } })
  const rota = await pedir('GET /contratos', { credencial: clave })
  assert.equal(rota.estado, 500, rota.texto)
  await sql.query('alter table claves rename column otra to huella')

  const config = leerConfig({ ...ENTORNO, ALPES_TOKEN: `${CANARIO}-token-largo`, BASE_DATOS_URL: a.base.url })
  const metricas = await (await fetch(`http://127.0.0.1:${a.servicio.puertoMetricas}/metrics`)).text()
  const salidas = {
    registro: lineas.join(''),
    respuestas: contestado.join('\n'),
    metricas,
    base: await guardado(),
    config: `${JSON.stringify(config)} ${inspect(config, { depth: 9, showHidden: true })} ${config.token}`,
  }
  assert.match(salidas.registro, /acceso negado/)
  assert.match(salidas.registro, /error interno/)
  assert.match(salidas.metricas, /http/)
  for (const [salida, texto] of Object.entries(salidas))
    for (const secreto of secretos)
      assert.ok(!texto.includes(secreto), `${secreto.slice(0, 12)}… en ${salida}`)
})

test('S12: un secreto mal escrito se rechaza sin repetirlo, y por archivo se lee igual', () => {
  for (const [nombre, valor] of [
    ['ALPES_TOKEN', `${CANARIO} con espacio`],
    ['BASE_DATOS_URL', `mysql://u:${CANARIO}@h/b`],
    ['SMTP_URL', `http://u:${CANARIO}@h`],
    ['AUDITORIA_LLAVE', CANARIO],
    ['BROKER', `amqp://u:${CANARIO}@h`],
  ] as const)
    assert.throws(
      () => leerConfig({ [nombre]: valor }),
      (error: Error) => error.message.startsWith(`${nombre}:`) && !inspect(error).includes(CANARIO),
      nombre,
    )
})

test('S13: lo que se anota de una petición no puede partir la línea ni fingir otra', async () => {
  lineas.length = 0
  await pedir('GET /contratos?q=%0a%7B%22level%22:60,%22msg%22:%22falsa%22%7D', { credencial: 'mala' })
  assert.ok(lineas.length > 0)
  for (const linea of lineas) {
    assert.equal(linea.trimEnd().split('\n').length, 1)
    assert.notEqual((JSON.parse(linea) as { msg: string }).msg, 'falsa')
  }
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmod, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { abrirAuditoria, prepararPuntos } from '#modulos/auditoria/modulo.ts'
import { abrirSala, llaveNueva, type Sala } from '#pruebas/apoyo/auditoria.ts'
import { TOPICO } from '#pruebas/apoyo/bitacora.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'

const claves = (cuantas: number): string[] => Array.from({ length: cuantas }, () => randomUUID())

/** Tres puntos: en 5, 10 y 15; y dos mensajes encadenados que ninguno cubre. */
const conTresPuntos = async (): Promise<Sala> => {
  const sala = await abrirSala()
  for (let i = 0; i < 3; i++) {
    await sala.taller.escribir(TOPICO, claves(5))
    await sala.sellar()
  }
  await sala.taller.escribir(TOPICO, claves(2))
  await sala.encadenar()
  return sala
}

const rehacer = async (sala: Sala, sql: string) => {
  await sala.taller.pool.query(`${sql}; delete from auditoria; delete from suscripciones`)
  await sala.encadenar()
}

test('los puntos se numeran, se encadenan, se firman y quedan de sólo lectura, con la llave pública al lado', async () => {
  await using sala = await conTresPuntos()
  assert.deepEqual(await sala.puntos(), ['000000000001.json', '000000000002.json', '000000000003.json'])
  assert.equal((await stat(path.join(sala.carpeta, '000000000002.json'))).mode & 0o777, 0o444)
  assert.match(await readFile(path.join(sala.carpeta, 'llave-publica.pem'), 'utf8'), /BEGIN PUBLIC KEY/)
  const { integra, puntos, topicos } = await sala.verificar()
  assert.deepEqual([integra, puntos?.total, puntos?.ultimo?.numero, puntos?.falla], [true, 3, 3, null])
  assert.equal(topicos[0]?.posicion, 17)
  assert.deepEqual(sala.errores, [])
})

test('sin nada nuevo no se firma otro punto', async () => {
  await using sala = await conTresPuntos()
  await sala.sellar()
  await sala.sellar()
  assert.equal((await sala.puntos()).length, 4)
})

test('por entradas: con el lector en marcha se firma sin esperar a cerrar', async () => {
  await using sala = await abrirSala()
  const puntos = await prepararPuntos({
    destino: sala.carpeta,
    llave: llaveNueva(),
    archivo: '/no-se-usa',
    ritmo: { entradas: 3, minutos: 60 },
  })
  const auditoria = abrirAuditoria({
    pool: sala.taller.pool,
    fuente: abrirFuenteBitacora({ pool: sala.taller.pool, escucha: sala.taller.url }),
    registro: sinRegistro,
    topicos: [TOPICO],
    puntos,
    sondeo: 10,
  })
  await using _encadenador = auditoria.consumidores.abrirEncadenador()
  await sala.taller.escribir(TOPICO, claves(1))
  await esperarQue('el primero', async () => (await sala.puntos().catch(() => [])).length === 1)
  await sala.taller.escribir(TOPICO, claves(4))
  await esperarQue('el segundo', async () => (await sala.puntos()).length === 2)
})

const REESCRITURAS: readonly [nombre: string, sql: string, posicion: number][] = [
  ['un campo', `update bitacora set actor = 'otro' where posicion = 7`, 10],
  [
    'un borrado con todo corrido',
    `delete from bitacora where posicion = 2; update bitacora set posicion = posicion + 1000 where posicion > 2;
     update bitacora set posicion = posicion - 1001 where posicion > 1000; update cabezas set posicion = 16`,
    5,
  ],
  [
    'una inserción con todo corrido',
    `update bitacora set posicion = posicion + 1000 where posicion > 11;
     update bitacora set posicion = posicion - 999 where posicion > 1000;
     insert into bitacora select topico, 12, gen_random_uuid(), tipo, version_esquema, clave, version_agregado,
       ocurrido_en, guardado_en, actor, origen, correlacion, causacion, traceparent, servicio, contenido
       from bitacora where posicion = 3;
     update cabezas set posicion = 18`,
    15,
  ],
  [
    'dos en otro orden',
    `update bitacora set posicion = posicion + 1000 where posicion in (8, 9);
     update bitacora set posicion = 1017 - posicion where posicion > 1000`,
    10,
  ],
  ['todo', `update bitacora set actor = 'otro'`, 5],
]

for (const [nombre, sql, posicion] of REESCRITURAS)
  test(`una reescritura con la cadena rehecha se nota contra los puntos: ${nombre}`, async () => {
    await using sala = await conTresPuntos()
    await rehacer(sala, sql)
    const { integra, topicos, puntos } = await sala.verificar()
    assert.equal(integra, false)
    assert.deepEqual(
      [topicos[0]?.falla?.causa, topicos[0]?.falla?.posicion],
      ['PuntoDeControlDistinto', posicion],
    )
    assert.match(topicos[0]?.falla?.detalle ?? '', new RegExp(`entre ${posicion - 4} y ${posicion}$`))
    assert.equal(puntos?.falla, null)
  })

for (const [hasta, causa] of [
  [12, 'CadenaTruncada'],
  [0, 'CadenaTruncada'],
] as const)
  test(`un final cortado en ${hasta}, detrás del último punto, se nota aunque todo lo demás concuerde`, async () => {
    await using sala = await conTresPuntos()
    await rehacer(
      sala,
      `delete from bitacora where posicion > ${hasta}; update cabezas set posicion = ${hasta}`,
    )
    const [cadena] = (await sala.verificar()).topicos
    assert.deepEqual([cadena?.falla?.causa, cadena?.falla?.posicion], [causa, hasta + 1])
  })

test('S11: con la cadena reescrita no se firma ningún punto más, y se dice', async () => {
  await using sala = await conTresPuntos()
  await rehacer(sala, `update bitacora set actor = 'otro' where posicion = 9`)
  await sala.taller.escribir(TOPICO, claves(5))
  await sala.sellar()
  assert.equal((await sala.puntos()).length, 3)
  assert.match(sala.errores.join(), /ya no pasa por el punto 3/)
})

test('cualquier reescritura de un mensaje cubierto se nota', async () => {
  await using sala = await conTresPuntos()
  await sala.taller.pool.query('create table copia as table bitacora')
  const campos = ['actor', 'tipo', 'correlacion', 'servicio', 'origen']
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 15 }),
      fc.constantFrom(...campos),
      fc.stringMatching(/^[a-z]{1,8}\d$/),
      async (posicion, campo, valor) => {
        await rehacer(
          sala,
          `delete from bitacora; insert into bitacora select * from copia;
           update bitacora set ${campo} = '${valor}' where posicion = ${posicion}`,
        )
        const { integra, topicos } = await sala.verificar()
        assert.equal(integra, false)
        assert.equal(topicos[0]?.falla?.posicion, Math.ceil(posicion / 5) * 5)
      },
    ),
    { numRuns: 15 },
  )
})

const archivo = (sala: Sala, n: number): string => path.join(sala.carpeta, `00000000000${n}.json`)
const reescribir = async (sala: Sala, n: number, cambio: (texto: string) => string): Promise<void> => {
  await chmod(archivo(sala, n), 0o644)
  await writeFile(archivo(sala, n), cambio(await readFile(archivo(sala, n), 'utf8')))
}

const FALSOS: readonly [
  nombre: string,
  falsear: (s: Sala) => Promise<void>,
  numero: number,
  causa: string,
][] = [
  ['falta uno en medio', (s) => unlink(archivo(s, 2)), 2, 'PuntoAusente'],
  ['faltan los primeros', (s) => unlink(archivo(s, 1)), 1, 'PuntoAusente'],
  [
    'otra posición',
    (s) => reescribir(s, 2, (t) => t.replace('"posicion": 10', '"posicion": 11')),
    2,
    'FirmaInvalida',
  ],
  ['otro hash', (s) => reescribir(s, 3, (t) => t.replace(/"hash": "./, '"hash": "z')), 3, 'FirmaInvalida'],
  ['otra fecha', (s) => reescribir(s, 1, (t) => t.replace(/"en": "20/, '"en": "19')), 1, 'FirmaInvalida'],
  ['un espacio', (s) => reescribir(s, 1, (t) => `${t} `), 1, 'PuntoAlterado'],
  ['no es JSON', (s) => reescribir(s, 3, () => '{'), 3, 'PuntoAlterado'],
  [
    'uno por otro',
    async (s) => {
      const tercero = await readFile(archivo(s, 3), 'utf8')
      await reescribir(s, 2, () => tercero)
    },
    2,
    'PuntoAlterado',
  ],
  [
    'otra llave',
    (s) => reescribir(s, 2, (t) => t.replace(/"llave": "[0-9a-f]{4}/, '"llave": "0000')),
    2,
    'LlaveDistinta',
  ],
]

for (const [nombre, falsear, numero, causa] of FALSOS)
  test(`un punto falseado se nombra: ${nombre}`, async () => {
    await using sala = await conTresPuntos()
    await falsear(sala)
    const { integra, puntos } = await sala.verificar()
    assert.equal(integra, false)
    assert.deepEqual([puntos?.falla?.numero, puntos?.falla?.causa], [numero, causa])
  })

test('la llave se crea una vez, sólo para su dueño, y vale también de los ajustes', async () => {
  await using sala = await abrirSala()
  const archivoLlave = path.join(path.dirname(sala.carpeta), 'llave')
  const preparar = (llave?: string) =>
    prepararPuntos({
      destino: sala.carpeta,
      llave,
      archivo: archivoLlave,
      ritmo: { entradas: 1, minutos: 1 },
    })
  const primera = (await preparar()).llave
  assert.equal((await preparar()).llave.huella, primera.huella)
  assert.equal((await stat(archivoLlave)).mode & 0o777, 0o600)
  const pem = await readFile(archivoLlave, 'utf8')
  const base64 = pem.replaceAll(/-----[^-]+-----|\s/g, '')
  for (const texto of [pem, base64, pem.replaceAll('\n', String.raw`\n`)])
    assert.equal((await preparar(texto)).llave.huella, primera.huella)
  await chmod(archivoLlave, 0o644)
  await assert.rejects(preparar(), /otros usuarios pueden leer/)
})

test('una llave que no es Ed25519 no vale, y el error no la muestra', async () => {
  await using sala = await abrirSala()
  for (const llave of ['MC4CAQAwBQYDK2VwBCIEIcanario', llaveNueva('x25519')])
    await assert.rejects(
      prepararPuntos({ destino: sala.carpeta, llave, archivo: '/x', ritmo: { entradas: 1, minutos: 1 } }),
      (e: Error) =>
        /AUDITORIA_LLAVE/.test(e.message) && !e.message.includes('canario') && e.cause === undefined,
    )
})

test('los puntos también van a una URL, con su credencial; si no contesta, la verificación lo dice', async () => {
  const guardados = new Map<string, string>()
  const servidor = createServer((peticion, respuesta) => {
    const { method, url = '', headers } = peticion
    const credencial = Buffer.from('ana:clave secreta').toString('base64')
    if (headers.authorization !== `Basic ${credencial}`) return respuesta.writeHead(401).end()
    if (method === 'GET') {
      const texto = guardados.get(url)
      return texto === undefined ? respuesta.writeHead(404).end() : respuesta.end(texto)
    }
    if (headers['if-none-match'] !== '*') return respuesta.writeHead(400).end()
    if (guardados.has(url)) return respuesta.writeHead(412).end()
    let cuerpo = ''
    peticion.on('data', (t) => {
      cuerpo += t
    })
    return peticion.on('end', () => {
      guardados.set(url, cuerpo)
      respuesta.writeHead(201).end()
    })
  })
  await new Promise<void>((listo) => servidor.listen(0, '127.0.0.1', listo))
  const { port } = servidor.address() as AddressInfo
  const destino = `http://ana:clave%20secreta@127.0.0.1:${port}/testigo`
  await using sala = await abrirSala({ destino, llave: llaveNueva() })
  for (let i = 0; i < 3; i++) {
    await sala.taller.escribir(TOPICO, claves(2))
    await sala.sellar()
  }
  assert.deepEqual([...guardados.keys()].sort(), [
    '/testigo/000000000001.json',
    '/testigo/000000000002.json',
    '/testigo/000000000003.json',
    '/testigo/llave-publica.pem',
  ])
  const bien = await sala.verificar()
  assert.deepEqual([bien.integra, bien.puntos?.destino, bien.puntos?.total], [true, 'url', 3])
  guardados.delete('/testigo/000000000003.json')
  servidor.closeAllConnections()
  await new Promise((cerrado) => servidor.close(cerrado))
  const mal = await sala.verificar()
  assert.deepEqual([mal.integra, mal.puntos?.falla?.causa], [false, 'DestinoInaccesible'])
})

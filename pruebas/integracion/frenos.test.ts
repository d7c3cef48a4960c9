import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { abrirApiPrueba, esProblema } from '#pruebas/apoyo/api.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirFrenos, MIGRACIONES_FRENOS } from '#seedwork/infraestructura/frenos/frenos.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'

/** Sin relleno que se note y con vueltas sólo cuando la prueba las pide. */
const LENTO = { porSegundo: 1e-6, rafaga: 5 }
const NUNCA = 2 ** 30

let base: BasePrueba
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  pool = new pg.Pool({ connectionString: base.url })
  await migrar({ pool, esquema: 'public', ...MIGRACIONES_FRENOS })
})
after(async () => {
  await pool.end()
  await base[Symbol.asyncDispose]()
})

const abrir = (p = pool, registro: Registro = sinRegistro) => {
  const frenos = abrirFrenos({ pool: p, registro, cada: NUNCA })
  return {
    freno: frenos.hacer('principales', LENTO),
    frenos,
    [Symbol.asyncDispose]: () => frenos[Symbol.asyncDispose](),
  }
}

const gastar = (freno: { tomar(llave: string): number }, llave: string): number => {
  let tomadas = 0
  while (freno.tomar(llave) === 0) tomadas++
  return tomadas
}

describe('S9: frenos entre procesos', () => {
  test('lo que uno deja pasar se descuenta en los demás, una vez', async () => {
    await using uno = abrir()
    await using otro = abrir()
    assert.deepEqual([uno.freno.tomar('ana'), uno.freno.tomar('ana')], [0, 0])
    await uno.frenos.darVuelta()
    for (let i = 0; i < 3; i++) await otro.frenos.darVuelta()
    assert.equal(gastar(otro.freno, 'ana'), 3)
    assert.equal(gastar(otro.freno, 'beto'), 5, 'a otra llave no le toca')
    await otro.frenos.darVuelta()
    await uno.frenos.darVuelta()
    assert.ok(uno.freno.tomar('ana') > 0 && uno.freno.tomar('beto') > 0)
  })

  test('entre dos vueltas pasan de más los dos, y después lo pagan', async () => {
    await using uno = abrir()
    await using otro = abrir()
    assert.deepEqual([gastar(uno.freno, 'caro'), gastar(otro.freno, 'caro')], [5, 5])
    const antes = uno.freno.falta('caro')
    await otro.frenos.darVuelta()
    await uno.frenos.darVuelta()
    assert.ok(uno.freno.falta('caro') > antes + 50, 'queda a deber lo del otro')
  })

  test('quien llega después cuenta con lo que ya se tomó', async () => {
    await using uno = abrir()
    assert.equal(gastar(uno.freno, 'dora'), 5)
    await uno.frenos.darVuelta()
    await using nuevo = abrir()
    await nuevo.frenos.darVuelta()
    assert.ok(nuevo.freno.tomar('dora') > 0)
  })

  test('sin base, cada uno sigue con el suyo; lo dice una vez, y cuando vuelve', async () => {
    const dicho: string[] = []
    const anotar = (_: unknown, texto?: string) => void dicho.push(texto ?? String(_))
    const registro = { ...sinRegistro, info: anotar, warn: anotar } as Registro
    let caida = true
    const query = (...args: Parameters<pg.Pool['query']>) =>
      caida ? Promise.reject(new Error('no hay base')) : pool.query(...args)
    await using uno = abrir({ query } as unknown as pg.Pool, registro)
    assert.equal(gastar(uno.freno, 'eva'), 5)
    await uno.frenos.darVuelta()
    await uno.frenos.darVuelta()
    assert.ok(uno.freno.tomar('eva') > 0, 'el suyo no se quita')
    caida = false
    await uno.frenos.darVuelta()
    assert.equal(dicho.length, 2, dicho.join('\n'))
    assert.match(dicho[0]!, /cada proceso sigue con los suyos/)
    assert.match(dicho[1]!, /vuelven a contar/)
  })

  test('lo viejo se barre', async () => {
    await using uno = abrir()
    uno.freno.tomar('fito')
    await uno.frenos.darVuelta()
    await pool.query(`update frenos set tomadas_en = tomadas_en - interval '1 minute'`)
    await using otro = abrir()
    await otro.frenos.darVuelta()
    assert.equal(gastar(otro.freno, 'fito'), 5, 'lo de hace un minuto no se cobra')
    const { rows } = await pool.query('select 1 from frenos')
    assert.equal(rows.length, 0)
  })

  test('dos API sobre una base: lo costoso que hizo una lo sabe la otra', async () => {
    const entorno = {
      JWKS_URL: 'https://emisor.example/jwks',
      JWT_EMISOR: 'https://emisor.example',
      JWT_AUDIENCIA: 'alpes',
    }
    const limites = { costosasPorMinuto: 2 }
    await using a = await abrirApiPrueba({ limites, entorno })
    await using b = await abrirApiPrueba({ limites, entorno, base: a.base })
    assert.equal((await a.pedir('GET /auditoria/verificacion')).estado, 200)
    // La otra da una vuelta por segundo: con tres ya lo leyó.
    await esperarQue('tres segundos desde que una lo contó', async () => {
      const leer = `select 1 from alpes.frenos where freno = 'costosas'
        and clock_timestamp() - tomadas_en > interval '3 seconds'`
      const cliente = new pg.Client({ connectionString: a.base.url })
      await cliente.connect()
      const { rowCount } = await cliente.query(leer).finally(() => cliente.end())
      return rowCount === 1
    })
    esProblema(await b.pedir('GET /auditoria/verificacion'), 429, 'DemasiadasPeticiones')
    assert.equal((await b.pedir('GET /suscripciones')).estado, 200)
  })
})

import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { respaldar, restaurar } from '#seedwork/infraestructura/postgres-embebido/respaldo.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'

const carpeta = mkdtempSync(join(tmpdir(), 'alpes-respaldo-'))
chmodSync(carpeta, 0o755)
after(() => rmSync(carpeta, { recursive: true, force: true }))
const en = (nombre: string): string => join(carpeta, nombre)
const abrir = (datos: string) => abrirPostgresEmbebido({ datos: en(datos), registro: sinRegistro })

const consultar = async (url: string, texto: string): Promise<unknown[][]> => {
  const cliente = new pg.Client({ connectionString: url })
  await cliente.connect()
  try {
    return (await cliente.query({ text: texto, rowMode: 'array' })).rows as unknown[][]
  } finally {
    await cliente.end()
  }
}

/** Escribe sin parar, una fila por transacción, hasta que se le diga; devuelve la última confirmada. */
const escribirSinParar = (url: string) => {
  let seguir = true
  let ultima = 0
  const escribir = async (): Promise<number> => {
    const cliente = new pg.Client({ connectionString: url })
    await cliente.connect()
    for (let n = 1; seguir; n++) {
      await cliente.query('insert into t values ($1, repeat($2, 2000))', [n, 'x'])
      ultima = n
    }
    await cliente.end()
    return ultima
  }
  const parar = (): void => {
    seguir = false
  }
  return { van: () => ultima, fin: escribir(), parar }
}

test('el respaldo, hecho mientras se escribe, trae todo lo confirmado antes', async () => {
  {
    await using servidor = await abrir('original')
    await consultar(servidor.url, 'create table t (n int primary key, relleno text)')
    const escritor = escribirSinParar(servidor.url)
    await esperarQue('hay filas escritas', () => escritor.van() > 100)
    const { pgdata, url } = servidor
    const confirmadas = escritor.van()
    const hecho = await respaldar({ url, pgdata, destino: en('respaldo') })
    assert.ok(hecho.bytes > 1_000_000)
    escritor.parar()
    await escritor.fin
    await assert.rejects(respaldar({ url, pgdata, destino: en('respaldo') }), /ya existe/)
    await restaurar({ origen: en('respaldo'), datos: en('copia') })
    await using copia = await abrir('copia')
    const [[cuantas, mayor] = []] = await consultar(copia.url, 'select count(*)::int, max(n) from t')
    assert.equal(cuantas, mayor, 'sin huecos')
    assert.ok(Number(mayor) >= confirmadas, `${mayor} de ${confirmadas}`)
  }
  assert.equal(statSync(en('respaldo')).mode & 0o777, 0o700)
  assert.deepEqual(
    readdirSync(carpeta).filter((nombre) => nombre.includes('parcial')),
    [],
  )
})

test('restaurar se niega en una carpeta en uso o con datos, salvo que se pida reemplazar', async () => {
  {
    await using _ = await abrir('original')
    await assert.rejects(restaurar({ origen: en('respaldo'), datos: en('original') }), {
      codigoSalida: 78,
      message: new RegExp(`la tiene el proceso ${process.pid};`),
    })
  }
  await assert.rejects(restaurar({ origen: en('respaldo'), datos: en('original') }), /ya hay datos/)
  await restaurar({ origen: en('respaldo'), datos: en('original'), reemplazar: true })
  assert.equal(readdirSync(en('original')).filter((nombre) => /^postgres\.anterior-/.test(nombre)).length, 1)
  await using servidor = await abrir('original')
  assert.equal((await consultar(servidor.url, 'select 1 from t limit 1')).length, 1)
})

test('un respaldo dañado se rechaza nombrando el archivo, y no toca nada', async () => {
  const datos = en('nueva')
  const origen = en('respaldo')
  const control = join(origen, 'postgres', 'global', 'pg_control')
  const rechazado = (motivo: RegExp) => assert.rejects(restaurar({ origen, datos }), motivo)
  const sobrante = join(origen, 'postgres', 'sobra')
  writeFileSync(sobrante, '')
  await rechazado(/dañado: sobra postgres\/sobra/)
  rmSync(sobrante)
  truncateSync(control, 100)
  await rechazado(/dañado: postgres\/global\/pg_control cambió/)
  rmSync(control)
  await rechazado(/dañado: falta postgres\/global\/pg_control/)
  writeFileSync(join(origen, 'respaldo.json'), '{"huella":"x","manifiesto":{}}')
  await rechazado(/dañado: respaldo\.json no coincide/)
  rmSync(join(origen, 'respaldo.json'))
  await rechazado(/no hay un respaldo/)
  assert.ok(!existsSync(join(datos, 'postgres')))
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'
import { morir } from '../fallas/fallo.ts'
import { ordenar, type Partes, partesNuevas } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

const LECTOR = path.join(import.meta.dirname, '../apoyo/versiones-hijo.ts')

let base: BasePrueba
let api: Instalacion
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  api = await abrirInstalacion({
    ...{ programa: 'api/principal.ts', baseUrl: base.url },
    entorno: { ROLES: 'http', VERSIONES_EVENTOS: 'ContratoCreado=1+2' },
  })
  pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 2 })
})
after(async () => {
  await pool.end()
  await api[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const crear = ({ propiedad, compania, inquilino }: Partes, clave: string) =>
  ordenar(api.url, 'POST /contratos', {
    cuerpo: {
      ...{ id_propiedad: propiedad, id_compania: compania, id_inquilino: inquilino },
      ...{ fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31', monto: '1000000', moneda: 'COP' },
    },
    clave,
  })

type Escrito = Readonly<{ clave: string; versiones: readonly number[] }>

/** Los contratos que se sabe que nacieron, en orden, y en qué versiones lo dice la bitácora. */
const escritos = async (): Promise<readonly Escrito[]> =>
  (
    await pool.query<Escrito>(
      `select clave, array_agg(version_esquema order by posicion) as versiones from bitacora
       where tipo = 'ContratoCreado' group by clave order by min(posicion)`,
    )
  ).rows

/** `hechos`: los que se saben tras morir ahí. */
const MUERTES_AL_ESCRIBIR = [
  { paso: 'uow:casos', hechos: 0 },
  { paso: 'uow:en-la-cola', hechos: 0 },
  { paso: 'uow:de-una-vez-confirmado', hechos: 1 },
]
const OTROS = 3
const enLasDos = (cuantos: number) => Array.from({ length: cuantos }, () => [1, 2])
const versiones = async () => (await escritos()).map((e) => e.versiones)

test('matar a quien escribe un hecho en dos versiones deja las dos o ninguna; repetir no las repite', async () => {
  const partes = await (async () => {
    await using _sana = await api.arrancar()
    return await partesNuevas(api.url)
  })()
  const clave = randomUUID()
  for (const { paso, hechos } of MUERTES_AL_ESCRIBIR) {
    const muere = await api.arrancar(`${paso}:1`)
    await assert.rejects(crear(partes, clave))
    await morir(muere, paso)
    assert.deepEqual(await versiones(), enLasDos(hechos), paso)
  }
  await using _sana = await api.arrancar()
  for (let vez = 0; vez < 2; vez++) assert.equal((await crear(partes, clave)).estado, 201)
  assert.deepEqual(await versiones(), enLasDos(1))
  for (let n = 0; n < OTROS; n++) await crear(partes, randomUUID())
  assert.deepEqual(await versiones(), enLasDos(1 + OTROS))
})

/** En el primer mensaje y en el segundo: uno es la v1 de un hecho y otro su v2. */
const MUERTES_AL_LEER = ['lector:antes-efecto', 'lector:tras-efecto', 'lector:tras-commit'].flatMap(
  (punto) => [`${punto}:1`, `${punto}:2`],
)

test('matar a un lector que entiende las dos versiones, antes y después de cada una: actúa una vez por hecho', async () => {
  const hechos = (await escritos()).map((e) => e.clave)
  assert.equal(hechos.length, 1 + OTROS)
  const hijo = (falla?: string) =>
    lanzar(LECTOR, {
      entorno: { ALPES_PRUEBAS: 'si', BASE_URL: base.url, ...(falla && { FALLA_EN: falla }) },
    })
  for (const falla of MUERTES_AL_LEER) {
    await using muere = hijo(falla)
    await morir(muere, falla)
  }
  await using sano = hijo()
  const alDia = `select 1 from nuevo.suscripciones s join cabezas c using (topico) where s.posicion = c.posicion`
  await esperarQue(
    `el lector acaba; dijo: ${sano.dicho()}`,
    async () => (await pool.query(alDia)).rowCount === 1,
  )
  const { rows } = await pool.query('select clave from nuevo.apuntes order by n')
  assert.deepEqual(
    rows.map((f) => f.clave),
    hechos,
  )
  assert.deepEqual((await pool.query('select error from nuevo.apartados')).rows, [])
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { contratoHeredado } from '../apoyo/heredado.ts'
import { morir } from '../fallas/fallo.ts'
import { ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

let base: BasePrueba
let api: Instalacion
let pool: pg.Pool
before(async () => {
  base = await abrirBasePrueba()
  api = await abrirInstalacion({ programa: 'api/principal.ts', baseUrl: base.url })
  pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 2 })
})
after(async () => {
  await pool.end()
  await api[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

type Pedido = ReturnType<typeof contratoHeredado>

const contar = async (consulta: string, valores: readonly unknown[]): Promise<number> =>
  (await pool.query(`select count(*)::int4 as n from ${consulta}`, [...valores])).rows[0].n

/** Las fichas que hay con los códigos de un pedido: tres si están todas y ninguna repetida. */
const fichas = async ({ id_compania, id_inquilino, id_propiedad }: Pedido): Promise<number> =>
  (await contar('clientes where codigo = any($1)', [[id_compania, id_inquilino]])) +
  (await contar('inmuebles where codigo = $1', [id_propiedad]))

const contratos = ({ id_propiedad }: Pedido): Promise<number> =>
  contar('contratos c join inmuebles i on i.id = c.id_propiedad where i.codigo = $1', [id_propiedad])

/** Cuántas veces dice la bitácora que nacieron los clientes, el inmueble y el contrato. */
const contados = async ({ id_compania, id_inquilino, id_propiedad }: Pedido): Promise<number[]> => [
  await contar(
    `bitacora b join clientes c on c.id = b.clave where b.tipo = 'ClienteCreado' and c.codigo = any($1)`,
    [[id_compania, id_inquilino]],
  ),
  await contar(
    `bitacora b join inmuebles i on i.id = b.clave where b.tipo = 'InmuebleCreado' and i.codigo = $1`,
    [id_propiedad],
  ),
  await contar(
    `bitacora b join contratos c on c.id = b.clave join inmuebles i on i.id = c.id_propiedad
     where b.tipo = 'ContratoCreado' and i.codigo = $1`,
    [id_propiedad],
  ),
]

const solo = { ROLES: 'http' }

/**
 * Una petición que se repite con su clave hasta que sale bien: cada vez la atiende un proceso que muere tras
 * los COMMIT que diga `muertes`. Las fichas que faltan y, detrás, lo pedido: cada cosa es un COMMIT.
 */
const matarYRepetir = async (
  ruta: string,
  muertes: readonly Readonly<{ tras: number; fichas: number }>[],
): Promise<Readonly<{ cuerpo: Pedido; pedir: () => ReturnType<typeof ordenar> }>> => {
  const [cuerpo, clave] = [contratoHeredado(), randomUUID()]
  const pedir = () => ordenar(api.url, `POST ${ruta}`, { cuerpo, clave })
  for (const muerte of muertes) {
    const falla = `uow:tras-commit:${muerte.tras}`
    const muere = await api.arrancar(falla, solo)
    await assert.rejects(pedir())
    await morir(muere, falla)
    assert.equal(await fichas(cuerpo), muerte.fichas)
  }
  return { cuerpo, pedir }
}

test('matar entre las fichas de un contrato heredado y él, y tras él: repetir deja un contrato y una ficha por código', async () => {
  const { cuerpo, pedir } = await matarYRepetir('/contratos/contrato', [
    { tras: 1, fichas: 1 },
    { tras: 1, fichas: 2 },
    { tras: 1, fichas: 3 },
    { tras: 1, fichas: 3 },
  ])
  assert.equal(await contratos(cuerpo), 1, 'la última muerte fue tras su COMMIT')
  await using _sana = await api.arrancar(undefined, solo)
  const [una, otra] = [await pedir(), await pedir()]
  for (const { estado, texto } of [una, otra]) assert.equal(estado, 200, texto)
  assert.equal(otra.texto, una.texto)
  assert.deepEqual([await fichas(cuerpo), await contratos(cuerpo)], [3, 1])
  assert.deepEqual(await contados(cuerpo), [2, 1, 1])
})

test('matar entre las fichas de un contrato heredado para después y su aceptación, y tras ella: se redacta uno', async () => {
  const { cuerpo, pedir } = await matarYRepetir('/contratos/contrato-comando', [
    { tras: 3, fichas: 3 },
    { tras: 1, fichas: 3 },
  ])
  await using _sana = await api.arrancar(undefined, { ROLES: 'http,consumidores' })
  const [una, otra] = [await pedir(), await pedir()]
  for (const { estado, texto } of [una, otra]) assert.equal(estado, 202, texto)
  const { location } = una.encabezados
  assert.match(String(location), /^\/comandos\//)
  assert.equal(otra.encabezados.location, location)
  await esperarQue('se ejecuta', async () => {
    const { texto } = await ordenar(api.url, `GET ${location}`)
    return JSON.parse(texto).estado === 'ejecutado'
  })
  const encolados = "bitacora where topico = 'comandos-contrato'"
  assert.equal(await contar(encolados, []), 1)
  assert.deepEqual([await fichas(cuerpo), await contratos(cuerpo)], [3, 1])
  assert.deepEqual(await contados(cuerpo), [2, 1, 1])
})

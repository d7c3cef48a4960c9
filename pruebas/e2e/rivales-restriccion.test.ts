import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { abrirBasePrueba, type BasePrueba } from '../apoyo/base.ts'
import { abrirOficina, type Oficina, prepararOficina } from '../apoyo/oficina.ts'
import type { PorFirmar } from '../fallas/oficina-hijo.ts'

const RONDAS = Number(process.env.RONDAS ?? 30)

let base: BasePrueba
let oficina: Oficina
let otra: ChildProcess
before(async () => {
  base = await abrirBasePrueba()
  await prepararOficina(base.url)
  oficina = await abrirOficina(base.url, { comprobarSolape: false })
  otra = fork(path.join(import.meta.dirname, '../fallas/oficina-hijo.ts'), {
    env: { ...process.env, BASE_URL: base.url },
  })
  await once(otra, 'message')
})
after(async () => {
  const fin = once(otra, 'exit')
  otra.disconnect()
  await fin
  await oficina[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const firmarAlla = async (pedido: PorFirmar): Promise<string> => {
  const respuesta = once(otra, 'message')
  otra.send(pedido)
  return (await respuesta)[0] as string
}

const firmarAqui = ({ id, hash, parte: idParte }: PorFirmar): Promise<string> =>
  oficina.contratos.comandos
    .FirmarContrato({ comando: { tipo: 'FirmarContrato', id, idParte, hash }, contexto: oficina.contexto() })
    .then(
      () => 'hecho',
      (error: unknown) => (error instanceof ErrorDominio ? error.codigo : String(error)),
    )

const aFaltaDeUna = async (propiedad: string): Promise<PorFirmar> => {
  const [compania, inquilino] = [await oficina.cliente(), await oficina.cliente()]
  const contrato = await oficina.redactar({ propiedad, compania, inquilino })
  const [ultima, ...primeras] = contrato.firmas_pendientes
  for (const parte of primeras) await oficina.firmar(contrato, parte)
  return { id: contrato.id, hash: contrato.hash, parte: ultima! }
}

test(`sin la comprobación del dominio, ${RONDAS} veces en dos procesos: la restricción deja ganar a una`, async () => {
  for (let ronda = 0; ronda < RONDAS; ronda++) {
    const propiedad = await oficina.inmueble()
    const [una, dos] = [await aFaltaDeUna(propiedad), await aFaltaDeUna(propiedad)]
    const dadas = await Promise.all([firmarAqui(una), firmarAlla(dos)])
    assert.deepEqual([...dadas].sort(), ['SolapeDeVigencia', 'hecho'])
  }
  const { rows } = await oficina.pool.query(
    'select deadlocks::int4 as n from pg_stat_database where datname = current_database()',
  )
  assert.equal(rows[0].n, 0)
})

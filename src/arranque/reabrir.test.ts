import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirAunqueCaiga } from './reabrir.ts'

const cortada = () => new Error('Connection terminated unexpectedly')
const { signal: fin } = new AbortController()

test('si la base se cae al abrir, se abre otra vez; también si lo dice quien envuelve el error', async () => {
  const fallos = [cortada(), new Error('la migración falló', { cause: cortada() })]
  let veces = 0
  const abierto = await abrirAunqueCaiga({ registro: sinRegistro, fin }, async () => {
    veces++
    const fallo = fallos.shift()
    if (fallo) throw fallo
    return 'abierto'
  })
  assert.deepEqual([abierto, veces], ['abierto', 3])
})

test('lo que no es de la base falla a la primera, y lo de la base también si ya nos piden salir', async () => {
  const falla = async (error: Error, senal = fin): Promise<number> => {
    let veces = 0
    const abrir = async () => {
      veces++
      throw error
    }
    await assert.rejects(abrirAunqueCaiga({ registro: sinRegistro, fin: senal }, abrir), error)
    return veces
  }
  assert.equal(await falla(new ErrorArranque('PUERTO_API: ocupado')), 1)
  assert.equal(await falla(cortada(), AbortSignal.abort()), 1)
})

test('si no vuelve a tiempo se dice y se sale con 1', async () => {
  const opciones = { registro: sinRegistro, fin, paciencia: 0 }
  await assert.rejects(
    abrirAunqueCaiga(opciones, async () => {
      throw cortada()
    }),
    (error) =>
      error instanceof ErrorArranque &&
      error.codigoSalida === 1 &&
      /no vuelve.*terminated/.test(error.message),
  )
})

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { tomarCandado } from './candado.ts'

const raiz = mkdtempSync(join(tmpdir(), 'alpes-candado-'))
after(() => rmSync(raiz, { recursive: true }))
const carpeta = (nombre: string): string => {
  const ruta = join(raiz, nombre)
  mkdirSync(ruta)
  return ruta
}
const ocupada = { codigoSalida: 78, message: new RegExp(`la tiene el proceso ${process.pid};`) }

test('una carpeta tomada no se toma otra vez, tampoco por otro nombre; soltada, sí', async () => {
  const ruta = carpeta('una')
  const otroNombre = join(raiz, 'enlace')
  symlinkSync(ruta, otroNombre)
  {
    await using _ = await tomarCandado(ruta)
    await assert.rejects(tomarCandado(ruta), ocupada)
    await assert.rejects(tomarCandado(otroNombre), ocupada)
  }
  assert.deepEqual(readdirSync(ruta), [])
  await using _ = await tomarCandado(otroNombre)
})

test('de muchos que la piden a la vez, la tiene uno', async () => {
  const ruta = carpeta('disputada')
  const intentos = await Promise.allSettled(Array.from({ length: 20 }, () => tomarCandado(ruta)))
  const logrados = intentos.filter((intento) => intento.status === 'fulfilled')
  assert.equal(logrados.length, 1)
  for (const { value } of logrados) await value[Symbol.asyncDispose]()
})

test('dos carpetas distintas no se estorban, ni una de ruta muy larga', async () => {
  await using _ = await tomarCandado(carpeta('corta'))
  await using __ = await tomarCandado(carpeta('x'.repeat(200)))
})

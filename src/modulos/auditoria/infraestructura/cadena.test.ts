import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { eslabon, genesis, sobreCanonico } from './cadena.ts'

const mensaje: Mensaje = {
  topico: 'eventos-cliente',
  posicion: 1,
  id: '01980000-0000-7000-8000-000000000001',
  tipo: 'ClienteCreado',
  versionEsquema: 1,
  clave: '01980000-0000-7000-8000-000000000002',
  versionAgregado: 1,
  ocurridoEn: 1_796_144_400_000,
  guardadoEn: 1_796_144_400_001,
  actor: 'local',
  origen: 'api',
  correlacion: 'c',
  causacion: null,
  traceparent: null,
  servicio: 'api',
  contenido: Buffer.from('hola'),
}

test('el sobre canónico tiene las claves en orden y la huella del contenido en su lugar', () => {
  const sobre = sobreCanonico(mensaje)
  const claves = Object.keys(JSON.parse(sobre))
  assert.deepEqual(claves, claves.toSorted())
  assert.equal(claves.length, Object.keys(mensaje).length)
  assert.equal(JSON.parse(sobre).contenido, createHash('sha256').update('hola').digest('hex'))
})

test('un eslabón es SHA-256 del anterior seguido del sobre', () => {
  const anterior = genesis('eventos-cliente')
  const esperado = createHash('sha256').update(anterior).update(sobreCanonico(mensaje)).digest()
  assert.deepEqual(eslabon(anterior, mensaje), esperado)
})

test('cada tópico empieza por un eslabón distinto', () => {
  assert.notDeepEqual(genesis('eventos-cliente'), genesis('eventos-inmueble'))
})

test('cambiar cualquier campo del mensaje cambia su eslabón', () => {
  const anterior = genesis('eventos-cliente')
  const original = eslabon(anterior, mensaje)
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(mensaje) as (keyof Mensaje)[])), (campo) => {
      const valor = mensaje[campo]
      const otro = Buffer.isBuffer(valor)
        ? Buffer.from('hole')
        : typeof valor === 'number'
          ? valor + 1
          : `${valor}x`
      return !eslabon(anterior, { ...mensaje, [campo]: otro }).equals(original)
    }),
  )
})

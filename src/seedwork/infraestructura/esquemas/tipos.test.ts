import assert from 'node:assert/strict'
import test from 'node:test'
import { nombreCompleto, type ValorDe } from './tipos.ts'

/** `true` sólo si los dos tipos son el mismo: si uno cambia, esto no compila. */
type Iguales<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const esCierto = <T extends true>(): T => true as T

const ESQUEMA = {
  type: 'record',
  name: 'Todo',
  fields: [
    { name: 'texto', type: 'string' },
    { name: 'corto', type: 'int' },
    { name: 'largo', type: 'long' },
    { name: 'real', type: 'double' },
    { name: 'si', type: 'boolean' },
    { name: 'bytes', type: 'bytes' },
    { name: 'quiza', type: ['null', 'long'], default: null },
    { name: 'clase', type: { type: 'enum', name: 'Clase', symbols: ['A', 'B'] } },
    { name: 'lista', type: { type: 'array', items: ['null', 'string'] } },
    { name: 'mapa', type: { type: 'map', values: 'int' } },
    { name: 'dentro', type: { type: 'record', name: 'Dentro', fields: [{ name: 'x', type: 'null' }] } },
  ],
} as const

type Esperado = {
  readonly texto: string
  readonly corto: number
  readonly largo: bigint
  readonly real: number
  readonly si: boolean
  readonly bytes: Buffer
  readonly quiza: bigint | null
  readonly clase: 'A' | 'B'
  readonly lista: readonly (string | null)[]
  readonly mapa: Readonly<Record<string, number>>
  readonly dentro: { readonly x: null }
}

test('el tipo de los datos sale del esquema (lo comprueba el compilador)', () => {
  assert.ok(esCierto<Iguales<ValorDe<typeof ESQUEMA>, Esperado>>())
  assert.ok(esCierto<Iguales<ValorDe<'long'>, bigint>>())
})

test('nombre completo: el propio espacio, el heredado o ninguno', () => {
  assert.equal(nombreCompleto({ name: 'A', namespace: 'co' }, 'otro'), 'co.A')
  assert.equal(nombreCompleto({ name: 'A' }, 'otro'), 'otro.A')
  assert.equal(nombreCompleto({ name: 'co.A' }, 'otro'), 'co.A')
  assert.equal(nombreCompleto({ name: 'A' }), 'A')
})

import fc from 'fast-check'
import type { EsquemaAvro } from '#seedwork/infraestructura/esquemas/tipos.ts'

const PRIMITIVOS = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float: fc.float({ noNaN: true, noDefaultInfinity: true }),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  bytes: fc.uint8Array({ maxLength: 20 }).map((b) => Buffer.from(b)),
  string: fc.string({ unit: 'binary', maxLength: 20 }),
}

/** Valores cualesquiera de un esquema, para pruebas de propiedades. */
export const arbitrarioDe = (esquema: EsquemaAvro): fc.Arbitrary<unknown> => {
  if (typeof esquema === 'string') return PRIMITIVOS[esquema]
  if (Array.isArray(esquema)) return fc.oneof(...esquema.map(arbitrarioDe))
  const e = esquema as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  switch (e.type) {
    case 'enum':
      return fc.constantFrom(...e.symbols)
    case 'array':
      return fc.array(arbitrarioDe(e.items), { maxLength: 5 })
    case 'map':
      return fc.dictionary(
        fc.string({ minLength: 1, maxLength: 5 }).map((k) => `k${k}`),
        arbitrarioDe(e.values),
        {
          noNullPrototype: true,
        },
      )
    case 'record':
      return fc.record(Object.fromEntries(e.fields.map((c) => [c.name, arbitrarioDe(c.type)])), {
        noNullPrototype: true,
      })
  }
}

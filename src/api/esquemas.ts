import Type, { type TObject, type TProperties, type TSchema } from 'typebox'

/** Piezas de los esquemas HTTP. La forma se comprueba aquí; lo que significa, en el dominio. */

/** Un objeto que no admite propiedades desconocidas. */
export const objeto = <P extends TProperties>(propiedades: P, opciones: object = {}): TObject<P> =>
  Type.Object(propiedades, { additionalProperties: false, ...opciones })

/** Todos los campos de un objeto, optativos. */
export const parcial = <P extends TProperties>(propiedades: P) =>
  Type.Partial(objeto(propiedades), { additionalProperties: false, minProperties: 1 })

export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID en minúsculas',
  examples: ['0197a2d4-5c1e-7b3a-9f00-3d2b1a4c5e6f'],
})

export const Fecha = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'Día civil AAAA-MM-DD',
  examples: ['2026-12-01'],
})

export const Instante = Type.String({ description: 'Instante RFC 3339 en UTC' })

export const Monto = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'Decimal como cadena, sin separadores de miles; nunca un número JSON',
  examples: ['1250000'],
})

export const Moneda = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['COP'] })

export const Codigo = Type.Integer({ minimum: 1, maximum: 999_999_999, description: 'Código corto' })

/** Un texto libre; los límites finos (caracteres, controles) son del dominio. */
export const texto = (maximo: number, opciones: object = {}) =>
  Type.String({ minLength: 1, maxLength: maximo * 4, ...opciones })

export const Motivo = texto(500, { description: 'Por qué; queda en la auditoría' })

/** Uno de esos textos. */
export const enumerado = <const T extends readonly string[]>(valores: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: valores })

export const nulo = <T extends TSchema>(esquema: T) => Type.Union([esquema, Type.Null()])

export const PorId = objeto({ id: Uuid })

/** `totales=si`: cuántos hay en todo el filtro. */
export const TOTALES = Type.Optional(Type.Enum(['si', 'no'], { type: 'string' }))

/** Consulta común de las listas; `campos` son los que admiten orden. */
export const consultaDeLista = <const C extends readonly string[], P extends TProperties>(
  campos: C,
  filtros: P,
) =>
  objeto({
    ...filtros,
    limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 25 })),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_024,
        description: 'Opaco: el `siguiente` de la página anterior',
      }),
    ),
    orden: Type.Optional(
      Type.Enum(campos.flatMap((c) => [`${c}:asc`, `${c}:desc`]) as `${C[number]}:${'asc' | 'desc'}`[], {
        type: 'string',
      }),
    ),
    totales: TOTALES,
  })

export const TotalMoneda = objeto({ moneda: Moneda, monto: Monto, contratos: Type.Integer() })

/** Una página de `elemento`. */
export const paginaDe = (elemento: TSchema) =>
  objeto({
    elementos: Type.Array(elemento),
    siguiente: nulo(Type.String()),
    total: Type.Optional(Type.Integer()),
    totales_por_moneda: Type.Optional(Type.Array(TotalMoneda)),
  })

/** Una lista corta, que va entera: nunca tiene página siguiente. */
export const listaEntera = (elemento: TSchema) =>
  objeto({ elementos: Type.Array(elemento), siguiente: Type.Null() })

export const Problema = objeto(
  {
    type: Type.String({ description: 'Ruta de la página que lo explica: /problemas/<codigo>' }),
    codigo: Type.String(),
    status: Type.Integer(),
    title: Type.String(),
    detail: Type.String(),
    instance: Type.String({ description: 'Id de la petición' }),
    errors: Type.Optional(Type.Array(objeto({ pointer: Type.String(), detail: Type.String() }))),
    datos: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'Problema' },
)

/** Referencia a un esquema con nombre (`app.addSchema`). */
export const ref = (nombre: string): TSchema => Type.Unsafe<unknown>({ $ref: `${nombre}#` })

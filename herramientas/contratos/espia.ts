import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { EsquemaAvro, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

/** Campos leídos de cada registro, por su nombre. */
type Usos = Map<string, Set<string>>

const esUnion = (e: EsquemaAvro): e is readonly EsquemaAvro[] => Array.isArray(e)

/** La rama de una unión en la que está un valor; las nuestras son siempre `null` o una sola cosa. */
const ramaDe = (e: EsquemaAvro): EsquemaAvro => (esUnion(e) ? (e.find((r) => r !== 'null') ?? 'null') : e)

const vigilar = (valor: unknown, esquema: EsquemaAvro, usos: Usos): unknown => {
  const e = ramaDe(esquema)
  if (typeof valor !== 'object' || valor === null || typeof e === 'string' || esUnion(e)) return valor
  if (Array.isArray(valor))
    return e.type === 'array' ? valor.map((uno) => vigilar(uno, e.items, usos)) : valor
  if (e.type !== 'record') return valor
  const leidos = usos.get(e.name) ?? new Set()
  usos.set(e.name, leidos)
  return new Proxy(valor, {
    get(objeto, nombre, receptor) {
      const leido = Reflect.get(objeto, nombre, receptor)
      const campo = e.fields.find((c) => c.name === nombre)
      if (!campo) return leido
      leidos.add(campo.name)
      return vigilar(leido, campo.type, usos)
    },
  })
}

const proyectar = (e: EsquemaAvro, usos: Usos): EsquemaAvro => {
  if (typeof e === 'string') return e
  if (esUnion(e)) return e.map((rama) => proyectar(rama, usos))
  if (e.type === 'array') return { ...e, items: proyectar(e.items, usos) }
  return e.type === 'record' ? proyectarRegistro(e, usos) : e
}

/** Sólo lo leído. De un registro que se guarda entero sin mirarlo cuentan todos sus campos. */
const proyectarRegistro = (e: EsquemaRegistro, usos: Usos): EsquemaRegistro => {
  const leidos = usos.get(e.name)
  const suyos = e.fields.filter((c) => !leidos?.size || leidos.has(c.name))
  return {
    ...{ type: 'record', name: e.name, ...(e.namespace !== undefined && { namespace: e.namespace }) },
    fields: suyos.map(({ name, type, default: falta }) => ({
      ...{ name, type: proyectar(type, usos) },
      ...(falta !== undefined && { default: falta }),
    })),
  }
}

/** Lo leído de cada definición que pasó por el espía. */
export type Vistos = ReadonlyMap<DefinicionMensaje, EsquemaRegistro>

/** Un registro de esquemas que anota qué campos mira quien lee con él. */
export const espiar = (registro: Registro): Readonly<{ registro: Registro; vistos(): Vistos }> => {
  const porDefinicion = new Map<DefinicionMensaje, Usos>()
  const anotar = (definicion: DefinicionMensaje, datos: unknown): unknown => {
    const usos = porDefinicion.get(definicion) ?? new Map()
    porDefinicion.set(definicion, usos)
    return vigilar(datos, definicion.esquema, usos)
  }
  const decodificar: Registro['decodificar'] = (contenido) => {
    const leido = registro.decodificar(contenido)
    return { ...leido, datos: anotar(leido.definicion, leido.datos) }
  }
  const evento: Registro['evento'] = (suyas, mensaje) => {
    const leido = registro.evento(suyas, mensaje)
    const definicion = suyas.find((d) => d.tipo === mensaje.tipo)
    return leido && definicion ? (definicion.crear(anotar(definicion, leido.datos)) as never) : null
  }
  return {
    registro: { ...registro, decodificar, evento },
    vistos: () =>
      new Map(
        [...porDefinicion]
          .filter(([d, usos]) => usos.get(d.tipo)?.size)
          .map(([d, usos]) => [d, proyectarRegistro(d.esquema, usos)]),
      ),
  }
}

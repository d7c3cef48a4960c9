import type { Azar } from './azar.ts'
import type { Esquema } from './documento.ts'
import { conocido, type Mundo } from './mundo.ts'

/** Con qué se inventa un valor. */
export type Taller = Readonly<{ azar: Azar; mundo: Mundo }>

const dia = (azar: Azar, desde: number, hasta: number): string => {
  const anio = desde + azar.entero(hasta - desde)
  return `${anio}-${String(1 + azar.entero(12)).padStart(2, '0')}-${String(1 + azar.entero(28)).padStart(2, '0')}`
}

const PALABRAS = [
  'Café Páramo',
  'Ñandú & Cía.',
  'Óptica Δ',
  '東京オフィス',
  'a',
  "O'Higgins",
  'Local 101',
  '🏢 Torre',
]

/**
 * Lo que un esquema no puede decir: qué cadena es una zona o un documento de verdad, y de qué recurso ya
 * creado es un id. Todo lo demás sale del esquema.
 */
const DICCIONARIO: Readonly<Record<string, (t: Taller) => unknown>> = {
  id_propiedad: ({ azar, mundo }) => conocido(azar, mundo.inmuebles.keys()) ?? azar.uuid(),
  id_compania: ({ azar, mundo }) => conocido(azar, mundo.clientes.keys()) ?? azar.uuid(),
  id_inquilino: ({ azar, mundo }) => conocido(azar, mundo.clientes.keys()) ?? azar.uuid(),
  fecha_inicio: ({ azar }) => dia(azar, 1950, 2700),
  monto: ({ azar }) => String(1 + azar.entero(90_000_000)),
  moneda: ({ azar }) => azar.elegir(['COP', 'USD', 'MXN', 'CLP']),
  zona: ({ azar }) => azar.elegir(['America/Bogota', 'America/Santiago', 'Pacific/Kiritimati']),
  area_m2: ({ azar }) => `${1 + azar.entero(9_000)}.5`,
  pais: ({ azar }) => azar.elegir(['CO', 'CL', 'PA', 'MX']),
  correo: ({ azar }) => `persona${azar.entero(1e9)}@alpes.example`,
  nombre: ({ azar }) => `${azar.elegir(PALABRAS)} ${azar.entero(1e6)}`,
  ciudad: ({ azar }) => azar.elegir(['Bogotá', 'Medellín', 'Xochimilco']),
  numero: ({ azar }) => `N-${azar.entero(1e9)}`,
  titulo: ({ azar }) => azar.elegir(PALABRAS),
  texto: ({ azar }) => `${azar.elegir(PALABRAS)}\n${azar.elegir(PALABRAS)}`,
  motivo: ({ azar }) => azar.elegir(PALABRAS),
  q: ({ azar }) => azar.elegir([...PALABRAS, '%', '_', '\\', "'; drop table contratos --", '.*']),
  a_fecha: ({ azar }) => dia(azar, 2020, 2030),
  codigo: ({ azar }) => 1_000_000 + azar.entero(900_000_000),
  suscripcion: ({ azar }) => azar.elegir(['prueba', 'auditoria']),
}

const cadena = (e: Esquema, { azar }: Taller): string => {
  if (e.pattern === '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') return dia(azar, 2000, 2100)
  if (e.pattern) return azar.cadena(new RegExp(e.pattern))
  const minimo = e.minLength ?? 0
  return azar.elegir(PALABRAS).padEnd(minimo, 'x')
}

const entero = (e: Esquema, { azar }: Taller): number => {
  const minimo = e.minimum ?? 0
  const maximo = Math.min(e.maximum ?? minimo + 1_000, Number.MAX_SAFE_INTEGER)
  return azar.elegir([minimo, maximo, minimo + azar.entero(maximo - minimo + 1)])
}

/** Los tipos de incremento que llevan puntos básicos y los que no: un esquema plano no lo dice. */
const incremento = ({ azar }: Taller) =>
  azar.cara(0.5)
    ? { tipo: azar.elegir(['ninguno', 'ipc']) }
    : { tipo: 'fijo', puntos_basicos: 1 + azar.entero(999) }

/** Un documento que su tipo de cliente admite: se arregla después de inventar los dos por separado. */
const acordar = (o: Record<string, unknown>, { azar }: Taller): Record<string, unknown> => {
  if ('documento' in o) o.documento = { tipo: 'OTRO', numero: `D${azar.entero(1e12)}` }
  if ('incremento' in o && o.incremento !== null) o.incremento = incremento({ azar } as Taller)
  if ('moneda' in o && !('monto' in o)) delete o.moneda
  if (typeof o.fecha_inicio === 'string' && 'fecha_fin' in o) {
    const inicio = Temporal.PlainDate.from(o.fecha_inicio)
    o.fecha_fin = inicio.add({ days: azar.entero(4_000) }).toString()
  }
  if (o.id_compania !== undefined && o.id_compania === o.id_inquilino) o.id_inquilino = azar.uuid()
  return o
}

const objeto = (e: Esquema, t: Taller): Record<string, unknown> => {
  const obligatorias = new Set(e.required ?? [])
  const campos = Object.entries(e.properties ?? {})
  const elegidos = campos.filter(([nombre]) => obligatorias.has(nombre) || t.azar.cara(0.35))
  if (elegidos.length === 0 && (e.minProperties ?? 0) > 0) elegidos.push(t.azar.elegir(campos))
  return acordar(Object.fromEntries(elegidos.map(([n, s]) => [n, valido(s, t, n)])), t)
}

/** Un valor que calza con el esquema, y que además suele tener sentido. */
export const valido = (e: Esquema, t: Taller, nombre = ''): unknown => {
  const propio = e.enum === undefined && e.properties === undefined ? DICCIONARIO[nombre] : undefined
  if (propio) return propio(t)
  if (e.anyOf) return valido(t.azar.elegir(e.anyOf), t, nombre)
  if (e.enum) return t.azar.elegir(e.enum)
  if (e.type === 'object') return objeto(e, t)
  if (e.type === 'array') {
    // Una lista de partes es de clientes que existen.
    const cuantos = nombre === 'codeudores' ? 0 : t.azar.entero(3)
    return Array.from({ length: cuantos }, () => valido(e.items ?? {}, t))
  }
  if (e.type === 'integer') return entero(e, t)
  if (e.type === 'boolean') return nombre === 'acta_entrega' || t.azar.cara(0.5)
  if (e.type === 'null') return null
  return cadena(e, t)
}

const RAROS: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  2 ** 53,
  '',
  'x'.repeat(100_000),
  [],
  {},
  [[]],
  '\u0000',
  'ñ\uD800',
]

/** El mismo cuerpo, con algo que el esquema no admite. */
export const invalido = (e: Esquema, t: Taller): unknown => {
  const cuerpo = valido(e, t) as Record<string, unknown>
  const nombres = Object.keys(e.properties ?? {})
  const { azar } = t
  return azar.elegir([
    () => ({ ...cuerpo, sobra: 1 }),
    () => azar.elegir([[], 'texto', 7, null]),
    () => ({ ...cuerpo, [azar.elegir(nombres)]: azar.elegir(RAROS) }),
    () => ({ ...cuerpo, [`${azar.elegir(nombres)}\u0000`]: 1 }),
  ])()
}

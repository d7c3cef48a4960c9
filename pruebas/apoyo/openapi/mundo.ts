import type { Azar } from './azar.ts'

/** Lo que se recuerda de un contrato. */
export type Contrato = Readonly<{
  id: string
  version: number
  hash: string
  estado: string
  fecha_inicio: string
  fecha_fin: string
  incremento: { tipo: string }
  codeudores: readonly string[]
  id_propiedad: string
  id_compania: string
  id_inquilino: string
  firmas: readonly { id_parte: string }[]
  firmas_pendientes: readonly string[]
}>

/** Lo que se recuerda de una reserva. */
export type Reserva = Readonly<{ id: string; version: number; estado: string }>

/** Lo aprendido de respuestas anteriores: lo que enlaza una petición con la siguiente. */
export type Mundo = {
  readonly inmuebles: Map<string, number>
  readonly retirados: Set<string>
  readonly clientes: Map<string, number>
  readonly contratos: Map<string, Contrato>
  readonly reservas: Map<string, Reserva>
  /** Contratos que nacieron por las rutas heredadas. */
  readonly heredados: Set<string>
  readonly comandos: Set<string>
  readonly apartados: Set<string>
  /** Ids de las claves de API. */
  readonly claves: Set<string>
  readonly marcados: Set<string>
  readonly huellas: Set<string>
  readonly problemas: Set<string>
  readonly numeros: Set<string>
  readonly documentos: { tipo: string; numero: string }[]
  /** Por operación, la página siguiente que dio su `Link`. */
  readonly enlaces: Map<string, string>
  /** Contenido de cada mensaje apartado. */
  readonly datos: Map<string, object>
  aprender(operacion: string, cuerpo: unknown): void
}

type Suelto = Record<string, unknown>

const esObjeto = (v: unknown): v is Suelto => typeof v === 'object' && v !== null && !Array.isArray(v)

const huellaDe = (contenido: string): string =>
  Buffer.from(contenido, 'base64').subarray(2, 10).reverse().toString('hex')

/** Lo que contestan no dice versión ni estado: de ahí sólo se recuerda el id de los contratos. */
export const HEREDADA = /\/contratos\/contrato|\/vuelos\//

export const crearMundo = (): Mundo => {
  const m: Mundo = {
    inmuebles: new Map(),
    retirados: new Set(),
    clientes: new Map(),
    contratos: new Map(),
    reservas: new Map(),
    heredados: new Set(),
    comandos: new Set(),
    apartados: new Set(),
    claves: new Set(),
    marcados: new Set(),
    huellas: new Set(),
    problemas: new Set(),
    numeros: new Set(),
    documentos: [],
    enlaces: new Map(),
    datos: new Map(),
    aprender(operacion, cuerpo) {
      if (operacion === 'POST /contratos/contrato') m.heredados.add((cuerpo as { id: string }).id)
      if (!esObjeto(cuerpo) || HEREDADA.test(operacion)) return
      for (const e of Array.isArray(cuerpo.elementos) ? cuerpo.elementos : [cuerpo]) uno(m, operacion, e)
      for (const e of Array.isArray(cuerpo.mensajes) ? cuerpo.mensajes : [])
        m.huellas.add(huellaDe((e as { contenido: string }).contenido))
    },
  }
  return m
}

const uno = (m: Mundo, operacion: string, e: unknown): void => {
  if (!esObjeto(e)) return
  const id = String(e.id)
  if (typeof e.hash === 'string' && typeof e.estado === 'string') {
    m.contratos.set(id, e as unknown as Contrato)
    m.numeros.add(String(e.numero))
  } else if ('itinerarios' in e) {
    m.reservas.set(id, e as unknown as Reserva)
  } else if ('area_m2' in e) {
    m.inmuebles.set(id, Number(e.version))
    if (e.estado === 'Retirado') m.retirados.add(id)
  } else if ('idioma' in e) {
    m.clientes.set(id, Number(e.version))
    m.documentos.push(e.documento as Mundo['documentos'][number])
  } else if (operacion.includes('/claves')) {
    m.claves.add(id)
  } else if (operacion.includes('/apartados')) {
    if ('suscripcion' in e && e.ensayo !== true) {
      m.apartados.add(id)
      if (String(e.estado).startsWith('marcado')) m.marcados.add(id)
    }
  } else if (e.estado === 'pendiente' && 'tipo' in e) m.comandos.add(id)
  else if ('codigo' in e && 'title' in e) m.problemas.add(String(e.codigo))
}

/** Uno de los conocidos, o `null` si no hay ninguno. */
export const conocido = <T>(azar: Azar, de: Iterable<T>): T | null => {
  const todos = [...de]
  return todos.length === 0 ? null : azar.elegir(todos.slice(-200))
}

/** Un contrato que cumple algo. */
export const contratoQue = (m: Mundo, azar: Azar, cumple: (c: Contrato) => boolean): Contrato | null =>
  conocido(azar, [...m.contratos.values()].filter(cumple))

import type pg from 'pg'
import type { Fuente, Tramo } from '#seedwork/aplicacion/fuente.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { eslabon, genesis } from './cadena.ts'
import { type Eslabon, leerEslabones, ultimoEslabon } from './eslabones.ts'

/** Hasta dónde llegaba una cadena: lo que se firma y se guarda fuera, para notar después una reescritura. */
export type PuntoDeControl = Readonly<{ topico: string; posicion: number; hash: string }>

export type CausaFalla =
  /** Falta un eslabón, o el primero no empieza la cadena. */
  | 'EslabonAusente'
  /** Un eslabón no sigue al anterior. */
  | 'EslabonSuelto'
  /** La cadena tiene un mensaje que la bitácora ya no tiene. */
  | 'MensajeAusente'
  /** El mensaje de la bitácora no es el que se encadenó, o su eslabón dice otra cosa. */
  | 'MensajeAlterado'
  /** La cadena acaba antes de donde su lector la dejó. */
  | 'CadenaTruncada'
  /** La bitácora acaba antes de donde dice su cabeza, o la cabeza retrocedió. */
  | 'BitacoraTruncada'
  /** La cadena no pasa por un punto de control conocido. */
  | 'PuntoDeControlDistinto'

/** La primera entrada mala de un tópico. */
export type Falla = Readonly<{ posicion: number; causa: CausaFalla; detalle: string }>

export type VerificacionTopico = Readonly<{
  topico: string
  /** Última posición comprobada, y su hash en hexadecimal. */
  posicion: number
  hash: string
  /** Mensajes de la bitácora que aún no tienen eslabón. */
  pendientes: number
  /** Eslabones cuyo mensaje ya se podó: sólo se comprueba que siguen unos a otros. */
  podados: number
  falla: Falla | null
}>

export type Verificacion = Readonly<{ integra: boolean; topicos: readonly VerificacionTopico[] }>

type Recursos = Readonly<{ pool: pg.Pool; fuente: Fuente; topicos: readonly string[]; suscripcion: string }>

const PAGINA = 500

const falla = (posicion: number, causa: CausaFalla, detalle: string): Falla => ({ posicion, causa, detalle })

/** Compara un eslabón con el que le precede y con su mensaje; `null` si todo cuadra. */
const examinar = (
  e: Eslabon,
  anterior: Buffer,
  mensaje: Mensaje | undefined,
  podado: boolean,
): Falla | null => {
  if (!e.hashAnterior.equals(anterior))
    return falla(e.posicion, 'EslabonSuelto', 'su hash anterior no es el del eslabón que le precede')
  if (podado) return null
  if (!mensaje) return falla(e.posicion, 'MensajeAusente', `la bitácora no tiene el mensaje ${e.idMensaje}`)
  const distinto = (['actor', 'tipo', 'clave'] as const).find((campo) => e[campo] !== mensaje[campo])
  if (e.idMensaje !== mensaje.id)
    return falla(e.posicion, 'MensajeAlterado', `en su lugar está ${mensaje.id}`)
  if (distinto)
    return falla(e.posicion, 'MensajeAlterado', `el eslabón y la bitácora no dicen el mismo ${distinto}`)
  if (!eslabon(anterior, mensaje).equals(e.hash))
    return falla(e.posicion, 'MensajeAlterado', 'el hash recalculado no es el del eslabón')
  return null
}

/** Lo que se va sabiendo de la cadena de un tópico al recorrerla. */
class Recorrido {
  readonly #topico: string
  readonly #puntos: ReadonlyMap<number, string>
  /** Hasta dónde la confirma un punto de control. */
  #confirmada = 0
  posicion = 0
  hash: Buffer
  podados = 0
  falla: Falla | null = null

  constructor(topico: string, puntos: readonly PuntoDeControl[]) {
    this.#topico = topico
    this.#puntos = new Map(puntos.filter((p) => p.topico === topico).map((p) => [p.posicion, p.hash]))
    this.hash = genesis(topico)
  }

  /** Sigue con unos eslabones y el trozo de bitácora que les toca. Se para en la primera falla. */
  seguir(eslabones: readonly Eslabon[], tramo: Tramo): void {
    const mensajes = new Map(tramo.mensajes.map((m) => [m.posicion, m]))
    for (const e of eslabones) {
      this.falla = this.#examinar(e, mensajes.get(e.posicion), tramo.inicio)
      if (this.falla) return
      this.podados += e.posicion < tramo.inicio ? 1 : 0
      this.posicion = e.posicion
      this.hash = e.hash
    }
  }

  #examinar(e: Eslabon, mensaje: Mensaje | undefined, inicio: number): Falla | null {
    const empieza = this.posicion === 0 && e.hashAnterior.equals(genesis(this.#topico))
    if (!empieza && e.posicion !== this.posicion + 1)
      return falla(this.posicion + 1, 'EslabonAusente', `el eslabón siguiente es el ${e.posicion}`)
    const mala = examinar(e, this.hash, mensaje, e.posicion < inicio)
    if (mala) return mala
    const conocido = this.#puntos.get(e.posicion)
    if (conocido === undefined) return null
    if (conocido !== e.hash.toString('hex'))
      return falla(
        e.posicion,
        'PuntoDeControlDistinto',
        `el punto de control dice ${conocido}: se reescribió entre ${this.#confirmada + 1} y ${e.posicion}`,
      )
    this.#confirmada = e.posicion
    return null
  }

  /** Con la cadena recorrida: ¿acaban ella y la bitácora donde deben? */
  cerrar({ cursor, cabeza, ultima }: Readonly<{ cursor: number; cabeza: number; ultima: number }>): void {
    const esperada = Math.max(cursor, ...this.#puntos.keys())
    if (this.falla) return
    if (this.posicion < esperada)
      this.falla = falla(this.posicion + 1, 'CadenaTruncada', `llegó a tener el eslabón ${esperada}`)
    else if (ultima < cabeza)
      this.falla = falla(ultima + 1, 'BitacoraTruncada', `la cabeza dice que llegó a ${cabeza}`)
    else if (cabeza < this.posicion)
      this.falla = falla(
        cabeza + 1,
        'BitacoraTruncada',
        `la cadena llega a ${this.posicion} y la cabeza, a ${cabeza}`,
      )
  }
}

const cursorDe = async ({ pool, suscripcion }: Recursos, topico: string): Promise<number> => {
  const { rows } = await pool.query<{ posicion: number }>(
    'select posicion::float8 as posicion from suscripciones where suscripcion = $1 and topico = $2',
    [suscripcion, topico],
  )
  return rows[0]?.posicion ?? 0
}

/** La última posición que de verdad se puede leer, y la cabeza que se declara. */
const finDeBitacora = async (fuente: Fuente, topico: string) => {
  const { cabeza } = await fuente.leer(topico, Number.MAX_SAFE_INTEGER, 1)
  if (cabeza === 0) return { cabeza, ultima: 0 }
  const { mensajes, inicio } = await fuente.leer(topico, cabeza - 1, 1)
  if (mensajes.length > 0 || inicio > cabeza) return { cabeza, ultima: cabeza }
  return { cabeza, ultima: await ultimaLegible(fuente, topico, cabeza) }
}

/** Búsqueda binaria de la última posición con algo detrás: sólo hace falta si falta el final. */
const ultimaLegible = async (fuente: Fuente, topico: string, cabeza: number): Promise<number> => {
  let [desde, hasta] = [0, cabeza]
  while (desde < hasta) {
    const medio = (desde + hasta) >> 1
    const { mensajes } = await fuente.leer(topico, medio, 1)
    if (mensajes.length > 0) desde = mensajes[0]!.posicion
    else hasta = medio
  }
  return desde
}

const verificarTopico = async (
  recursos: Recursos,
  topico: string,
  puntos: readonly PuntoDeControl[],
): Promise<VerificacionTopico> => {
  const { pool, fuente } = recursos
  // El cursor se mira antes que la cadena, que mientras tanto sólo puede crecer.
  const cursor = await cursorDe(recursos, topico)
  const recorrido = new Recorrido(topico, puntos)
  for (;;) {
    const desde = recorrido.posicion
    const eslabones = await leerEslabones(pool, { topico, desde, limite: PAGINA })
    if (eslabones.length === 0) break
    recorrido.seguir(eslabones, await fuente.leer(topico, eslabones[0]!.posicion - 1, PAGINA))
    if (recorrido.falla) break
  }
  const fin = await finDeBitacora(fuente, topico)
  recorrido.cerrar({ cursor, ...fin })
  return {
    topico,
    posicion: recorrido.posicion,
    hash: recorrido.hash.toString('hex'),
    pendientes: Math.max(0, fin.cabeza - recorrido.posicion),
    podados: recorrido.podados,
    falla: recorrido.falla,
  }
}

/**
 * Recalcula las cadenas desde la bitácora y nombra la primera entrada mala de cada tópico. Ve cambios,
 * borrados, inserciones y reordenes; de un final cortado, lo que delatan el cursor y la cabeza. Una
 * reescritura completa sólo se nota contra `puntos` guardados fuera (los da {@link cabezasDeCadena}).
 */
export const verificar = async (
  recursos: Recursos,
  puntos: readonly PuntoDeControl[] = [],
): Promise<Verificacion> => {
  const topicos: VerificacionTopico[] = []
  for (const topico of recursos.topicos) topicos.push(await verificarTopico(recursos, topico, puntos))
  return { integra: topicos.every((t) => t.falla === null), topicos }
}

/** El último eslabón de cada cadena: el punto de control que un testigo externo debe guardar. */
export const cabezasDeCadena = async (
  pool: pg.Pool,
  topicos: readonly string[],
): Promise<readonly PuntoDeControl[]> => {
  const ultimos = await Promise.all(topicos.map((t) => ultimoEslabon(pool, t)))
  return ultimos.flatMap((e) =>
    e ? [{ topico: e.topico, posicion: e.posicion, hash: e.hash.toString('hex') }] : [],
  )
}

import { createHash } from 'node:crypto'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { ErrorEsquema } from '../esquemas/errores.ts'
import type { PublicadorConMemoria } from '../relevo.ts'
import type { Destino } from '../suscripciones/destinos.ts'
import { type ConexionKafka, conBroker, esDe } from './conexion.ts'
import { abrirLectorKafka } from './lector.ts'
import { cabecerasDe, deKafka, type Llegado } from './sobre-kafka.ts'
import { asegurarTopicos, finalDe } from './topicos.ts'

type Opciones = Readonly<{
  conexion: ConexionKafka
  /** Los que publica el relevo: su identidad y lo que guardan dicen si el broker es el de siempre. */
  topicos: readonly string[]
  /** Espacio (`co.alpes.contratos`) de los mensajes de un tópico. */
  espacioDe: (topico: string) => string | undefined
}>

/** De una vez: mensajes y bytes. Kafka guarda cada lote entero, y por omisión no acepta más de 1 MiB. */
const VENTANA = 1_000
const BYTES = 512 * 1024
/** Bytes de un registro además de su cuerpo y sus cabeceras. */
const APARTE = 64
/** Cuántos del final se miran para saber la última posición: los ajenos no la traen. */
const COLA = 50n

type PorEnviar = Readonly<{
  topic: string
  partition: number
  key: string
  value: Buffer
  headers: Record<string, string>
}>

const pesoDe = ({ key, value, headers }: PorEnviar): number =>
  Object.entries(headers).reduce(
    (n, [k, v]) => n + k.length + v.length + 4,
    APARTE + key.length + value.length,
  )

const ventanas = (todos: readonly PorEnviar[]): PorEnviar[][] => {
  const hechas: PorEnviar[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const uno of todos) {
    const peso = pesoDe(uno)
    if (bytes + peso > BYTES || hechas.at(-1)!.length >= VENTANA) {
      hechas.push([])
      bytes = 0
    }
    hechas.at(-1)!.push(uno)
    bytes += peso
  }
  return hechas
}

const mensajeDe = (llegado: Llegado): Mensaje | null => {
  try {
    return deKafka(llegado)
  } catch (error) {
    if (error instanceof ErrorEsquema) return null
    throw error
  }
}

/** Lo último que el tópico guarda, o `null`. */
const ultimoDe = async (conexion: ConexionKafka, topico: string): Promise<Mensaje | null> => {
  await using lector = await abrirLectorKafka(conexion, topico)
  const [primero, final] = [await lector.primero(), await lector.final()]
  let ultimo: Mensaje | null = null
  let numero = final - COLA > primero ? final - COLA : primero
  while (numero < final) {
    const lectura = await lector.leer(numero)
    if (!lectura || lectura.siguiente === numero)
      throw new DependenciaCaida(`Kafka no da el final de ${topico}: cambia mientras se mira`)
    for (const llegado of lectura.llegados) ultimo = mensajeDe(llegado) ?? ultimo
    numero = lectura.siguiente
  }
  return ultimo
}

/** Lo que se sabe de cada tópico: el número de su próximo mensaje, según el último acuse. */
class Acuses {
  readonly #proximo = new Map<string, number>()

  fijar(topico: string, proximo: number): void {
    this.#proximo.set(topico, proximo)
  }

  /** Un acuse que no avanza delata un tópico rehecho, o que perdió el final. */
  anotar(topico: string, primero: number, cuantos: number): void {
    const esperado = this.#proximo.get(topico) ?? 0
    if (primero < esperado)
      throw new DependenciaCaida(
        `Kafka confirmó ${primero} tras ${esperado - 1} en ${topico}: el tópico es otro o perdió el final`,
      )
    this.#proximo.set(topico, primero + cuantos)
  }

  /** ¿Acaba ahora el tópico antes de lo confirmado? Olvidar por viejo no mueve el final. */
  acortado(topico: string, final: number): boolean {
    return final < (this.#proximo.get(topico) ?? 0)
  }

  get suma(): number {
    return this.#proximo.values().reduce((n, proximo) => n + proximo, 0)
  }
}

/** Los tópicos que ya se sabe que están. */
class Preparados {
  readonly #conexion: ConexionKafka
  readonly #listos = new Set<string>()

  constructor(conexion: ConexionKafka) {
    this.#conexion = conexion
  }

  async asegurar(nombres: readonly string[]): Promise<void> {
    const faltan = nombres.filter((n) => !this.#listos.has(n))
    await asegurarTopicos(this.#conexion, faltan)
    for (const nombre of faltan) this.#listos.add(nombre)
  }

  olvidar(): void {
    this.#listos.clear()
  }
}

/** Manda una ventana, espera a que todas las réplicas la tengan y anota sus números. */
const enviar = async ({ productor }: ConexionKafka, acuses: Acuses, ventana: PorEnviar[]): Promise<void> => {
  const { offsets = [] } = await conBroker(productor, 'no guardó', () =>
    productor.send({ messages: ventana, acks: -1 }),
  )
  for (const { topic, offset } of offsets)
    acuses.anotar(topic, Number(offset), ventana.filter((m) => m.topic === topic).length)
}

/** Quién es el broker y hasta dónde guarda; deja los acuses en lo que hay. */
const mirarDestino = async (
  conexion: ConexionKafka,
  topicos: readonly string[],
  acuses: Acuses,
): Promise<Destino> => {
  const hallados = await asegurarTopicos(conexion, topicos)
  const identidad = createHash('sha256')
  let secuencia = 0
  let acortado = false
  for (const { nombre, identidad: suya, grupo } of hallados) {
    const final = Number(await finalDe(conexion, nombre))
    identidad.update(`${grupo}\0${nombre}\0${suya}\0`)
    secuencia += final
    acortado ||= acuses.acortado(nombre, final)
    acuses.fijar(nombre, final)
  }
  // Que otro tópico haya crecido no tapa lo que éste perdió.
  return { identidad: identidad.digest('hex'), secuencia: acortado ? 0 : secuencia }
}

/**
 * Publica en Kafka con el sobre en cabeceras `ce_*` y el agregado como clave. Sin productor idempotente ni
 * transacciones: de las repeticiones se encarga quien consume, por la posición. El número del broker es la
 * suma de los finales de los tópicos; su identidad, la del grupo y la de cada tópico.
 */
export const abrirPublicadorKafka = ({ conexion, topicos, espacioDe }: Opciones): PublicadorConMemoria => {
  const acuses = new Acuses()
  const preparados = new Preparados(conexion)
  const porEnviar = (m: Mensaje): PorEnviar => ({
    ...{ topic: m.topico, partition: 0, key: m.clave, value: m.contenido },
    headers: cabecerasDe(m, espacioDe(m.topico) ?? 'co.alpes'),
  })
  const ultimo = async (topico: string): Promise<Mensaje | null> => {
    await preparados.asegurar([topico])
    return ultimoDe(conexion, topico)
  }
  return {
    async publicar(mensajes) {
      if (mensajes.length === 0) return
      try {
        await preparados.asegurar([...new Set(mensajes.map((m) => m.topico))])
        for (const ventana of ventanas(mensajes.map(porEnviar))) await enviar(conexion, acuses, ventana)
      } catch (error) {
        preparados.olvidar()
        // Un mensaje que no cabe es culpa suya, y se aparta; todo lo demás es el broker, y se espera.
        if (esDe(error, 'MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE')) throw (error as Error).cause
        throw error
      }
    },
    confirmada: () => acuses.suma,
    destino: () => mirarDestino(conexion, topicos, acuses),
    hasta: async (topico) => (await ultimo(topico))?.posicion ?? 0,
    ultimo,
  }
}

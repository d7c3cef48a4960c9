import type { Fuente } from '../../aplicacion/fuente.ts'
import { abrirFuenteSeguida, type Oir } from '../fuentes/fuente-seguida.ts'
import type { Registro } from '../registro.ts'
import type { ConexionKafka } from './conexion.ts'
import { abrirLectorKafka, type LectorKafka } from './lector.ts'
import { deKafka } from './sobre-kafka.ts'

type Opciones = Readonly<{
  conexion: ConexionKafka
  /** La bitácora, por HTTP o por SQL: de ahí sale lo que el broker no traiga. */
  respaldo: Fuente
  registro: Registro
  /** Mensajes que se guardan de cada tópico (2 048). */
  capacidad?: number
  /** Ms entre intentos (500). */
  descanso?: number
}>

/** El último guardado: dice hasta dónde se llegó mientras el tópico no existía. */
const ultimo = async (lector: LectorKafka): Promise<bigint> => {
  const [primero, final] = [await lector.primero(), await lector.final()]
  return final > primero ? final - 1n : final
}

const oirCon =
  ({ conexion }: Opciones): Oir =>
  async ({ topico, desde }, recibir, senal) => {
    await using lector = await abrirLectorKafka(conexion, topico)
    let numero = desde === null ? await ultimo(lector) : await lector.desde(desde)
    while (!senal.aborted) {
      const lectura = await lector.leer(numero)
      // El tópico ya no llega hasta ahí, o ya lo olvidó: se busca otra vez por la hora.
      if (!lectura) return
      for (const llegado of lectura.llegados) {
        if (senal.aborted) return
        await recibir({
          ...{ mensaje: () => deKafka(llegado), instante: llegado.instante, numero: llegado.numero },
        })
      }
      numero = lectura.siguiente
    }
  }

/**
 * Fuente sobre Kafka: lee cada tópico por números, sin grupo, desde la hora de lo que falta. Sólo hace falta
 * que el tópico exista cuando haya algo que oír.
 */
export const abrirFuenteKafka = (o: Opciones): Fuente & AsyncDisposable =>
  abrirFuenteSeguida({ ...o, nombre: 'Kafka', oir: oirCon(o) })

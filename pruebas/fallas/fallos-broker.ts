import { jetstreamManager } from '@nats-io/jetstream'
import { FLUJO } from '#seedwork/infraestructura/nats/flujo.ts'
import { conectarNats } from '../apoyo/nats.ts'
import { requerir } from '../apoyo/requerir.ts'
import type { Escena } from './escena.ts'
import type { Fallo } from './fallo.ts'

type Dano = Readonly<{
  nombre: string
  fila: number
  /** Lo estropea; la carga sigue. */
  romper(escena: Escena): Promise<void> | void
  /** Deja que vuelva. */
  reponer(escena: Escena): Promise<void> | void
}>

const impedimento = (): string | null => requerir('nats-server').saltar || null

/** Se rompe con carga, la carga sigue sin broker, y desde que vuelve se cuenta hasta que todo está publicado y leído. */
const conDano = ({ nombre, fila, romper, reponer }: Dano): Fallo => ({
  ...{ nombre: `broker: ${nombre}`, filas: [fila], broker: true, impedimento },
  async provocar(escena) {
    await escena.vivo()
    await escena.conCarga()
    await romper(escena)
    await escena.conCarga()
    await reponer(escena)
    escena.anotarCaida(0)
    await escena.alcanzado()
  },
})

const matar = (escena: Escena): Promise<void> => escena.broker().servidor.matar()
const arrancar = (escena: Escena): Promise<void> => escena.broker().servidor.arrancar()

const borrarFlujo = async (escena: Escena): Promise<void> => {
  await using conexion = conectarNats(escena.broker().servidor.url)
  const jsm = await jetstreamManager(await conexion.obtener())
  await jsm.streams.delete(FLUJO)
}

const volver = (escena: Escena): void => escena.broker().red.volver()

/** Fallos del broker, con el sistema entero y otro servicio que sólo oye por él. */
export const FALLOS_BROKER: readonly Fallo[] = [
  conDano({ nombre: 'SIGKILL', fila: 19, romper: matar, reponer: arrancar }),
  conDano({
    ...{ nombre: 'disco borrado', fila: 19, romper: matar },
    async reponer(escena) {
      await escena.broker().servidor.borrarDisco()
      await arrancar(escena)
    },
  }),
  conDano({ nombre: 'flujo borrado', fila: 19, romper: borrarFlujo, reponer() {} }),
  conDano({ nombre: 'partido', fila: 20, romper: (e) => e.broker().red.irse(), reponer: volver }),
  conDano({ nombre: 'a medio abrir', fila: 20, romper: (e) => e.broker().red.callar(), reponer: volver }),
  conDano({
    nombre: 'sin respuestas',
    fila: 20,
    romper: (e) => e.broker().red.ensordecer(),
    reponer: volver,
  }),
]

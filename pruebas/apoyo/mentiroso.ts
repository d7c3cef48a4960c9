import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { abrirFuenteBroker } from '#seedwork/infraestructura/fuentes/fuente-broker.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo, type PublicadorConMemoria } from '#seedwork/infraestructura/relevo.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { crearPublicadorMemoria } from '../conformidad/publicador-memoria.ts'
import type { Violacion } from '../fallas/historia.ts'
import { abrirTaller, dejarEfecto, TOPICO } from './bitacora.ts'
import { esperarQue } from './esperar.ts'
import { juzgar } from './juicio.ts'

/** Un broker que confirma lo que no guarda, repite y desordena: el generador hace la mentira repetible. */
const mentiroso = (semilla: number) => {
  const honrado = crearPublicadorMemoria()
  let estado = semilla
  const azar = (): number => {
    estado = (estado * 1_103_515_245 + 12_345) % 2_147_483_648
    return estado / 2_147_483_648
  }
  const publicador: PublicadorConMemoria = {
    async publicar(mensajes) {
      const llegan = mensajes.flatMap((m) => (azar() < 0.3 ? [] : azar() < 0.3 ? [m, m] : [m]))
      const barajados = llegan.map((m) => [azar(), m] as const).sort(([a], [b]) => a - b)
      await honrado.publicar(barajados.map(([, m]) => m))
    },
  }
  return { publicador, alRecibir: honrado.alRecibir }
}

/** `lote`: mensajes que se barajan juntos; `claves`: las de cada tanda que se escribe. */
export type Mentira = Readonly<{ semilla: number; lote: number; tandas: readonly (readonly string[])[] }>

/**
 * Escribe las tandas con un relevo hacia un broker mentiroso y un consumidor que sólo le oye a él y a la
 * bitácora, y juzga lo que el consumidor dejó.
 */
export const correrMentira = async ({ semilla, lote, tandas }: Mentira): Promise<Violacion[]> => {
  await using pila = new AsyncDisposableStack()
  const taller = pila.use(await abrirTaller())
  const comun = { topicos: [TOPICO], pool: taller.pool, registro: sinRegistro }
  const { publicador, alRecibir } = mentiroso(semilla)
  const bitacora = () => pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url }))
  const fuente = abrirFuenteBroker({ respaldo: bitacora(), capacidad: 64 })
  alRecibir((mensajes) => fuente.entregar(mensajes))
  const [primera = [], ...resto] = tandas
  await taller.escribir(TOPICO, primera)
  pila.use(abrirRelevo({ ...comun, publicador, fuente: bitacora(), lote, cadaCabeza: 50 }))
  const remota = pila.use(
    abrirSuscripcion({ ...comun, nombre: 'remota', fuente, lote: 7, atender: dejarEfecto('remota') }),
  )
  for (const tanda of resto) await taller.escribir(TOPICO, tanda)
  const total = tandas.flat().length
  await esperarQue('se pone al día', () => remota.estado().topicos[0]?.posicion === total, 60_000)
  return juzgar(taller.pool, 'remota')
}

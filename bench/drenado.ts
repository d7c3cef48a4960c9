import { randomUUID } from 'node:crypto'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, anotar, dejarEfecto, type Taller, TOPICO } from '../pruebas/apoyo/bitacora.ts'
import { esperarQue } from '../pruebas/apoyo/esperar.ts'
import { mensaje } from '../pruebas/apoyo/mensaje.ts'

/** Mensajes por segundo de un lector duradero sobre un atraso, con el cursor y el efecto en un commit. */
export type Drenado = Readonly<{ lote: number; mensajes: number; segundos: number; porSegundo: number }>

const CLAVES = Array.from({ length: 1_000 }, () => randomUUID())

/** Deja `cuantos` mensajes atrasados en el tópico de prueba. */
export const cargarAtraso = async (taller: Taller, cuantos: number): Promise<void> => {
  const TANDA = 5_000
  for (let hechos = 0; hechos < cuantos; hechos += TANDA)
    await anotar(
      taller.pool,
      Array.from({ length: Math.min(TANDA, cuantos - hechos) }, (_, i) =>
        mensaje({ clave: CLAVES[i % CLAVES.length]! }),
      ),
    )
}

/** Mide una suscripción nueva desde el principio hasta la cabeza. */
export const medirDrenado = async (
  taller: Taller,
  { lote, mensajes }: { lote: number; mensajes: number },
): Promise<Drenado> => {
  const nombre = `drenado-${randomUUID()}`
  await using fuente = abrirFuenteBitacora({ pool: taller.pool, escucha: null })
  const comun = { topicos: [TOPICO], fuente, pool: taller.pool, registro: sinRegistro }
  const inicio = performance.now()
  await using suscripcion = abrirSuscripcion({ ...comun, nombre, lote, atender: dejarEfecto(nombre) })
  await esperarQue('se pone al día', () => suscripcion.estado().topicos[0]?.posicion === mensajes, 300_000)
  const segundos = (performance.now() - inicio) / 1_000
  return { lote, mensajes, segundos, porSegundo: Math.round(mensajes / segundos) }
}

/** Tres rondas intercaladas de cada tamaño de lote; a mano: `node bench/drenado.ts [mensajes]`. */
const correr = async (mensajes: number): Promise<void> => {
  await using taller = await abrirTaller()
  await cargarAtraso(taller, mensajes)
  for (let ronda = 0; ronda < 3; ronda++)
    for (const lote of [100, 500]) console.table([await medirDrenado(taller, { lote, mensajes })])
}

if (import.meta.main) await correr(Number(process.argv[2] ?? 100_000))

import type pg from 'pg'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import {
  contratosQueNombran,
  guardarContratos,
  guardarFichas,
  leerContratos,
  leerFichas,
  rehacerContratos,
  rehacerFichas,
} from '../filas.ts'
import { type Ficha, pasarCliente, pasarContrato, pasarInmueble } from './fichas.ts'

/** Primero las fichas: al construir, los contratos las encuentran ya. */
export const TOPICOS = ['eventos-cliente', 'eventos-inmueble', 'eventos-contrato'] as const

type Pasar<F> = (previa: F | undefined, mensaje: Mensaje, esquemas: Registro) => F | undefined

const clavesDe = (mensajes: readonly Mensaje[]): string[] => [...new Set(mensajes.map((m) => m.clave))]

/** Aplica los mensajes a las filas previas y da sólo las que cambiaron. */
const aplicar = <F>(
  mensajes: readonly Mensaje[],
  previas: ReadonlyMap<string, F>,
  pasar: (previa: F | undefined, mensaje: Mensaje) => F | undefined,
): F[] => {
  const cambiadas = new Map<string, F>()
  for (const mensaje of mensajes) {
    const { clave } = mensaje
    const previa = cambiadas.get(clave) ?? previas.get(clave)
    const nueva = pasar(previa, mensaje)
    if (nueva && nueva !== previa) cambiadas.set(clave, nueva)
  }
  return [...cambiadas.values()]
}

type Lote = Readonly<{ mensajes: readonly Mensaje[]; tx: pg.PoolClient; esquemas: Registro }>

const plegarFichas = async ({ mensajes, tx, esquemas }: Lote, pasar: Pasar<Ficha>): Promise<void> => {
  const previas = await leerFichas(tx, clavesDe(mensajes))
  const fichas = aplicar(mensajes, previas, (previa, mensaje) => pasar(previa, mensaje, esquemas))
  if (fichas.length === 0) return
  const ids = fichas.map((f) => f.id)
  await guardarFichas(tx, fichas)
  await rehacerFichas(tx, ids)
  await rehacerContratos(tx, await contratosQueNombran(tx, ids))
}

const plegarContratos = async ({ mensajes, tx, esquemas }: Lote): Promise<void> => {
  const previos = await leerContratos(tx, clavesDe(mensajes))
  const contratos = aplicar(mensajes, previos, (previo, mensaje) => pasarContrato(previo, mensaje, esquemas))
  if (contratos.length === 0) return
  await guardarContratos(tx, contratos)
  await rehacerContratos(
    tx,
    contratos.map((c) => c.id),
  )
}

const POR_TOPICO: Readonly<Record<(typeof TOPICOS)[number], (lote: Lote) => Promise<void>>> = {
  'eventos-cliente': (lote) => plegarFichas(lote, pasarCliente),
  'eventos-inmueble': (lote) => plegarFichas(lote, pasarInmueble),
  'eventos-contrato': plegarContratos,
}

/** Pliega un lote sobre las tablas de la búsqueda y rehace las entradas que toca. */
export const plegarBusqueda =
  (esquemas: Registro) =>
  async (lote: readonly Mensaje[], tx: pg.PoolClient): Promise<void> => {
    for (const [topico, mensajes] of Map.groupBy(lote, (m) => m.topico))
      await POR_TOPICO[topico as (typeof TOPICOS)[number]]({ mensajes, tx, esquemas })
  }

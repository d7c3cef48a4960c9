import type pg from 'pg'
import { DependenciaCaida } from '#seedwork/aplicacion/errores-consumo.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { eslabon, genesis } from '../cadena.ts'
import { anadirEslabones, type Eslabon, ultimoEslabon } from '../eslabones.ts'

const tras = (anterior: Buffer, m: Mensaje): Eslabon => ({
  topico: m.topico,
  posicion: m.posicion,
  idMensaje: m.id,
  actor: m.actor,
  tipo: m.tipo,
  clave: m.clave,
  hashAnterior: anterior,
  hash: eslabon(anterior, m),
})

/** Los eslabones de unos mensajes del mismo tópico, que deben seguir al último sin huecos. */
const encadenarTopico = async (mensajes: readonly Mensaje[], tx: pg.PoolClient): Promise<void> => {
  const { topico, posicion } = mensajes[0]!
  const ultimo = await ultimoEslabon(tx, topico)
  let anterior = ultimo?.hash ?? genesis(topico)
  let esperada = ultimo ? ultimo.posicion + 1 : posicion
  const eslabones: Eslabon[] = []
  for (const m of mensajes) {
    if (m.posicion !== esperada)
      throw new Error(`a la cadena de ${topico} le sigue ${esperada}, no ${m.posicion}`)
    const nuevo = tras(anterior, m)
    eslabones.push(nuevo)
    anterior = nuevo.hash
    esperada += 1
  }
  await anadirEslabones(tx, eslabones)
}

/**
 * Pliega la bitácora en una cadena de hashes por tópico, en orden y en la transacción del cursor. Aquí
 * no se aparta ningún mensaje: saltar uno rompería la cadena, así que cualquier fallo la deja en pausa.
 */
export const encadenar = async (mensajes: readonly Mensaje[], tx: pg.PoolClient): Promise<void> => {
  try {
    for (const delTopico of Map.groupBy(mensajes, (m) => m.topico).values())
      await encadenarTopico(delTopico, tx)
  } catch (error) {
    const motivo = error instanceof Error ? error.message : String(error)
    throw new DependenciaCaida(`la cadena de auditoría no puede seguir: ${motivo}`, error)
  }
}

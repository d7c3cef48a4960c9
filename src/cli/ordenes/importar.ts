import { readFile } from 'node:fs/promises'
import { type Cliente, ErrorApi } from '../cliente.ts'
import type { FaltaCsv, Fila } from '../importacion/columnas.ts'
import { leerFilas } from '../importacion/filas.ts'
import { Importador } from '../importacion/importador.ts'
import { PasoRechazado } from '../importacion/pasos.ts'
import { crearProgreso } from '../progreso.ts'

/** Filas en curso a la vez: suficientes para llenar los lotes de la API sin ahogarla. */
const A_LA_VEZ = 16

/** Qué quedó de una importación. Correrla otra vez sobre el mismo archivo no cambia nada. */
export type Importacion = Readonly<{ importadas: number; faltas: readonly FaltaCsv[] }>

/**
 * Importa un CSV de `red.md` §6. Una fila con faltas no detiene a las demás; si es el sistema el que no
 * puede, se para, se dice y se falla: repetir la orden sigue desde ahí.
 */
export const importar = async (cliente: Cliente, archivo: string): Promise<Importacion> => {
  const { filas, faltas } = leerFilas(await readFile(archivo))
  const importador = new Importador(cliente)
  const progreso = crearProgreso('contratos', filas.length)
  const pendientes = filas.values()
  let importadas = 0
  let parada = false
  const trabajar = async (): Promise<void> => {
    for (const fila of pendientes) {
      if (parada) return
      const falta = await intentar(importador, fila)
      if (falta) faltas.push(falta)
      else importadas++
      progreso.avanzar()
    }
  }
  const trabajos = Array.from({ length: A_LA_VEZ }, trabajar)
  try {
    await Promise.all(trabajos)
  } catch (error) {
    parada = true
    await Promise.allSettled(trabajos)
    process.stderr.write(`\nvan ${importadas} de ${filas.length}: repita la orden para seguir\n`)
    throw error
  }
  progreso.terminar()
  return {
    importadas,
    faltas: faltas.sort((a, b) => a.linea - b.linea || a.columna.localeCompare(b.columna)),
  }
}

const intentar = async (importador: Importador, fila: Fila): Promise<FaltaCsv | null> => {
  try {
    await importador.importar(fila)
    return null
  } catch (error) {
    // Sin sistema, o sin permiso, no hay nada que atribuir a la fila: se para y se dice.
    if (error instanceof ErrorApi) throw error
    return {
      linea: fila.linea,
      columna: error instanceof PasoRechazado ? error.columna : '',
      detalle: (error as Error).message,
    }
  }
}

/** Las faltas, una por línea, listas para mostrar. */
export const enTexto = (faltas: readonly FaltaCsv[]): string =>
  faltas.map((f) => `línea ${f.linea}${f.columna ? `, columna «${f.columna}»` : ''}: ${f.detalle}`).join('\n')

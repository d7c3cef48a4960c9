import { readFile } from 'node:fs/promises'
import { type Cliente, ErrorApi } from '../cliente.ts'
import { type FaltaCsv, type Fila, leerFilas } from '../importacion/filas.ts'
import { crearImportador, PasoRechazado } from '../importacion/pasos.ts'
import { crearProgreso } from '../progreso.ts'

/** Filas en curso a la vez: suficientes para llenar los lotes de la API sin ahogarla. */
const A_LA_VEZ = 16

/** Qué quedó de una importación. Correrla otra vez sobre el mismo archivo no cambia nada. */
export type Importacion = Readonly<{ importadas: number; faltas: readonly FaltaCsv[] }>

/** Importa un CSV de `red.md` §6. Una fila con faltas no detiene a las demás. */
export const importar = async (cliente: Cliente, archivo: string): Promise<Importacion> => {
  const { filas, faltas } = leerFilas(await readFile(archivo))
  const importarFila = crearImportador(cliente)
  const progreso = crearProgreso('contratos', filas.length)
  const pendientes = filas.values()
  let importadas = 0
  const trabajar = async (): Promise<void> => {
    for (const fila of pendientes) {
      const falta = await intentar(importarFila, fila)
      if (falta) faltas.push(falta)
      else importadas++
      progreso.avanzar()
    }
  }
  await Promise.all(Array.from({ length: A_LA_VEZ }, trabajar))
  progreso.terminar()
  return { importadas, faltas: faltas.sort((a, b) => a.linea - b.linea) }
}

const intentar = async (importarFila: (f: Fila) => Promise<void>, fila: Fila): Promise<FaltaCsv | null> => {
  try {
    await importarFila(fila)
    return null
  } catch (error) {
    // Sin sistema no hay nada que atribuir a la fila: se para y se dice.
    if (error instanceof ErrorApi && error.estado === 0) throw error
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

import { readFile } from 'node:fs/promises'
import { setTimeout as esperar } from 'node:timers/promises'
import { mediana } from './carga.ts'
import { abrirTodo, carpetaDeDatos } from './todo.ts'

const residente = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** En reposo V8 devuelve lo que el arranque le hizo pedir, pasado cerca de un minuto sin trabajo. */
const REPOSO = 120_000

/** De arrancar a listo tras una parada limpia, y memoria del proceso Node sin carga. */
export const medirArranque = async (): Promise<void> => {
  await using datos = await carpetaDeDatos()
  {
    await using primera = await abrirTodo(datos.ruta)
    console.log(`primera vez (crea la base y carga la demo): ${(primera.arranque / 1000).toFixed(2)} s`)
  }
  const tiempos: number[] = []
  for (let i = 0; i < 3; i++) {
    await using sistema = await abrirTodo(datos.ruta)
    tiempos.push(sistema.arranque)
  }
  console.log(`tras una parada limpia: ${(mediana(tiempos) / 1000).toFixed(2)} s (meta ≤ 3)`)
  await using sistema = await abrirTodo(datos.ruta)
  await esperar(5_000)
  const alEmpezar = await residente(sistema.pid)
  await esperar(REPOSO)
  const enReposo = await residente(sistema.pid)
  console.log(
    `residente: ${alEmpezar.toFixed(0)} MB a los 5 s; ${enReposo.toFixed(0)} MB en reposo, dos minutos después (meta ≤ 200)`,
  )
}

import { fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { idDeClave } from '#seedwork/presentacion/encabezados.ts'
import type { Aceptado } from './historia.ts'

/** Una orden que el sistema dio por hecha, como el testigo la vio. */
export type Anotada = Readonly<{
  /** `MÉTODO /ruta/:con/parametros`, con la que se deriva el id del comando. */
  operacion: string
  clave: string
  respuesta: string
  posicion: string
  /** Una orden asíncrona: dónde quedó se sabe por su registro. */
  asincrona?: true
}>

/** Un archivo al que el sistema no llega: lo anotado está en el disco antes de seguir. */
export type Cuaderno = { anotar(anotada: Anotada): Promise<void> }

/** Abre el cuaderno para añadir. Lo que se anota en un mismo turno comparte un `fsync`. */
export const abrirCuaderno = (archivo: string): Cuaderno => {
  const descriptor = openSync(archivo, 'a')
  let esperan: { linea: string; listo: () => void }[] = []
  const bajar = (): void => {
    const suyos = esperan
    esperan = []
    writeSync(descriptor, suyos.map((e) => e.linea).join(''))
    fsyncSync(descriptor)
    for (const { listo } of suyos) listo()
  }
  return {
    anotar(anotada) {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (esperan.length === 0) setImmediate(bajar)
      esperan.push({ linea: `${JSON.stringify(anotada)}\n`, listo: resolve })
      return promise
    },
  }
}

const posicionesDe = (encabezado: string): Aceptado['posiciones'] =>
  encabezado.split(', ').flatMap((parte) => {
    const [topico, posicion] = parte.split('=')
    return topico && posicion ? [{ topico, posicion: Number(posicion) }] : []
  })

/** Lo aceptado según el cuaderno. `actor`: el principal con que se pidió. */
export const leerCuaderno = (archivo: string, actor = 'local'): Aceptado[] =>
  readFileSync(archivo, 'utf8')
    .split('\n')
    .filter((linea) => linea !== '')
    .map((linea) => {
      const { operacion, clave, respuesta, posicion, asincrona } = JSON.parse(linea) as Anotada
      return {
        idComando: idDeClave(actor, operacion, clave),
        clave: `${operacion} ${clave}`,
        respuesta,
        posiciones: asincrona ? [] : posicionesDe(posicion),
      }
    })

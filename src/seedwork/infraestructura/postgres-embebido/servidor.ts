import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { setTimeout as esperar } from 'node:timers/promises'
import { ErrorArranque } from '../error-arranque.ts'
import type { Registro } from '../registro.ts'
import { type Acceso, conBase } from './conexion.ts'
import { type Durabilidad, durabilidad } from './durabilidad.ts'
import { estaParando, pararRestos } from './restos.ts'
import { crearCarpetaSocket, type Ubicacion } from './ubicacion.ts'
import { ordenServidor, vigilar } from './vigia.ts'

/** Un jefe muerto con una conexión ocupada niega el arranque hasta que ésta se va. */
const LIMITE_RESTOS_MS = 30_000
/** La recuperación tras una caída relee lo escrito desde el último punto de control. */
const LIMITE_RECUPERACION_MS = 300_000
const LIMITE_PARADA_MS = 12_000
const ESPERA_MAXIMA_MS = 5_000
const SONDEO_PARADA_MS = 1_000
const BITACORA_MAXIMA = 16 * 1024 * 1024
/** `sh` suma 128 al número de la señal que mató a quien corría. */
const MUERTO_POR_SENAL = 128

const RESTOS = /still in use|already exists|already running|Is another postmaster/

type Opciones = Readonly<{
  ubicacion: Ubicacion
  clave: string
  registro: Registro
  ajustes: Readonly<Record<string, string>>
}>

/** Un servidor vivo: su vigía, y la promesa de que salió. */
type Vivo = Readonly<{ vigia: ChildProcess; salida: Promise<number>; desde: number }>

const salidaDe = async (vigia: ChildProcess): Promise<number> => {
  const [codigo, senal] = (await once(vigia, 'exit')) as [number | null, NodeJS.Signals | null]
  return codigo ?? (senal ? 1 : 0)
}

/** Mientras el servidor se levanta rechaza conexiones; que no acepte la clave no se arregla esperando. */
const soloSiEspera = (error: { code?: string }): undefined => {
  if (error.code === '28P01') throw new ErrorArranque('la clave guardada no es la de estos datos', 1)
}

/** Arranca el servidor, lo vuelve a arrancar si se muere solo, y lo para al cerrar. */
export class Servidor implements AsyncDisposable {
  readonly acceso: Acceso
  readonly #opciones: Opciones
  readonly #alCaer = new Set<() => void>()
  readonly #alVolver = new Set<() => void>()
  readonly #fin = new AbortController()
  #vivo: Vivo | undefined
  #disponible = false
  #revivir: Promise<void> | undefined

  constructor(opciones: Opciones) {
    this.#opciones = opciones
    this.acceso = { sockets: crearCarpetaSocket(opciones.ubicacion), clave: opciones.clave }
  }

  get disponible(): boolean {
    return this.#disponible
  }

  alCaer(oyente: () => void): void {
    this.#alCaer.add(oyente)
  }

  alVolver(oyente: () => void): void {
    this.#alVolver.add(oyente)
  }

  /** Arranca y espera a que atienda; devuelve la durabilidad que encontró. */
  async arrancar(): Promise<Durabilidad> {
    const { ubicacion, registro } = this.#opciones
    const limite = performance.now() + LIMITE_RESTOS_MS
    for (;;) {
      await pararRestos(ubicacion, registro)
      const vivo = this.#lanzar()
      const lista = await this.#esperarListo(vivo)
      if (lista) return this.#listo(vivo, lista)
      const dijo = this.#ultimaBitacora(vivo.desde)
      const seReintenta = RESTOS.test(dijo) || (await vivo.salida) > MUERTO_POR_SENAL
      if (!seReintenta || performance.now() > limite)
        throw new ErrorArranque(`PostgreSQL no arranca: ${dijo.trim() || 'sin explicación'}`, 1)
      await esperar(200, undefined, { signal: this.#fin.signal })
    }
  }

  #listo(vivo: Vivo, lista: Durabilidad): Durabilidad {
    this.#vivo = vivo
    this.#disponible = true
    const sondeo = setInterval(() => this.#noDejarAMedias(vivo), SONDEO_PARADA_MS).unref()
    void vivo.salida.then((codigo) => {
      clearInterval(sondeo)
      this.#alSalir(codigo)
    })
    return lista
  }

  /**
   * Un SIGTERM ajeno pide al servidor la parada paciente: no admite a nadie más y espera a que se vayan
   * nuestras conexiones, que no se van. Se le pide la rápida, y al salir vuelve como de cualquier caída.
   */
  #noDejarAMedias({ vigia }: Vivo): void {
    if (!estaParando(this.#opciones.ubicacion)) return
    this.#disponible = false
    vigia.stdin?.end()
  }

  #lanzar(): Vivo {
    const { ubicacion, ajustes } = this.#opciones
    const { bitacora } = ubicacion
    if (existsSync(bitacora) && statSync(bitacora).size > BITACORA_MAXIMA)
      renameSync(bitacora, `${bitacora}.1`)
    const salida = openSync(bitacora, 'a', 0o600)
    const desde = statSync(bitacora).size
    try {
      const orden = ordenServidor(ubicacion, { ...ajustes, unix_socket_directories: this.acceso.sockets })
      const vigia = vigilar({ orden, identidad: ubicacion.identidad, salida })
      // Si el vigía ya salió, escribirle falla: de eso se entera `exit`.
      vigia.stdin?.on('error', () => {})
      this.#vivo = { vigia, salida: salidaDe(vigia), desde }
      return this.#vivo
    } finally {
      closeSync(salida)
    }
  }

  /** La durabilidad del servidor cuando atiende, o nada si salió antes. */
  async #esperarListo({ salida }: Vivo): Promise<Durabilidad | undefined> {
    const salio = salida.then(() => true)
    const limite = performance.now() + LIMITE_RECUPERACION_MS
    while (performance.now() < limite) {
      const lista = await conBase(this.acceso, durabilidad).catch(soloSiEspera)
      if (lista) return lista
      if (await Promise.race([salio, esperar(15, false)])) return undefined
    }
    throw new ErrorArranque('PostgreSQL no terminó de recuperarse a tiempo', 1)
  }

  #ultimaBitacora(desde: number): string {
    const texto = readFileSync(this.#opciones.ubicacion.bitacora).subarray(desde).toString('utf8')
    const graves = texto.split('\n').filter((linea) => /FATAL|PANIC|HINT/.test(linea))
    return (graves.length > 0 ? graves.join('\n') : texto).slice(-2_000)
  }

  #alSalir(codigo: number): void {
    this.#disponible = false
    if (this.#fin.signal.aborted) return
    this.#opciones.registro.error({ codigo }, 'PostgreSQL se cayó: se vuelve a arrancar')
    for (const oyente of this.#alCaer) oyente()
    this.#revivir = this.#arrancarOtraVez()
  }

  async #arrancarOtraVez(): Promise<void> {
    const { registro } = this.#opciones
    for (let espera = 100; !this.#fin.signal.aborted; espera = Math.min(espera * 2, ESPERA_MAXIMA_MS)) {
      try {
        await this.arrancar()
        registro.info({}, 'PostgreSQL volvió')
        for (const oyente of this.#alVolver) oyente()
        return
      } catch (err) {
        if (this.#fin.signal.aborted) return
        registro.error({ err, espera }, 'PostgreSQL no vuelve; se intentará de nuevo')
        await esperar(espera, undefined, { signal: this.#fin.signal }).catch(() => {})
      }
    }
  }

  /** Parada rápida: termina las conexiones, escribe el punto de control y sale. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { ubicacion, registro } = this.#opciones
    this.#fin.abort()
    this.#disponible = false
    this.#vivo?.vigia.stdin?.end()
    const aTiempo = await Promise.race([
      this.#vivo?.salida.then(() => true) ?? true,
      esperar(LIMITE_PARADA_MS, false, { ref: false }),
    ])
    await this.#revivir
    if (!aTiempo) await pararRestos(ubicacion, registro)
    rmSync(this.acceso.sockets, { recursive: true, force: true })
  }
}

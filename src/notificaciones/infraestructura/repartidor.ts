import { setTimeout as dormir } from 'node:timers/promises'
import { type Correo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { type Lapso, muestreado, sinTrazas, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { crearTimbre, retroceso } from '#seedwork/infraestructura/suscripciones/timbre.ts'
import { type PoliticaReintento, type Resultado, trasIntento } from '../dominio/entrega.ts'
import type { Cola, EnMano } from './cola.ts'

/** Cómo se reparte. Tiempos en ms. */
export type OpcionesRepartidor = Readonly<{
  cola: Cola
  correo: Correo
  registro: Registro
  tropiezo: Tropiezo
  trazas?: Trazas | undefined
  politica: PoliticaReintento
  /** Envíos a la vez como mucho. */
  aLaVez?: number
  /** Lo más que se espera sin mirar la cola. */
  sondeo?: number
  /** Pausa ante un servidor caído: la primera y la más larga. */
  pausa?: Readonly<{ base: number; tope: number }>
  /** Número al azar en [0, 1) para espaciar los reintentos. */
  azar?: () => number
  /** Se llama en cada vuelta: lo que haya que hacer de cuando en cuando. */
  alDarVuelta?: () => Promise<void>
  /** Al cerrar, cuánto se espera a los envíos en vuelo antes de cortarlos con `cortar`. */
  gracia?: number
  cortar?: () => Promise<void>
}>

/** Cómo va el reparto, para `/readyz` y las métricas. */
export type EstadoReparto = Readonly<{
  situacion: 'activo' | 'pausado' | 'cerrado'
  motivo: string | null
  enVuelo: number
  enviadas: number
  fallos: number
}>

/** El reparto en marcha. Cerrarlo espera a los envíos en vuelo. */
export type Repartidor = AsyncDisposable & { despertar(): void; estado(): EstadoReparto }

/** Cuántas veces se insiste en registrar un resultado, y con qué espera (ms): en total, menos que un arriendo. */
const REGISTROS = 8
const ESPERA_REGISTRO = { base: 200, tope: 10_000 }

const resultadoDe = (error: unknown): Resultado => {
  const texto = error instanceof Error ? error.message : String(error)
  // Lo que no es un ErrorCorreo es un defecto del adaptador: se reintenta, con límite, y se ve.
  return { tipo: error instanceof ErrorCorreo ? error.clase : 'temporal', error: texto }
}

/** El envío, en la traza de lo que causó el aviso. Ni a quién ni qué dice. */
const abrirLapso = (trazas: Trazas, { traceparent = null, intentos: intento }: EnMano): Lapso | null =>
  trazas.activas && muestreado(traceparent)
    ? trazas.abrir('enviar correo', { clase: 'cliente', padre: traceparent, atributos: { intento } })
    : null

class Reparto {
  readonly #o: OpcionesRepartidor
  readonly #timbre = crearTimbre()
  readonly #fin = new AbortController()
  readonly #enVuelo = new Set<Promise<void>>()
  #caidas = 0
  #probarEn = 0
  #motivo: string | null = null
  #enviadas = 0
  #fallos = 0
  readonly #marcha: Promise<void>

  constructor(opciones: OpcionesRepartidor) {
    this.#o = opciones
    this.#marcha = this.#correr()
  }

  despertar(): void {
    this.#timbre.tocar()
  }

  estado(): EstadoReparto {
    return {
      situacion: this.#fin.signal.aborted ? 'cerrado' : this.#caidas > 0 ? 'pausado' : 'activo',
      motivo: this.#motivo,
      enVuelo: this.#enVuelo.size,
      enviadas: this.#enviadas,
      fallos: this.#fallos,
    }
  }

  async cerrar(): Promise<void> {
    this.#fin.abort()
    await this.#marcha
    const { gracia = 5_000, cortar } = this.#o
    const corte = setTimeout(() => void cortar?.(), gracia)
    await Promise.all(this.#enVuelo)
    clearTimeout(corte)
  }

  async #correr(): Promise<void> {
    while (!this.#fin.signal.aborted) {
      try {
        const tomadas = await this.#vuelta()
        if (tomadas === 0) await this.#descansar()
      } catch (err) {
        this.#o.registro.warn({ err }, 'el reparto de correo no puede leer su cola')
        await this.#timbre.esperar(this.#sondeo, this.#fin.signal)
      }
    }
  }

  get #sondeo(): number {
    return this.#o.sondeo ?? 5_000
  }

  async #vuelta(): Promise<number> {
    await this.#o.alDarVuelta?.()
    const limite = this.#cuantas()
    if (limite === 0) return 0
    const entregas = await this.#o.cola.reclamar(limite)
    for (const entrega of entregas) {
      const envio = this.#enviar(entrega).finally(() => {
        this.#enVuelo.delete(envio)
        this.#timbre.tocar()
      })
      this.#enVuelo.add(envio)
    }
    return entregas.length
  }

  /** Con el servidor caído sale una sola, de prueba, cuando toca y no queda otra en vuelo. */
  #cuantas(): number {
    if (this.#caidas === 0) return (this.#o.aLaVez ?? 4) - this.#enVuelo.size
    return this.#enVuelo.size === 0 && performance.now() >= this.#probarEn ? 1 : 0
  }

  async #descansar(): Promise<void> {
    const espera = Math.min(this.#sondeo, await this.#esperaDebida())
    await this.#timbre.esperar(Math.max(1, Math.ceil(espera)), this.#fin.signal)
  }

  /** Ms hasta que haya algo que hacer, si nadie avisa antes. */
  async #esperaDebida(): Promise<number> {
    if (this.#enVuelo.size > 0) return this.#sondeo
    const pausa = this.#caidas > 0 ? this.#probarEn - performance.now() : 0
    if (pausa > 0) return pausa
    return (await this.#o.cola.proxima()) ?? this.#sondeo
  }

  async #enviar(entrega: EnMano): Promise<void> {
    const { cola, correo, tropiezo, politica, registro, azar = Math.random } = this.#o
    let resultado: Resultado = { tipo: 'aceptada' }
    let respuesta: number | null = null
    const lapso = abrirLapso(this.#o.trazas ?? sinTrazas, entrega)
    try {
      await tropiezo('correo:antes-de-enviar')
      await correo.enviar(entrega.carta)
      await tropiezo('correo:tras-250')
    } catch (error) {
      resultado = resultadoDe(error)
      respuesta = error instanceof ErrorCorreo ? error.respuesta : null
    }
    lapso?.terminar(resultado.tipo === 'aceptada' ? {} : { fallo: resultado.tipo })
    this.#contar(resultado)
    const desenlace = trasIntento(resultado, { intentos: entrega.intentos, politica, azar: azar() })
    const datos = {
      entrega: entrega.id,
      estado: desenlace.estado,
      intentos: entrega.intentos,
      error: desenlace.error,
    }
    const nuestra = await this.#registrar(() => cola.registrar(entrega, desenlace, respuesta), datos)
    if (nuestra === undefined) return
    if (!nuestra) registro.warn(datos, 'la entrega ya era de otro repartidor')
    else if (desenlace.error === null) registro.info(datos, 'correo enviado')
    else registro.warn(datos, 'el correo no salió')
  }

  /**
   * Insiste un rato en escribir el resultado: una base que se cae un instante no debe costar un correo
   * repetido. Si no vuelve, el arriendo vence y se envía otra vez, con el mismo Message-ID.
   */
  async #registrar(registrar: () => Promise<boolean>, datos: object): Promise<boolean | undefined> {
    for (let vez = 1; ; vez++) {
      try {
        return await registrar()
      } catch (err) {
        if (vez > REGISTROS || this.#fin.signal.aborted) {
          this.#o.registro.error({ err, ...datos }, 'no se pudo registrar el resultado de un envío')
          return undefined
        }
      }
      await dormir(retroceso(ESPERA_REGISTRO, vez), undefined, { signal: this.#fin.signal }).catch(() => {})
    }
  }

  #contar(resultado: Resultado): void {
    if (resultado.tipo === 'caida') {
      this.#caer(resultado.error)
      return
    }
    // El servidor contestó, aunque sea que no: está vivo.
    this.#caidas = 0
    this.#motivo = null
    if (resultado.tipo === 'aceptada') this.#enviadas++
    else this.#fallos++
  }

  #caer(motivo: string): void {
    this.#motivo = motivo
    // Varias cartas en vuelo que caen juntas son una sola caída.
    if (this.#caidas > 0 && performance.now() < this.#probarEn) return
    const { base, tope } = this.#o.pausa ?? { base: 1_000, tope: 60_000 }
    this.#caidas++
    this.#probarEn = performance.now() + retroceso({ base, tope }, this.#caidas)
    this.#o.registro.warn(
      { motivo, caidas: this.#caidas },
      'el servidor de correo no atiende: el reparto espera',
    )
  }
}

/**
 * Empieza a repartir: toma lo vencido de la cola y lo envía, unos pocos a la vez. Un servidor caído pausa
 * el reparto y se prueba con una sola carta; nada de esto toca a quien anota los avisos.
 */
export const abrirRepartidor = (opciones: OpcionesRepartidor): Repartidor => {
  const reparto = new Reparto(opciones)
  return {
    despertar: () => reparto.despertar(),
    estado: () => reparto.estado(),
    [Symbol.asyncDispose]: () => reparto.cerrar(),
  }
}

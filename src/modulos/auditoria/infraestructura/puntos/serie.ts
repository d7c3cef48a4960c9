import type { PuntoDeControl } from '../verificacion.ts'
import type { Destino } from './destino.ts'
import type { Llave } from './llave.ts'
import { comprobarPunto, esFalla, type FallaPunto, huellaDePunto, type PuntoFirmado } from './punto.ts'

/** Cómo están los puntos exportados. */
export type EstadoPuntos = Readonly<{
  destino: Destino['clase']
  /** La pública con que se comprueban. */
  llave: Readonly<{ huella: string; publica: string }>
  total: number
  ultimo: Readonly<{ numero: number; en: string }> | null
  falla: FallaPunto | null
}>

type Medios = Readonly<{ destino: Destino; llave: Llave }>

/** Comprueba que cada punto sigue al anterior. */
class Serie {
  readonly validos: PuntoFirmado[] = []
  total = 0
  falla: FallaPunto | null = null
  #numero = 0
  #huella: string | null = null

  seguir(numero: number, texto: string, examinado: PuntoFirmado | FallaPunto): void {
    this.total += 1
    if (numero !== this.#numero + 1)
      this.#fallar({
        numero: this.#numero + 1,
        causa: 'PuntoAusente',
        detalle: `el siguiente es el ${numero}`,
      })
    else if (esFalla(examinado)) this.#fallar(examinado)
    else if (examinado.anterior !== this.#huella)
      this.#fallar({
        numero: Math.max(1, numero - 1),
        causa: 'PuntoAlterado',
        detalle: `el punto ${numero} recuerda otro anterior`,
      })
    if (!esFalla(examinado)) this.validos.push(examinado)
    this.#numero = numero
    this.#huella = huellaDePunto(texto)
  }

  #fallar(falla: FallaPunto): void {
    this.falla ??= falla
  }
}

/** Lee y comprueba toda la serie; da también lo que sus puntos bien firmados dicen de las cadenas. */
export const leerSerie = async ({
  destino,
  llave,
}: Medios): Promise<Readonly<{ estado: EstadoPuntos; cadenas: readonly PuntoDeControl[] }>> => {
  const serie = new Serie()
  let inaccesible: FallaPunto | null = null
  try {
    for await (const { numero, texto } of destino.recorrer())
      serie.seguir(numero, texto, comprobarPunto({ numero, texto }, llave))
  } catch (error) {
    const detalle = error instanceof Error ? error.message : String(error)
    inaccesible = { numero: serie.total + 1, causa: 'DestinoInaccesible', detalle }
  }
  const ultimo = serie.validos.at(-1)
  const estado: EstadoPuntos = {
    destino: destino.clase,
    llave: { huella: llave.huella, publica: llave.pem },
    total: serie.total,
    ultimo: ultimo ? { numero: ultimo.numero, en: ultimo.en } : null,
    falla: serie.falla ?? inaccesible,
  }
  return { estado, cadenas: serie.validos.flatMap((p) => p.cadenas) }
}

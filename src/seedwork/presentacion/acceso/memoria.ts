import { hash } from 'node:crypto'
import type { Autenticador, Principal } from '../autenticacion.ts'

/** Lo que se averiguó de una credencial. `caduca`: ms desde la época, reloj del sistema. */
export type Veredicto = Readonly<{ principal: Principal; caduca?: number }>

/** Averigua de quién es una credencial; `null` si no sirve. */
export type Verificar = (credencial: string) => Promise<Veredicto | null>

type Recuerdo = Veredicto & Readonly<{ hasta: number }>

export type OpcionesMemoria = Readonly<{
  /** Ms que vale lo averiguado: lo más que tarda una revocación en notarse. */
  vigencia: number
  /** Credenciales recordadas a la vez. */
  maximo?: number
}>

/**
 * Recuerda las credenciales buenas por su SHA-256, para que la comprobación cueste microsegundos; las
 * malas se averiguan cada vez. Las peticiones que llegan a la vez con la misma esperan a una sola.
 */
export const conMemoria = (
  verificar: Verificar,
  { vigencia, maximo = 10_000 }: OpcionesMemoria,
): Autenticador & { olvidar(): void } => {
  const recuerdos = new Map<string, Recuerdo>()
  const enCurso = new Map<string, Promise<Principal | null>>()
  let epoca = 0

  const vigente = (llave: string): Principal | null => {
    const r = recuerdos.get(llave)
    if (r === undefined || performance.now() >= r.hasta) return null
    return r.caduca !== undefined && Date.now() >= r.caduca ? null : r.principal
  }

  const averiguar = async (llave: string, credencial: string): Promise<Principal | null> => {
    const alEmpezar = epoca
    const veredicto = await verificar(credencial)
    recuerdos.delete(llave)
    if (veredicto === null) return null
    // Si se revocó algo mientras tanto, lo averiguado puede ser viejo: vale para ésta y no se recuerda.
    if (epoca === alEmpezar) recuerdos.set(llave, { ...veredicto, hasta: performance.now() + vigencia })
    const [primera] = recuerdos.size > maximo ? recuerdos.keys() : []
    if (primera !== undefined) recuerdos.delete(primera)
    return veredicto.principal
  }

  const autenticar = (credencial: string): Principal | Promise<Principal | null> => {
    const llave = hash('sha256', credencial, 'hex')
    const sabido = vigente(llave)
    if (sabido !== null) return sabido
    const espera = enCurso.get(llave)
    if (espera !== undefined) return espera
    const nueva = averiguar(llave, credencial).finally(() => enCurso.delete(llave))
    enCurso.set(llave, nueva)
    return nueva
  }

  return Object.assign(autenticar, {
    conoce: (credencial: string) => recuerdos.has(hash('sha256', credencial, 'hex')),
    olvidar() {
      epoca += 1
      recuerdos.clear()
    },
  })
}

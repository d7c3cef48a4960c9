import type { Tropiezo } from '../aplicacion/tropiezo.ts'
import { sinTropiezo } from '../aplicacion/tropiezo.ts'

const FORMA = /^(?<punto>.+?):(?<vez>\d+)(?::(?<modo>matar|detener))?$/

/**
 * El tropiezo que pide `FALLA_EN=<punto>:<n>[:matar|detener]`: en el n-ésimo paso por el punto, el
 * proceso se mata (SIGKILL) o se detiene (SIGSTOP) a sí mismo. Sólo con `ALPES_PRUEBAS=si`; si no, nada.
 */
export const tropiezoDeEntorno = (env: Readonly<Record<string, string | undefined>>): Tropiezo => {
  if (env.ALPES_PRUEBAS !== 'si' || !env.FALLA_EN) return sinTropiezo
  const partes = FORMA.exec(env.FALLA_EN)?.groups
  if (!partes) throw new Error('FALLA_EN no tiene la forma <punto>:<n>[:matar|detener]')
  const senal = partes.modo === 'detener' ? 'SIGSTOP' : 'SIGKILL'
  let faltan = Number(partes.vez)
  const tropezar = (punto: string): void => {
    if (punto === partes.punto && --faltan === 0) process.kill(process.pid, senal)
  }
  return Object.assign(tropezar, { punto: partes.punto! })
}

import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { type Partes as DeContratos, montarContratosHeredados } from './heredadas-contratos.ts'
import { type Partes as DeReservas, montarReservasHeredadas } from './heredadas-vuelos.ts'

/**
 * Las rutas que hablaba la versión en Python, para que sus clientes sigan sirviendo: otra forma de pedir los
 * mismos comandos y consultas. No hay una heredada para firmar.
 */
export const montarHeredadas = (app: Aplicacion, partes: DeContratos & DeReservas): void => {
  montarContratosHeredados(app, partes)
  montarReservasHeredadas(app, partes)
}

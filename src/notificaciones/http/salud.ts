import { ARRANQUE } from '#seedwork/infraestructura/proceso.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'

/** Qué tan bien está una pieza. `lista` falsa pone el servicio en rojo. */
export type Pieza = Readonly<{ lista: boolean; detalle: unknown }>

const ABIERTA = { config: { politica: 'abierta' as const } }

/**
 * `/health` y `/livez` (el proceso atiende) y `/readyz` (además puede trabajar). Un servidor de correo
 * caído no es rojo: los avisos esperan y nada más se detiene.
 */
export const ponerSalud = (app: Aplicacion, piezas: () => Promise<Readonly<Record<string, Pieza>>>): void => {
  app.get('/health', ABIERTA, async () => ({ status: 'up' }))
  app.get('/livez', ABIERTA, async () => ({ status: 'up' }))
  app.get('/readyz', ABIERTA, async (_peticion, respuesta) => {
    const halladas = await piezas()
    const lista = Object.values(halladas).every((p) => p.lista)
    const cuerpo = {
      status: lista ? 'up' : 'down',
      desde: ARRANQUE,
      piezas: Object.fromEntries(
        Object.entries(halladas).map(([nombre, p]) => [nombre, { lista: p.lista, detalle: p.detalle }]),
      ),
    }
    return respuesta.status(lista ? 200 : 503).send(cuerpo)
  })
}

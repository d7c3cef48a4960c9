import type { Catalogo } from '#modulos/vuelos/dominio/aeropuertos.ts'
import { type DatosItinerario, itinerarios } from '#modulos/vuelos/dominio/itinerario.ts'
import { POLITICA } from '#modulos/vuelos/dominio/politica.ts'
import { abrirCatalogo } from '#modulos/vuelos/infraestructura/aeropuertos/catalogo.ts'

/** El catálogo de verdad: es un archivo, no hace falta un doble. */
export const {
  catalogo,
  buscar,
}: { catalogo: Catalogo; buscar: ReturnType<typeof abrirCatalogo>['buscar'] } = abrirCatalogo()

export const reglas = { catalogo, politica: POLITICA }

/** Un vuelo en una línea: `BOG 2026-12-10T06:15 MDE 2026-12-10T07:15`, en hora local de cada aeropuerto. */
export const leg = (vuelo: string) => {
  const [origen = '', fechaSalida = '', destino = '', fechaLlegada = ''] = vuelo.split(' ')
  return { origen: { codigo: origen }, destino: { codigo: destino }, fechaSalida, fechaLlegada }
}

/** Un odo: cada texto es un segmento, con sus legs separados por ` + `. */
export const odo = (...segmentos: readonly string[]) => ({
  segmentos: segmentos.map((s) => ({ legs: s.split(' + ').map(leg) })),
})

/** Unos itinerarios con esos odos, leídos con las reglas por omisión. */
export const leidos = (...odos: readonly DatosItinerario['odos'][number][]) => itinerarios([{ odos }], reglas)

/** Lo mismo desde una lista de rutas sin horas (`BOG-MIA`): cada odo, un día después del anterior. */
export const porRutas = (rutas: readonly string[]) =>
  leidos(
    ...rutas.map((ruta, i) => {
      const [origen = '', destino = ''] = ruta.split('-')
      const dia = (n: number) =>
        Temporal.Instant.from('2027-03-01T12:00:00Z')
          .add({ hours: 48 * i + n })
          .toString()
      return odo(`${origen} ${dia(0)} ${destino} ${dia(12)}`)
    }),
  )

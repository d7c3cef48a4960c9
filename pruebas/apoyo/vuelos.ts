import type { TxVuelos } from '#modulos/vuelos/aplicacion/puertos.ts'
import type { Catalogo } from '#modulos/vuelos/dominio/aeropuertos.ts'
import type { EventoReserva } from '#modulos/vuelos/dominio/eventos.ts'
import { type DatosItinerario, itinerarios } from '#modulos/vuelos/dominio/itinerario.ts'
import { POLITICA } from '#modulos/vuelos/dominio/politica.ts'
import type { Reserva } from '#modulos/vuelos/dominio/reserva.ts'
import { abrirCatalogo } from '#modulos/vuelos/infraestructura/aeropuertos/catalogo.ts'
import { despachar } from '#modulos/vuelos/infraestructura/despachadores/eventos-reserva.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { UnidadTrabajo, Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

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

type Fila = Versionado<Reserva>

/** Lo que guarda una unidad de trabajo de vuelos en memoria. */
export type MemoriaVuelos = Readonly<{
  reservas: Map<string, Fila>
  emitidos: EventoIntegracion[]
  clientes: ReadonlySet<string>
}>

export const memoriaVuelos = (clientes: readonly string[] = []): MemoriaVuelos => ({
  reservas: new Map(),
  emitidos: [],
  clientes: new Set(clientes),
})

const armar = (m: MemoriaVuelos, cambios: MemoriaVuelos): TxVuelos => {
  const anotar = (fila: Fila, eventos: readonly EventoReserva[]): Fila => {
    cambios.reservas.set(fila.id, fila)
    cambios.emitidos.push(...eventos.flatMap((e) => despachar(e, fila)))
    return fila
  }
  return {
    clientes: { buscar: async (ids) => new Map(ids.filter((i) => m.clientes.has(i)).map((i) => [i, {}])) },
    reservas: {
      async obtener(id) {
        const fila = m.reservas.get(id)
        if (!fila) throw new ErrorDominio('ReservaNoEncontrada', `no existe ${id}`)
        return fila
      },
      leer: async (id) => m.reservas.get(id) ?? null,
      crear: (id, estado, eventos) => anotar({ id, version: 1, estado }, eventos),
      guardar: (anterior, estado, eventos) =>
        eventos.length === 0
          ? anterior
          : anotar({ ...anterior, version: anterior.version + 1, estado }, eventos),
    },
  }
}

/** Corre cada caso de uso dos veces, exige que dé lo mismo y sólo entonces guarda. */
export const unidadVuelos =
  (m: MemoriaVuelos, comparar: (a: unknown, b: unknown) => void): UnidadTrabajo<TxVuelos> =>
  async (_, trabajo) => {
    const correr = async () => {
      const cambios = memoriaVuelos()
      return { resultado: await trabajo(armar(m, cambios)), cambios }
    }
    const primera = await correr()
    const segunda = await correr()
    comparar(primera, segunda)
    for (const [id, fila] of segunda.cambios.reservas) m.reservas.set(id, fila)
    m.emitidos.push(...segunda.cambios.emitidos)
    return { resultado: segunda.resultado, posiciones: [], repetido: false }
  }

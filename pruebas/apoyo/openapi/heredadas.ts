import { RS_01 } from '../reservas.ts'
import type { Azar } from './azar.ts'

type Arreglo = (cuerpo: object, medios: Readonly<{ azar: Azar }>) => object

/** Fechas que el calendario tiene, un canon en pesos enteros y códigos de pocas fichas. */
const contrato: Arreglo = (_, { azar }) => ({
  fecha_inicio: '2027-01-01T00:00:00Z',
  fecha_fin: '2028-12-31T00:00:00Z',
  id_compania: 900_001 + azar.entero(5),
  id_inquilino: 900_101 + azar.entero(5),
  id_propiedad: 900_001 + azar.entero(5),
  monto: 1 + azar.entero(9_000_000),
})

const reserva: Arreglo = () => ({ itinerarios: [RS_01] })

/** Lo que el azar solo no escribe con la forma de las rutas heredadas. */
export const ARREGLOS_HEREDADOS: Readonly<Record<string, Arreglo>> = {
  'POST /contratos/contrato': contrato,
  'POST /contratos/contrato-comando': contrato,
  'PUT /contratos/contrato-comando/{id}': contrato,
  'POST /vuelos/reserva': reserva,
  'POST /vuelos/reserva-comando': reserva,
}

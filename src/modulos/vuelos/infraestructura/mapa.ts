import type { Dinero, Moneda } from '#seedwork/dominio/dinero.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'
import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import { extremosDeOdo, type Itinerario, legsDe, ventana } from '../dominio/itinerario.ts'
import type { Pasajero } from '../dominio/pasajeros.ts'
import type { EstadoReserva, Pago, Reserva } from '../dominio/reserva.ts'

/** Una fila de `reservas` como la da la conexión: `int8` es bigint y `timestamptz` un instante. */
export type FilaReserva = Readonly<{
  id: string
  version: bigint
  estado: EstadoReserva
  id_cliente: string | null
  itinerarios: Itinerario[]
  pasajeros: Pasajero[]
  precio_minimo: bigint | null
  moneda: string | null
  escala: number | null
  expira_en: Temporal.Instant
  catalogo: string
  aprobada_en: Temporal.Instant | null
  pagada_en: Temporal.Instant | null
  referencia_pago: string | null
  cancelacion: Readonly<{ motivo: string; reembolso: boolean; en: Instante }> | null
  creado_en: Temporal.Instant
  actualizado_en: Temporal.Instant
}>

/** Un estado sin lo que le corresponde es una tabla dañada: se dice, no se adivina. */
const presente = <T>(valor: T | null, f: FilaReserva, columna: string): T => {
  if (valor !== null) return valor
  throw new Error(`reserva ${f.id}: ${f.estado} sin ${columna}`)
}

const precioDe = (f: FilaReserva): Dinero | null =>
  f.precio_minimo === null
    ? null
    : { minimo: f.precio_minimo, moneda: f.moneda as Moneda, escala: presente(f.escala, f, 'escala') }

const momento = (valor: Temporal.Instant | null): Instante | null => valor && instante(valor)

const pagoDe = (f: FilaReserva, precio: Dinero | null): Pago | null => {
  const en = momento(f.pagada_en)
  if (en === null) return null
  return {
    monto: presente(precio, f, 'precio'),
    referencia: presente(f.referencia_pago, f, 'referencia'),
    en,
  }
}

/** De una fila al estado que el dominio entiende. */
export const deFila = (f: FilaReserva): Reserva => {
  const precio = precioDe(f)
  const comun = {
    ...{ id: f.id as Id, idCliente: f.id_cliente as Id | null, itinerarios: f.itinerarios },
    ...{ pasajeros: f.pasajeros, precio, expiraEn: instante(f.expira_en), catalogo: f.catalogo },
    ...{ creadoEn: instante(f.creado_en), actualizadoEn: instante(f.actualizado_en) },
  }
  const { estado } = f
  const aprobadaEn = momento(f.aprobada_en)
  const pago = pagoDe(f, precio)
  if (estado === 'Pendiente') return { ...comun, estado }
  if (estado === 'Cancelada') {
    const { motivo, reembolso, en } = presente(f.cancelacion, f, 'cancelacion')
    return {
      ...comun,
      estado,
      aprobadaEn,
      pago,
      cancelacion: { motivo, en, reembolso: reembolso ? precio : null },
    }
  }
  const aprobada = {
    precio: presente(precio, f, 'precio'),
    aprobadaEn: presente(aprobadaEn, f, 'aprobada_en'),
  }
  if (estado === 'Aprobada') return { ...comun, ...aprobada, estado }
  return { ...comun, ...aprobada, estado, pago: presente(pago, f, 'pagada_en') }
}

const busquedaDe = (r: Reserva, pago: Pago | null): string => {
  const lugares = legsDe(r.itinerarios).flatMap(({ origen, destino }) => [origen, destino])
  const nombres = r.pasajeros.map((p) => p.nombre ?? '')
  return sinTildes(
    [...new Set(lugares.flatMap((l) => [l.codigo, l.ciudad])), ...nombres, pago?.referencia ?? ''].join(' '),
  )
}

const rutaDe = ({ itinerarios }: Reserva) => {
  const odo = itinerarios[0]?.odos[0]
  if (!odo) throw new Error('una reserva tiene al menos un odo')
  const { origen, destino } = extremosDeOdo(odo)
  return { origen: origen.codigo, destino: destino.codigo, primera_salida: ventana(itinerarios).salida }
}

/** Del estado a sus columnas; las de otros estados quedan en nulo. */
export const aFila = (r: Reserva): Readonly<Record<string, unknown>> => {
  const pago = 'pago' in r ? r.pago : null
  return {
    estado: r.estado,
    id_cliente: r.idCliente,
    itinerarios: r.itinerarios,
    pasajeros: r.pasajeros,
    precio_minimo: r.precio?.minimo ?? null,
    moneda: r.precio?.moneda ?? null,
    escala: r.precio?.escala ?? null,
    expira_en: r.expiraEn,
    catalogo: r.catalogo,
    ...rutaDe(r),
    busqueda: busquedaDe(r, pago),
    aprobada_en: 'aprobadaEn' in r ? r.aprobadaEn : null,
    pagada_en: pago?.en ?? null,
    referencia_pago: pago?.referencia ?? null,
    cancelacion:
      r.estado === 'Cancelada' ? { ...r.cancelacion, reembolso: r.cancelacion.reembolso !== null } : null,
    creado_en: r.creadoEn,
    actualizado_en: r.actualizadoEn,
  }
}

/** Cómo se guarda una reserva. `origen`, `destino`, `primera_salida` y `busqueda` se derivan de lo demás. */
export const MAPA_RESERVA: Mapa<Reserva> = {
  agregado: 'reserva',
  tabla: 'reservas',
  columnas: {
    estado: 'text',
    id_cliente: 'uuid',
    itinerarios: 'jsonb',
    pasajeros: 'jsonb',
    precio_minimo: 'int8',
    moneda: 'text',
    escala: 'int4',
    expira_en: 'timestamptz',
    catalogo: 'text',
    origen: 'text',
    destino: 'text',
    primera_salida: 'timestamptz',
    busqueda: 'text',
    aprobada_en: 'timestamptz',
    pagada_en: 'timestamptz',
    referencia_pago: 'text',
    cancelacion: 'jsonb',
    creado_en: 'timestamptz',
    actualizado_en: 'timestamptz',
  },
  aFila,
  deFila: (fila) => deFila(fila as FilaReserva),
  errores: { noEncontrado: 'ReservaNoEncontrada', yaExiste: 'IdRepetido' },
  unicos: [
    {
      columna: 'referencia_pago',
      codigo: 'ReferenciaDuplicada',
      mensaje: 'Ya hay un pago con esa referencia',
    },
  ],
}

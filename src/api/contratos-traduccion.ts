import type { Static } from 'typebox'
import type { ComandoContrato, ContratoListado, FiltroContratos } from '#modulos/contratos/modulo.ts'
import type { Celda } from '#seedwork/presentacion/csv.ts'
import type { CambiosContrato, Consulta, ContratoNuevo } from './contratos-esquemas.ts'

/** Columnas del CSV de contratos. */
export const COLUMNAS: Readonly<Record<string, (c: ContratoListado) => Celda>> = {
  numero: (c) => c.numero,
  estado: (c) => c.estado,
  vigencia: (c) => c.vigencia,
  propiedad: (c) => c.nombres.propiedad,
  ciudad: (c) => c.nombres.ciudad,
  compania: (c) => c.nombres.compania,
  inquilino: (c) => c.nombres.inquilino,
  fecha_inicio: (c) => c.fecha_inicio,
  fecha_fin: (c) => c.fecha_fin,
  dias_restantes: (c) => c.dias_restantes,
  monto: (c) => c.monto,
  canon_vigente: (c) => c.canon_vigente,
  moneda: (c) => c.moneda,
  incremento: (c) => c.incremento.tipo,
  id: (c) => c.id,
}

/** De la consulta HTTP al filtro del módulo. */
export const filtroDe = (c: Static<typeof Consulta>): FiltroContratos => ({
  estado: c.estado,
  vigencia: c.vigencia,
  idCompania: c.id_compania,
  idInquilino: c.id_inquilino,
  idPropiedad: c.id_propiedad,
  ciudad: c.ciudad,
  moneda: c.moneda,
  inicioDesde: c.inicio_desde,
  inicioHasta: c.inicio_hasta,
  finDesde: c.fin_desde,
  finHasta: c.fin_hasta,
  venceEn: c.vence_en,
  montoMin: c.monto_min,
  montoMax: c.monto_max,
  q: c.q,
  aFecha: c.a_fecha,
})

type Incremento = NonNullable<Static<typeof ContratoNuevo>['incremento']>

/** Una regla de incremento del cuerpo, como la nombra el módulo. */
export const incrementoDe = ({ tipo, puntos_basicos }: Incremento) => ({
  tipo,
  puntosBasicos: puntos_basicos,
})

/** El cuerpo de `POST /contratos` como comando. */
export const crearDe = (id: string, c: Static<typeof ContratoNuevo>) =>
  ({
    tipo: 'CrearContrato',
    id,
    numero: c.numero,
    idPropiedad: c.id_propiedad,
    idCompania: c.id_compania,
    idInquilino: c.id_inquilino,
    codeudores: c.codeudores,
    fechaInicio: c.fecha_inicio,
    fechaFin: c.fecha_fin,
    monto: c.monto,
    moneda: c.moneda,
    periodicidad: c.periodicidad,
    incremento: c.incremento && incrementoDe(c.incremento),
    clausulas: c.clausulas,
  }) satisfies ComandoContrato

type Cambios = Extract<ComandoContrato, { tipo: 'ActualizarContrato' }>['cambios']

/** El cuerpo de `PATCH /contratos/{id}` como comando: sólo lo que se nombró; `null` es un valor. */
export const actualizarDe = (id: string, c: Static<typeof CambiosContrato>) => {
  const nombres: Readonly<Record<keyof typeof c, keyof Cambios>> = {
    numero: 'numero',
    id_propiedad: 'idPropiedad',
    id_compania: 'idCompania',
    id_inquilino: 'idInquilino',
    codeudores: 'codeudores',
    fecha_inicio: 'fechaInicio',
    fecha_fin: 'fechaFin',
    monto: 'monto',
    moneda: 'moneda',
    periodicidad: 'periodicidad',
    incremento: 'incremento',
    clausulas: 'clausulas',
  }
  const cambios = Object.entries(c).map(([campo, valor]) => [nombres[campo as keyof typeof c], valor])
  const { incremento } = c
  return {
    tipo: 'ActualizarContrato',
    id,
    cambios: {
      ...(Object.fromEntries(cambios) as Cambios),
      ...(incremento && { incremento: incrementoDe(incremento) }),
    },
  } satisfies ComandoContrato
}

import type { EventoContratoV1 } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Suceso } from '../../aplicacion/anotar.ts'
import type { Hecho } from '../../dominio/avisos.ts'
import type { Terminos } from '../../dominio/terminos.ts'

type DatosTerminos = Extract<EventoContratoV1, { tipo: 'ContratoActualizado' }>['datos']['despues']

const terminosDe = (d: DatosTerminos): Terminos => ({
  idPropiedad: d.id_propiedad,
  idCompania: d.id_compania,
  idInquilino: d.id_inquilino,
  codeudores: d.codeudores,
  fechaInicio: d.fecha_inicio,
  fechaFin: d.fecha_fin,
  monto: d.monto,
  moneda: d.moneda,
  periodicidad: d.periodicidad,
  incremento: [d.incremento.tipo, d.incremento.puntos_basicos].filter((v) => v !== null).join(' '),
  clausulas: d.clausulas,
})

/** Los que este servicio atiende. */
const ATENDIDOS = [
  'ContratoCreado',
  'ContratoActualizado',
  'FirmaRegistrada',
  'FirmasInvalidadas',
  'ContratoFirmado',
  'ContratoProcesado',
  'ContratoEliminado',
] as const satisfies readonly EventoContratoV1['tipo'][]

type Atendido = Extract<EventoContratoV1, { tipo: (typeof ATENDIDOS)[number] }>

const hechoDe = (e: Atendido): Hecho => {
  switch (e.tipo) {
    case 'ContratoCreado': {
      const { numero, revision, hash } = e.datos
      return { tipo: e.tipo, numero: numero || null, terminos: terminosDe(e.datos), revision, hash }
    }
    case 'ContratoActualizado': {
      const { numero, revision, hash, antes, despues } = e.datos
      return {
        ...{ tipo: e.tipo, numero: numero || null, revision, hash },
        ...{ antes: terminosDe(antes), despues: terminosDe(despues) },
      }
    }
    case 'FirmaRegistrada':
      return { tipo: e.tipo, idParte: e.datos.id_parte, faltan: e.datos.faltan }
    case 'FirmasInvalidadas':
      return { tipo: e.tipo, partes: e.datos.partes }
    case 'ContratoFirmado':
    case 'ContratoProcesado':
    case 'ContratoEliminado':
      return { tipo: e.tipo }
  }
}

const TIPOS: ReadonlySet<string> = new Set(ATENDIDOS)

/**
 * Los sucesos de un lote de `eventos-contrato`, en orden. Un tipo de evento que este servicio no atiende
 * se pasa por alto: nacerán otros y no le incumben.
 */
export const sucesosDe = (mensajes: readonly Mensaje[], esquemas: Registro): readonly Suceso[] =>
  mensajes
    .filter((m) => TIPOS.has(m.tipo))
    .map((m) => ({
      idContrato: m.clave,
      version: m.versionAgregado,
      hecho: hechoDe({
        ...esquemas.decodificar(m.contenido),
        topico: m.topico,
      } as unknown as Atendido),
      causa: {
        ...{ topico: m.topico, posicion: m.posicion, idMensaje: m.id, origen: m.origen },
        ...{ guardadoEn: m.guardadoEn, correlacion: m.correlacion, traceparent: m.traceparent },
      },
    }))

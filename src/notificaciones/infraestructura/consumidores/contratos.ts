import {
  EVENTOS_CONTRATO,
  type EventoContratoV1,
} from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Suceso } from '../../aplicacion/anotar.ts'
import type { Hecho } from '../../dominio/avisos.ts'
import type { Terminos } from '../../dominio/terminos.ts'
import { causaDeMensaje } from '../causas.ts'
import { reglaDe, type Traducciones, VIDA } from './contratos-vida.ts'

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
  incremento: reglaDe(d.incremento),
  clausulas: d.clausulas,
})

/** Nacer, firmarse y ponerse en ejecución. */
const ALTA = {
  ContratoCreado: (d) => ({
    ...{ tipo: 'ContratoCreado', numero: d.numero || null, terminos: terminosDe(d), revision: d.revision },
    ...{ hash: d.hash, renuevaA: d.renueva_a },
  }),
  ContratoActualizado: (d) => ({
    ...{ tipo: 'ContratoActualizado', numero: d.numero || null, revision: d.revision, hash: d.hash },
    ...{ antes: terminosDe(d.antes), despues: terminosDe(d.despues) },
  }),
  FirmaRegistrada: (d) => ({ tipo: 'FirmaRegistrada', idParte: d.id_parte, faltan: d.faltan }),
  FirmasInvalidadas: (d) => ({ tipo: 'FirmasInvalidadas', partes: d.partes }),
  ContratoFirmado: () => ({ tipo: 'ContratoFirmado' }),
  ContratoProcesado: () => ({ tipo: 'ContratoProcesado' }),
} satisfies Traducciones

/** Los eventos que este servicio atiende, por familias. Para atender otro, póngalo en la suya. */
const TRADUCCIONES: Readonly<Record<string, (datos: never) => Hecho>> = { ...ALTA, ...VIDA }

/**
 * Los sucesos de un lote de `eventos-contrato`, en orden. Un tipo de evento que este servicio no atiende
 * se pasa por alto: nacerán otros y no le incumben.
 */
export const sucesosDe = (mensajes: readonly Mensaje[], esquemas: Registro): readonly Suceso[] =>
  mensajes
    .filter((m) => Object.hasOwn(TRADUCCIONES, m.tipo))
    .flatMap((m) => {
      const evento = esquemas.evento(EVENTOS_CONTRATO, m)
      if (!evento) return []
      const hecho = TRADUCCIONES[m.tipo]!(evento.datos as never)
      return [{ idContrato: m.clave, version: m.versionAgregado, hecho, causa: causaDeMensaje(m) }]
    })

import { ContratoFirmado } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import {
  ContratoProrrogado,
  ContratoTerminado,
} from '#modulos/contratos/infraestructura/schema/v1/eventos-vida.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { Transaccion } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { fechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { dePostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { alFirmarseContrato, type ContratoQueOcupa } from '../aplicacion/handlers/al-firmarse-contrato.ts'
import { alSoltarseInmueble, type ContratoQueSuelta } from '../aplicacion/handlers/al-soltarse-inmueble.ts'
import type { PoliticaOcupacion } from '../dominio/inmueble.ts'
import { armarTx } from './repositorios.ts'

type Firmado = DatosDe<typeof ContratoFirmado>

const contratoQueOcupa = (
  datos: Pick<Firmado, 'id' | 'numero' | 'id_propiedad' | 'fecha_inicio' | 'fecha_fin'>,
): ContratoQueOcupa => ({
  idInmueble: datos.id_propiedad,
  ocupacion: {
    idContrato: datos.id,
    numero: datos.numero,
    desde: fechaCivil(datos.fecha_inicio),
    hasta: fechaCivil(datos.fecha_fin),
  },
})

const contratoQueSuelta = (datos: DatosDe<typeof ContratoTerminado>): ContratoQueSuelta => ({
  idInmueble: datos.id_propiedad,
  idContrato: datos.id,
  desde: sumarDias(fechaCivil(datos.fecha), 1),
})

/** Lo que este módulo hace, en la misma transacción, cuando otro emite un evento de integración. */
export const crearReacciones = (politica: PoliticaOcupacion) => {
  const ocuparInmueble = alFirmarseContrato(politica)
  return {
    [ContratoFirmado.tipo]: (evento: EventoIntegracion, t: Transaccion) =>
      ocuparInmueble(
        armarTx(dePostgres(t)),
        contratoQueOcupa(evento.datos as Firmado),
        instante(t.contexto.ahora),
      ),
    [ContratoProrrogado.tipo]: (evento: EventoIntegracion, t: Transaccion) => {
      const datos = evento.datos as DatosDe<typeof ContratoProrrogado>
      const contrato = contratoQueOcupa({ ...datos, fecha_fin: datos.fin_nueva })
      return ocuparInmueble(armarTx(dePostgres(t)), contrato, instante(t.contexto.ahora))
    },
    [ContratoTerminado.tipo]: (evento: EventoIntegracion, t: Transaccion) =>
      alSoltarseInmueble(
        armarTx(dePostgres(t)),
        contratoQueSuelta(evento.datos as DatosDe<typeof ContratoTerminado>),
        instante(t.contexto.ahora),
      ),
  }
}

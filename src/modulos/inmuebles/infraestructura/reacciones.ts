import { ContratoFirmado } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { Transaccion } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { dePostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { alFirmarseContrato, type ContratoQueOcupa } from '../aplicacion/handlers/al-firmarse-contrato.ts'
import type { PoliticaOcupacion } from '../dominio/inmueble.ts'
import { armarTx } from './repositorios.ts'

const contratoQueOcupa = (datos: DatosDe<typeof ContratoFirmado>): ContratoQueOcupa => ({
  idInmueble: datos.id_propiedad,
  ocupacion: {
    idContrato: datos.id,
    numero: datos.numero,
    desde: fechaCivil(datos.fecha_inicio),
    hasta: fechaCivil(datos.fecha_fin),
  },
})

/** Lo que este módulo hace, en la misma transacción, cuando otro emite un evento de integración. */
export const crearReacciones = (politica: PoliticaOcupacion) => {
  const ocuparInmueble = alFirmarseContrato(politica)
  return {
    [ContratoFirmado.tipo]: (evento: EventoIntegracion, t: Transaccion) =>
      ocuparInmueble(
        armarTx(dePostgres(t)),
        contratoQueOcupa(evento.datos as DatosDe<typeof ContratoFirmado>),
        instante(t.contexto.ahora),
      ),
  }
}

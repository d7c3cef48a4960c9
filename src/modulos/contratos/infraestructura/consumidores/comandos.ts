import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import {
  type ConsumidorComandos,
  crearConsumidorComandos,
} from '#seedwork/infraestructura/uow/consumidor-comandos.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { type ComandoEncolable, comandosContratos } from '../../aplicacion/comandos.ts'
import type { TxContratos } from '../../aplicacion/puertos.ts'
import type * as v1 from '../schema/v1/comandos.ts'
import type { ComandoContratoV1 } from '../schema/v1/comandos.ts'
import type * as v1Vida from '../schema/v1/comandos-vida.ts'

type Incremento = DatosDe<typeof v1.CrearContrato>['incremento']

const incrementoDe = ({ tipo, puntos_basicos }: Incremento) => ({
  tipo,
  puntosBasicos: puntos_basicos ?? undefined,
})

const ausente = <T>(valor: T | null): T | undefined => valor ?? undefined

const crear = (d: DatosDe<typeof v1.CrearContrato>): ComandoEncolable => ({
  tipo: 'CrearContrato',
  id: d.id,
  numero: ausente(d.numero),
  idPropiedad: d.id_propiedad,
  idCompania: d.id_compania,
  idInquilino: d.id_inquilino,
  codeudores: d.codeudores,
  fechaInicio: d.fecha_inicio,
  fechaFin: d.fecha_fin,
  monto: d.monto,
  moneda: d.moneda,
  periodicidad: d.periodicidad,
  incremento: incrementoDe(d.incremento),
  clausulas: d.clausulas,
})

const actualizar = (d: DatosDe<typeof v1.ActualizarContrato>): ComandoEncolable => {
  const cambios = {
    numero: d.numero,
    idPropiedad: d.id_propiedad,
    idCompania: d.id_compania,
    idInquilino: d.id_inquilino,
    codeudores: d.codeudores,
    fechaInicio: d.fecha_inicio,
    fechaFin: d.fecha_fin,
    monto: d.monto,
    moneda: d.moneda,
    periodicidad: d.periodicidad,
    incremento: d.incremento && incrementoDe(d.incremento),
    clausulas: d.clausulas,
  }
  // Aquí nulo es «como está»; en el comando, lo que no se nombra.
  const nombrados = Object.fromEntries(Object.entries(cambios).filter(([, v]) => v !== null))
  return { tipo: 'ActualizarContrato', id: d.id, cambios: nombrados }
}

const otrosi = ({ id, efectiva, firmas, ...d }: DatosDe<typeof v1Vida.RegistrarOtrosi>): ComandoEncolable => {
  const incremento = d.incremento ? incrementoDe(d.incremento) : undefined
  const cambios = { monto: ausente(d.monto), incremento, clausulas: ausente(d.clausulas) }
  return { tipo: 'RegistrarOtrosi', id, efectiva, firmas, cambios }
}

const renovar = (d: DatosDe<typeof v1Vida.RenovarContrato>): ComandoEncolable => ({
  tipo: 'RenovarContrato',
  id: d.id,
  idNuevo: d.id_nuevo,
  fechaInicio: ausente(d.fecha_inicio),
  fechaFin: d.fecha_fin,
  monto: ausente(d.monto),
  moneda: ausente(d.moneda),
})

const comandoDe = ({ tipo, datos }: ComandoContratoV1): ComandoEncolable => {
  switch (tipo) {
    case 'CrearContrato':
      return crear(datos)
    case 'ActualizarContrato':
      return actualizar(datos)
    case 'FirmarContrato':
      return { tipo, id: datos.id, idParte: datos.id_parte, hash: datos.hash }
    case 'EliminarContrato':
      return { tipo, id: datos.id, motivo: ausente(datos.motivo) }
    case 'ProcesarContrato':
      return { tipo, id: datos.id, actaEntrega: datos.acta_entrega }
    case 'RegistrarOtrosi':
      return otrosi(datos)
    case 'ProrrogarContrato':
      return { tipo, id: datos.id, nuevaFin: datos.nueva_fin }
    case 'AplicarIncremento':
      return { tipo, id: datos.id, aniversario: datos.aniversario }
    case 'RenovarContrato':
      return renovar(datos)
    case 'TerminarAnticipadamente': {
      const { id, fecha, motivo, penalidad } = datos
      return { tipo, id, fecha, motivo, penalidad: ausente(penalidad) }
    }
  }
}

type Medios = Readonly<{ registro: Registro; armar: (tx: TransaccionPostgres) => TxContratos }>

/** Consumidor de `comandos-contrato`. */
export const crearConsumidor = (medios: Medios): ConsumidorComandos<ComandoEncolable> =>
  crearConsumidorComandos({ ...medios, topico: 'comandos-contrato', comandoDe, casos: comandosContratos })

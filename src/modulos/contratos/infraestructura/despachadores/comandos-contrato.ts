import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { ActualizarContrato as Actualizar } from '../../aplicacion/comandos/actualizar-contrato.ts'
import type { CrearContrato as Crear } from '../../aplicacion/comandos/crear-contrato.ts'
import type { ComandoEncolable } from '../../aplicacion/comandos.ts'
import {
  ActualizarContrato,
  CrearContrato,
  EliminarContrato,
  FirmarContrato,
  ProcesarContrato,
} from '../schema/v1/comandos.ts'
import { incrementoDe, type Version, vida } from './comandos-vida.ts'

const crear = (c: Crear): EventoIntegracion =>
  CrearContrato.crear({
    id: c.id,
    numero: c.numero ?? null,
    id_propiedad: c.idPropiedad,
    id_compania: c.idCompania,
    id_inquilino: c.idInquilino,
    codeudores: c.codeudores ?? [],
    fecha_inicio: c.fechaInicio,
    fecha_fin: c.fechaFin,
    monto: c.monto,
    moneda: c.moneda,
    periodicidad: c.periodicidad ?? 'mensual',
    incremento: incrementoDe(c.incremento),
    clausulas: c.clausulas ?? [],
  })

/** En el mensaje nulo es «como está»: lo que se devuelve a su valor inicial se dice con ese valor. */
const dicho = <T, R>(valor: T | undefined, escribir: (valor: T) => R): R | null =>
  valor === undefined ? null : escribir(valor)

const actualizar = ({ id, cambios: c }: Actualizar, version: Version): EventoIntegracion =>
  ActualizarContrato.crear({
    id,
    numero: c.numero ?? null,
    id_propiedad: c.idPropiedad ?? null,
    id_compania: c.idCompania ?? null,
    id_inquilino: c.idInquilino ?? null,
    codeudores: dicho(c.codeudores, (v) => v ?? []),
    fecha_inicio: c.fechaInicio ?? null,
    fecha_fin: c.fechaFin ?? null,
    monto: c.monto ?? null,
    moneda: c.moneda ?? null,
    periodicidad: dicho(c.periodicidad, (v) => v ?? 'mensual'),
    incremento: dicho(c.incremento, incrementoDe),
    clausulas: dicho(c.clausulas, (v) => v ?? []),
    version_esperada: version,
  })

/**
 * El mensaje de `comandos-contrato` con que se acepta un comando para después. `version` es la que quien
 * llama cree vigente. La restricción de firmante no viaja: se comprueba antes de aceptarlo.
 */
export const mensajeDeComando = (comando: ComandoEncolable, version: Version = null): EventoIntegracion => {
  switch (comando.tipo) {
    case 'CrearContrato':
      return crear(comando)
    case 'ActualizarContrato':
      return actualizar(comando, version)
    case 'FirmarContrato': {
      const { id, idParte, hash } = comando
      return FirmarContrato.crear({ id, id_parte: idParte, hash, version_esperada: version })
    }
    case 'EliminarContrato':
      return EliminarContrato.crear({
        id: comando.id,
        motivo: comando.motivo ?? null,
        version_esperada: version,
      })
    case 'ProcesarContrato': {
      const { id, actaEntrega } = comando
      return ProcesarContrato.crear({ id, acta_entrega: actaEntrega, version_esperada: version })
    }
    default:
      return vida(comando, version)
  }
}

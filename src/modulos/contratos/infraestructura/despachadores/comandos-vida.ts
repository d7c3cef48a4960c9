import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { ComandoDeVida } from '../../aplicacion/comandos.ts'
import type { DatosTerminos } from '../../dominio/terminos.ts'
import {
  AplicarIncremento,
  ProrrogarContrato,
  RegistrarOtrosi,
  RenovarContrato,
  TerminarAnticipadamente,
} from '../schema/v1/comandos-vida.ts'

/** La versión que quien llama cree vigente; nula, cualquiera. */
export type Version = number | null

/** Una regla de incremento como se escribe en un mensaje; sin ella, «ninguno». */
export const incrementoDe = (incremento: DatosTerminos['incremento'] | null) => ({
  tipo: incremento?.tipo ?? 'ninguno',
  puntos_basicos: incremento?.puntosBasicos ?? null,
})

type Otrosi = Extract<ComandoDeVida, { tipo: 'RegistrarOtrosi' }>

const otrosi = ({ id, efectiva, cambios, firmas }: Otrosi, version_esperada: Version): EventoIntegracion =>
  RegistrarOtrosi.crear({
    id,
    efectiva,
    monto: cambios.monto ?? null,
    incremento: cambios.incremento ? incrementoDe(cambios.incremento) : null,
    clausulas: cambios.clausulas ?? null,
    firmas,
    version_esperada,
  })

/** El mensaje de un comando sobre un contrato ya firmado. */
export const vida = (c: ComandoDeVida, version_esperada: Version): EventoIntegracion => {
  const { id } = c
  switch (c.tipo) {
    case 'RegistrarOtrosi':
      return otrosi(c, version_esperada)
    case 'ProrrogarContrato':
      return ProrrogarContrato.crear({ id, nueva_fin: c.nuevaFin, version_esperada })
    case 'AplicarIncremento':
      return AplicarIncremento.crear({ id, aniversario: c.aniversario, version_esperada })
    case 'RenovarContrato':
      return RenovarContrato.crear({
        id,
        id_nuevo: c.idNuevo,
        fecha_inicio: c.fechaInicio ?? null,
        fecha_fin: c.fechaFin,
        monto: c.monto ?? null,
        moneda: c.moneda ?? null,
        version_esperada,
      })
    case 'TerminarAnticipadamente': {
      const { fecha, motivo, penalidad = null } = c
      return TerminarAnticipadamente.crear({ id, fecha, motivo, penalidad, version_esperada })
    }
  }
}

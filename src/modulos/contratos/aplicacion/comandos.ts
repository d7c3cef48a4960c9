import type { ManejadoresComando } from '#seedwork/aplicacion/comandos.ts'
import { type ActualizarContrato, actualizarContrato } from './comandos/actualizar-contrato.ts'
import { type AplicarIncremento, aplicarIncremento } from './comandos/aplicar-incremento.ts'
import { type CrearContrato, crearContrato } from './comandos/crear-contrato.ts'
import { type CumplirAniversarios, cumplirAniversarios } from './comandos/cumplir-aniversarios.ts'
import { type EliminarContrato, eliminarContrato } from './comandos/eliminar-contrato.ts'
import { type FirmarContrato, firmarContrato } from './comandos/firmar-contrato.ts'
import { type ProcesarContrato, procesarContrato } from './comandos/procesar-contrato.ts'
import { type ProrrogarContrato, prorrogarContrato } from './comandos/prorrogar-contrato.ts'
import { type PublicarIpc, publicarIpc } from './comandos/publicar-ipc.ts'
import { type RegistrarOtrosi, registrarOtrosi } from './comandos/registrar-otrosi.ts'
import { type RenovarContrato, renovarContrato } from './comandos/renovar-contrato.ts'
import { type TerminarAnticipadamente, terminarAnticipadamente } from './comandos/terminar-anticipadamente.ts'
import { type VencerContrato, vencerContrato } from './comandos/vencer-contrato.ts'
import type { UnidadContratos } from './puertos.ts'
import type { ContratoConAdvertencias, ContratoVista } from './representacion.ts'
import type { IndiceVista } from './representacion-indice.ts'

/** Los que le ocurren a un contrato ya firmado. */
export type ComandoDeVida =
  | RegistrarOtrosi
  | ProrrogarContrato
  | AplicarIncremento
  | RenovarContrato
  | TerminarAnticipadamente

/** Los que también se aceptan para después, como mensaje de `comandos-contrato`. */
export type ComandoEncolable =
  | CrearContrato
  | ActualizarContrato
  | FirmarContrato
  | ProcesarContrato
  | EliminarContrato
  | ComandoDeVida

/** Los que sólo da el planificador, cuando llega una fecha. */
type ComandoProgramado = VencerContrato | CumplirAniversarios

export type ComandoContrato = ComandoEncolable | PublicarIpc | ComandoProgramado

export type ResultadosContrato = {
  CrearContrato: ContratoConAdvertencias
  ActualizarContrato: ContratoConAdvertencias
  FirmarContrato: ContratoVista
  ProcesarContrato: ContratoVista
  EliminarContrato: ContratoVista
  RegistrarOtrosi: ContratoVista
  ProrrogarContrato: ContratoVista
  AplicarIncremento: ContratoVista
  CumplirAniversarios: ContratoVista
  RenovarContrato: ContratoConAdvertencias
  PublicarIpc: IndiceVista
  TerminarAnticipadamente: ContratoVista
  VencerContrato: ContratoVista
}

export type ComandosContratos = ManejadoresComando<ComandoContrato, ResultadosContrato>

/** La tabla de comandos del módulo; olvidar uno no compila. */
export const comandosContratos = (unidad: UnidadContratos): ComandosContratos => ({
  CrearContrato: crearContrato(unidad),
  ActualizarContrato: actualizarContrato(unidad),
  FirmarContrato: firmarContrato(unidad),
  ProcesarContrato: procesarContrato(unidad),
  EliminarContrato: eliminarContrato(unidad),
  RegistrarOtrosi: registrarOtrosi(unidad),
  ProrrogarContrato: prorrogarContrato(unidad),
  AplicarIncremento: aplicarIncremento(unidad),
  CumplirAniversarios: cumplirAniversarios(unidad),
  RenovarContrato: renovarContrato(unidad),
  PublicarIpc: publicarIpc(unidad),
  TerminarAnticipadamente: terminarAnticipadamente(unidad),
  VencerContrato: vencerContrato(unidad),
})

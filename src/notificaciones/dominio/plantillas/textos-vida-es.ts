import type { Textos } from './textos.ts'
import type { TextosVida } from './textos-vida.ts'

/** Frase con las opciones de un contrato por vencer. */
const opciones = (sucesor: string): string =>
  sucesor
    ? `Ya hay una renovación en curso, el contrato ${sucesor}: falta que la firmen todas las partes.`
    : 'Se puede prorrogar en las mismas condiciones, renovar con un contrato nuevo, o dejarlo vencer y acordar la entrega del inmueble.'

const dias = (n: number): string => (n === 0 ? 'vence hoy' : n === 1 ? 'vence mañana' : `vence en ${n} días`)

export const VIDA_ES: TextosVida = {
  OtrosiRegistrado: (d) => ({
    asunto: `Otrosí ${d.otrosi} del contrato ${d.contrato}: ${d.inmueble}`,
    titulo: `Se registró el otrosí ${d.otrosi}`,
    parrafos: [
      `Todas las partes firmaron el otrosí ${d.otrosi} al contrato de ${d.inmueble}. Rige desde el ${d.rige}.`,
      'Abajo está lo que cambia; lo demás sigue igual.',
    ],
  }),
  ContratoProrrogado: (d) => ({
    asunto: `Contrato ${d.contrato} prorrogado hasta el ${d.fin}: ${d.inmueble}`,
    titulo: 'El contrato se prorrogó',
    parrafos: [`El contrato de ${d.inmueble} sigue en las mismas condiciones hasta el ${d.fin}.`],
  }),
  RenovacionIniciada: (d) => ({
    asunto: `Renovación del contrato ${d.contrato}: ${d.inmueble}`,
    titulo: 'Se inició la renovación',
    parrafos: [
      `Se redactó el contrato ${d.sucesor}, que sucede a éste sobre ${d.inmueble}. Abajo está su plazo.`,
      'Rige cuando lo firmen todas las partes; mientras tanto, éste no cambia.',
    ],
  }),
  RenovacionDeshecha: (d) => ({
    asunto: `Renovación sin efecto: contrato ${d.contrato} de ${d.inmueble}`,
    titulo: 'La renovación quedó sin efecto',
    parrafos: [
      d.desistido
        ? `Se desistió, antes de que empezara, del contrato ${d.sucesor}, que iba a suceder a éste.`
        : `El contrato ${d.sucesor}, que iba a suceder a éste, se anuló sin haberse firmado.`,
      `Éste no cambia: su último día es el ${d.fin}, y se puede renovar otra vez.`,
    ],
  }),
  IncrementoAplicado: (d) => ({
    asunto: `Nuevo canon del contrato ${d.contrato} desde el ${d.rige}: ${d.inmueble}`,
    titulo: 'Se aplicó el incremento pactado',
    parrafos: [`El canon de ${d.inmueble} cambia desde el ${d.rige}, según la regla del contrato.`],
  }),
  IncrementoPendienteDeIndice: (d) => ({
    asunto: `Incremento pendiente de índice: contrato ${d.contrato} de ${d.inmueble}`,
    titulo: 'Falta publicar un índice',
    parrafos: [
      `El ${d.rige} cumple años el contrato de ${d.inmueble} y su canon se ajusta con el IPC de ${d.anio}, que aún no está registrado.`,
      'En cuanto se registre, el incremento se aplica solo, con su fecha original.',
    ],
  }),
  ContratoTerminado: (d) =>
    d.desistido
      ? {
          asunto: `Contrato ${d.contrato} desistido antes de empezar: ${d.inmueble}`,
          titulo: 'Se desistió del contrato',
          parrafos: [`El contrato de ${d.inmueble}, que empezaba el ${d.inicio}, no llega a regir.`],
        }
      : {
          asunto: `Contrato ${d.contrato} terminado el ${d.rige}: ${d.inmueble}`,
          titulo: 'El contrato termina antes de su plazo',
          parrafos: [`El contrato de ${d.inmueble} obliga hasta el ${d.rige}, y no hasta la fecha pactada.`],
        },
  ContratoVencido: (d) => ({
    asunto: `Contrato ${d.contrato} vencido: ${d.inmueble}`,
    titulo: 'El contrato venció',
    parrafos: [
      `El contrato de ${d.inmueble} llegó a su último día, el ${d.fin}.`,
      d.sucesor
        ? `Lo sucede el contrato ${d.sucesor}.`
        : 'No tiene sucesor: queda por acordar la entrega del inmueble.',
    ],
  }),
  ContratoEliminado: (d) => ({
    asunto: `Contrato ${d.contrato} anulado: ${d.inmueble}`,
    titulo: 'El contrato se anuló',
    parrafos: [`El contrato de ${d.inmueble} se anuló sin haberse firmado. Ya no hay nada por firmar.`],
  }),
  PorVencer: (d) => ({
    asunto: `El contrato ${d.contrato} ${dias(d.dias)}: ${d.inmueble}`,
    titulo: `El contrato ${dias(d.dias)}`,
    parrafos: [`El último día del contrato de ${d.inmueble} es el ${d.fin}.`, opciones(d.sucesor)],
  }),
  IncrementoProximo: (d) => ({
    asunto: `El ${d.rige} cambia el canon del contrato ${d.contrato}: ${d.inmueble}`,
    titulo: 'Se acerca el incremento pactado',
    parrafos: [
      `El ${d.rige} cumple años el contrato de ${d.inmueble} y su canon se ajusta según la regla pactada.`,
      d.previsto
        ? 'Abajo está en cuánto queda; se vuelve a avisar al aplicarlo.'
        : 'El canon nuevo se avisa al aplicarlo.',
    ],
  }),
}

export const DETALLES_ES: Textos['detalles'] = {
  ...{ rige: 'Rige desde', termina: 'Obliga hasta', regla: 'Regla de incremento', indice: 'Índice' },
  ...{ aplicado: 'Incremento aplicado', motivo: 'Motivo', penalidad: 'Penalidad', sucesor: 'Lo sucede' },
  ...{ sinSucesor: 'Ningún contrato' },
}

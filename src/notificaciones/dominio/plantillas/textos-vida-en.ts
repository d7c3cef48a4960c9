import type { Textos } from './textos.ts'
import type { TextosVida } from './textos-vida.ts'

const opciones = (sucesor: string): string =>
  sucesor
    ? `A renewal is under way, lease ${sucesor}: all parties have yet to sign it.`
    : 'It can be extended on the same terms, renewed with a new lease, or left to expire with an agreed handover.'

const dias = (n: number): string =>
  n === 0 ? 'expires today' : n === 1 ? 'expires tomorrow' : `expires in ${n} days`

export const VIDA_EN: TextosVida = {
  OtrosiRegistrado: (d) => ({
    asunto: `Amendment ${d.otrosi} to lease ${d.contrato}: ${d.inmueble}`,
    titulo: `Amendment ${d.otrosi} was recorded`,
    parrafos: [
      `All parties signed amendment ${d.otrosi} to the lease of ${d.inmueble}. It applies from ${d.rige}.`,
      'What changes is below; everything else stays the same.',
    ],
  }),
  ContratoProrrogado: (d) => ({
    asunto: `Lease ${d.contrato} extended to ${d.fin}: ${d.inmueble}`,
    titulo: 'The lease was extended',
    parrafos: [`The lease of ${d.inmueble} continues on the same terms until ${d.fin}.`],
  }),
  RenovacionIniciada: (d) => ({
    asunto: `Renewal of lease ${d.contrato}: ${d.inmueble}`,
    titulo: 'A renewal was started',
    parrafos: [
      `Lease ${d.sucesor} was drafted to succeed this one on ${d.inmueble}. Its term is below.`,
      'It takes effect once all parties sign it; until then, this lease does not change.',
    ],
  }),
  RenovacionDeshecha: (d) => ({
    asunto: `Renewal withdrawn: lease ${d.contrato} of ${d.inmueble}`,
    titulo: 'The renewal was withdrawn',
    parrafos: [
      d.desistido
        ? `Lease ${d.sucesor}, which was to succeed this one, was given up before it started.`
        : `Lease ${d.sucesor}, which was to succeed this one, was cancelled before it was signed.`,
      `This lease does not change: its last day is ${d.fin}, and it can be renewed again.`,
    ],
  }),
  IncrementoAplicado: (d) => ({
    asunto: `New rent for lease ${d.contrato} from ${d.rige}: ${d.inmueble}`,
    titulo: 'The agreed increase was applied',
    parrafos: [`The rent of ${d.inmueble} changes from ${d.rige}, under the rule in the lease.`],
  }),
  IncrementoPendienteDeIndice: (d) => ({
    asunto: `Increase waiting for an index: lease ${d.contrato} of ${d.inmueble}`,
    titulo: 'An index is missing',
    parrafos: [
      `${d.rige} is the anniversary of the lease of ${d.inmueble}; its rent follows the CPI of ${d.anio}, which is not recorded yet.`,
      'Once it is recorded, the increase applies by itself, from its original date.',
    ],
  }),
  ContratoTerminado: (d) =>
    d.desistido
      ? {
          asunto: `Lease ${d.contrato} given up before it started: ${d.inmueble}`,
          titulo: 'The lease was given up',
          parrafos: [`The lease of ${d.inmueble}, due to start on ${d.inicio}, does not take effect.`],
        }
      : {
          asunto: `Lease ${d.contrato} ends on ${d.rige}: ${d.inmueble}`,
          titulo: 'The lease ends before its term',
          parrafos: [`The lease of ${d.inmueble} binds until ${d.rige}, not until the agreed end date.`],
        },
  ContratoVencido: (d) => ({
    asunto: `Lease ${d.contrato} expired: ${d.inmueble}`,
    titulo: 'The lease expired',
    parrafos: [
      `The lease of ${d.inmueble} reached its last day, ${d.fin}.`,
      d.sucesor
        ? `It is succeeded by lease ${d.sucesor}.`
        : 'It has no successor: the handover is to be agreed.',
    ],
  }),
  ContratoEliminado: (d) => ({
    asunto: `Lease ${d.contrato} cancelled: ${d.inmueble}`,
    titulo: 'The lease was cancelled',
    parrafos: [`The lease of ${d.inmueble} was cancelled before it was signed. Nothing is left to sign.`],
  }),
  PorVencer: (d) => ({
    asunto: `Lease ${d.contrato} ${dias(d.dias)}: ${d.inmueble}`,
    titulo: `The lease ${dias(d.dias)}`,
    parrafos: [`The last day of the lease of ${d.inmueble} is ${d.fin}.`, opciones(d.sucesor)],
  }),
  IncrementoProximo: (d) => ({
    asunto: `Rent of lease ${d.contrato} changes on ${d.rige}: ${d.inmueble}`,
    titulo: 'The agreed increase is near',
    parrafos: [
      `${d.rige} is the anniversary of the lease of ${d.inmueble}; its rent changes under the agreed rule.`,
      d.previsto
        ? 'The new rent is below; you will be told again when it is applied.'
        : 'The new rent is announced when it is applied.',
    ],
  }),
}

export const DETALLES_EN: Textos['detalles'] = {
  ...{ rige: 'Applies from', termina: 'Binds until', regla: 'Increase rule', indice: 'Index' },
  ...{ aplicado: 'Increase applied', motivo: 'Reason', penalidad: 'Penalty', sucesor: 'Succeeded by' },
  ...{ sinSucesor: 'No lease' },
}

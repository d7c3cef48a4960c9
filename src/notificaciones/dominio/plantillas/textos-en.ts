import { conPunto } from './formato.ts'
import type { Textos } from './textos.ts'
import { DETALLES_EN, VIDA_EN } from './textos-vida-en.ts'

const PERIODICIDADES: Record<string, string> = {
  mensual: 'per month',
  bimestral: 'every two months',
  trimestral: 'per quarter',
  semestral: 'every six months',
  anual: 'per year',
}

const cuantas = (n: number): string => (n === 1 ? '1 clause' : `${n} clauses`)

export const TEXTOS_EN: Textos = {
  saludo: (nombre) => (nombre ? `Hello, ${nombre}:` : 'Hello:'),
  avisos: {
    ContratoCreado: (d) => ({
      asunto: `Lease ${d.contrato} created: ${d.inmueble}`,
      titulo: 'A lease was created',
      parrafos: [
        `${d.compania} and ${d.inquilino} have a lease to sign on ${d.inmueble}, ${d.ciudad}.`,
        'The parties who have an email address have been told.',
      ],
    }),
    PorFirmar: (d) => ({
      asunto: `To sign: lease ${d.contrato} of ${d.inmueble}`,
      titulo: 'You have a lease to sign',
      parrafos: [
        `The lease of ${d.inmueble}, ${d.ciudad}, is ready for your signature.`,
        'Review the terms before you sign: the signature is bound to them, and a later change voids it.',
      ],
    }),
    FaltaSuFirma: (d) => ({
      asunto: `Your signature is missing: lease ${d.contrato} of ${d.inmueble}`,
      titulo: 'Your signature is missing',
      parrafos: [
        `${d.firmo} has signed the lease of ${d.inmueble}. Still to sign before it is final: ${conPunto(d.faltan)}`,
      ],
    }),
    FaltanFirmas: (d) => ({
      asunto: `Signatures missing on lease ${d.contrato} of ${d.inmueble}`,
      titulo: 'The lease has signatures pending',
      parrafos: [`${d.firmo} signed. Still to sign: ${conPunto(d.faltan)}`],
    }),
    ContratoFirmado: (d) => ({
      asunto: `Lease ${d.contrato} signed by all parties: ${d.inmueble}`,
      titulo: 'The lease is signed',
      parrafos: [
        `All parties have signed the lease of ${d.inmueble}, ${d.ciudad}.`,
        `What was signed is version ${d.revision} of the terms. The hash below identifies it: keep it with your copy.`,
      ],
    }),
    FirmasInvalidadas: (d) => ({
      asunto: `Your signature is void: lease ${d.contrato} of ${d.inmueble} changed`,
      titulo: 'Your signature is void',
      parrafos: [
        `The terms of the lease of ${d.inmueble} changed after you signed, and a signature only holds for the terms that were signed.`,
        d.fuera
          ? 'What changed is below. You are no longer a party to the lease: there is nothing for you to sign.'
          : 'What changed is below. If you agree, sign again.',
      ],
    }),
    ContratoProcesado: (d) => ({
      asunto: `Lease ${d.contrato} in force from ${d.inicio}: ${d.inmueble}`,
      titulo: 'The lease is in force',
      parrafos: [
        `The handover record of ${d.inmueble}, ${d.ciudad}, was received. The lease runs from ${d.inicio}.`,
      ],
    }),
  },
  vida: VIDA_EN,
  detalles: DETALLES_EN,
  resumen: (n) => ({
    asunto: n === 1 ? 'One notice could not be delivered' : `${n} notices could not be delivered`,
    titulo: n === 1 ? 'One notice could not be delivered' : `${n} notices could not be delivered`,
    parrafos: ['Fix the address or the mail server, then ask for a retry on the page.'],
  }),
  etiquetas: {
    contrato: 'Lease',
    inmueble: 'Property',
    compania: 'Landlord',
    inquilino: 'Tenant',
    inicio: 'From',
    fin: 'To',
    canon: 'Rent',
    revision: 'Version',
    hash: 'Hash of the terms (SHA-256)',
    falta: 'Still to sign',
    antes: 'Before',
    despues: 'After',
  },
  campos: {
    propiedad: 'Property',
    compania: 'Landlord',
    inquilino: 'Tenant',
    codeudores: 'Guarantors',
    fecha_inicio: 'Start date',
    fecha_fin: 'End date',
    canon: 'Rent',
    periodicidad: 'Payment period',
    incremento: 'Increase rule',
    clausulas: 'Clauses',
  },
  clausulas: (antes, despues) =>
    antes === despues ? ['earlier wording', 'new wording'] : [cuantas(antes), cuantas(despues)],
  incremento: (tipo, porcentaje) => {
    if (tipo === 'ninguno') return 'no increase'
    if (tipo === 'fijo') return `${porcentaje} each year`
    return tipo === 'ipc_mas' ? `CPI plus ${porcentaje}` : 'CPI'
  },
  periodicidad: (valor) => PERIODICIDADES[valor] ?? valor,
  boton: 'View the lease',
  pie: [
    'Propiedades de los Alpes sends this notice because you are a party to the lease or manage it.',
    'It is a contractual notice: no subscription applies.',
  ],
}

import type { Idioma } from './fichas.ts'

/** Cada motivo con que un aviso no sale, como se guarda y en inglés. `{}` es un dato, que no se traduce. */
const MOTIVOS: readonly (readonly [es: string, en: string])[] = [
  ['ya firmó', 'already signed'],
  ['el contrato ya está firmado', 'the lease is already signed'],
  ['el contrato se anuló', 'the lease was voided'],
  ['el contrato se prorrogó', 'the lease was extended'],
  ['la renovación quedó sin efecto', 'the renewal was undone'],
  ['el incremento ya se aplicó', 'the increase was already applied'],
  ['el contrato terminó', 'the lease was terminated'],
  ['el contrato venció', 'the lease expired'],
  [
    'es un contrato de demostración: no se le escribe a nadie',
    'it is a demonstration lease: nobody is written to',
  ],
  ['el contrato se importó: no se le escribe a nadie', 'the lease was imported: nobody is written to'],
  [
    'es una reserva de demostración: no se le escribe a nadie',
    'it is a demonstration booking: nobody is written to',
  ],
  ['la reserva se importó: no se le escribe a nadie', 'the booking was imported: nobody is written to'],
  ['no hay dirección: falta el ajuste {}', 'there is no address: the setting {} is missing'],
  ['el destinatario no tiene correo', 'the recipient has no mail address'],
  ['{} no tiene correo', '{} has no mail address'],
  ['{} ya recibe este aviso', '{} already receives this notice'],
  ['espera datos que aún no se conocen: {}', 'waiting for data not known yet: {}'],
  [
    'a esta dirección ya le salieron {} correos en la última hora: espera su turno',
    '{} mails already went to this address in the last hour: it waits its turn',
  ],
  ['el proceso murió cada vez que la enviaba', 'the process died every time it was being sent'],
]

const enPatron = (es: string): RegExp => new RegExp(`^${es.split('{}').map(RegExp.escape).join('(.+)')}$`)

const PATRONES = MOTIVOS.map(([es, en]) => [enPatron(es), en] as const)

/**
 * Un motivo en el idioma de quien pregunta. Se guarda en español: uno que no es nuestro (lo que contestó el servidor de
 * correo) sale como vino.
 */
export const motivoEn = (idioma: Idioma, motivo: string | null): string | null => {
  if (idioma === 'es' || motivo === null) return motivo
  for (const [patron, en] of PATRONES) {
    const hallado = patron.exec(motivo)
    if (hallado) return en.replace('{}', () => hallado[1] ?? '')
  }
  return motivo
}

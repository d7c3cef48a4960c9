import type { Aviso } from '../../src/notificaciones/dominio/avisos.ts'
import type { Cambio } from '../../src/notificaciones/dominio/cambios.ts'
import type { FichaContrato, Idioma } from '../../src/notificaciones/dominio/fichas.ts'
import {
  type Escrito,
  type PorRedactar,
  redactar,
  redactarResumen,
} from '../../src/notificaciones/dominio/plantillas/redactar.ts'
import { redactarReserva } from '../../src/notificaciones/dominio/plantillas/redactar-reserva.ts'
import type { AvisoReserva, FichaReserva } from '../../src/notificaciones/dominio/reservas.ts'

const NOMBRES: Readonly<Record<string, string>> = {
  ...{ c: 'Inmobiliaria Los Alpes S.A.S.', i: 'Café Páramo S.A.S.', d: 'Mariana Ríos' },
  ...{ p: 'Local 101', q: 'Local 102' },
}

/** El contrato de los ejemplos: en ejecución, en dólares con centavos y con tres años de plazo. */
export const CONTRATO: FichaContrato = {
  ...{ id: '0199aa00-0000-7000-8000-000000000001', numero: 'CT-0021', version: 3, revision: 2 },
  ...{ hash: 'f'.repeat(64), cambios: [] },
  terminos: {
    ...{ idPropiedad: 'p', idCompania: 'c', idInquilino: 'i', codeudores: [], moneda: 'USD' },
    ...{ fechaInicio: '2027-02-01', fechaFin: '2030-01-31', monto: '3350.50', periodicidad: 'mensual' },
    ...{ incremento: 'ipc', clausulas: [] },
  },
  vida: {
    ...{ estado: 'Procesado', origen: 'api', firmadoEn: 0, renuevaA: null, sucesor: null },
    canones: [{ desde: '2027-02-01', valor: '3350.50' }],
    reglas: [{ desde: '2027-02-01', valor: 'ipc' }],
  },
}

/** Un aviso sobre ese contrato, para redactarlo. */
export const pedido = (
  aviso: Aviso,
  idioma: Idioma,
  cambios: Readonly<Partial<PorRedactar>> = {},
): PorRedactar => ({
  ...{ aviso, contrato: CONTRATO, idioma, nombre: 'Café Páramo S.A.S.', urlPagina: 'https://alpes.example' },
  inmueble: { id: 'p', nombre: 'Local 101', ciudad: 'Bogotá', zona: 'America/Bogota' },
  nombreDe: (id) => NOMBRES[id] ?? id,
  ...cambios,
})

/** Un aviso de cada tipo. */
export const AVISOS: readonly Aviso[] = [
  { tipo: 'ContratoCreado' },
  { tipo: 'PorFirmar' },
  { tipo: 'FaltaSuFirma', faltan: ['i', 'd'], firmo: 'c' },
  { tipo: 'FaltanFirmas', faltan: ['i'], firmo: 'c' },
  { tipo: 'ContratoFirmado' },
  { tipo: 'FirmasInvalidadas', cambios: [{ campo: 'canon', antes: '3200.00 USD', despues: '3350.50 USD' }] },
  { tipo: 'ContratoProcesado' },
  {
    ...{ tipo: 'OtrosiRegistrado', alDia: '2028-06-01', rige: '2028-06-01', otrosi: 1 },
    cambios: [{ campo: 'clausulas', antes: '1', despues: '2' }],
  },
  {
    ...{ tipo: 'ContratoProrrogado', alDia: '2030-01-31' },
    cambios: [{ campo: 'fecha_fin', antes: '2029-01-31', despues: '2030-01-31' }],
  },
  { tipo: 'RenovacionIniciada', alDia: '2030-01-31', sucesor: 'CT-0022', cambios: [] },
  { tipo: 'RenovacionDeshecha', alDia: '2030-01-31', sucesor: 'CT-0022', desistido: true },
  {
    ...{ tipo: 'IncrementoAplicado', alDia: '2028-02-01', rige: '2028-02-01', regla: 'ipc' },
    ...{ indice: { anio: 2027, puntosBasicos: 510 }, puntosBasicos: 510, cambios: [] },
  },
  {
    ...{ tipo: 'IncrementoPendienteDeIndice', alDia: '2028-02-01', rige: '2028-02-01' },
    ...{ regla: 'ipc_mas 100', anio: 2027 },
  },
  {
    ...{ tipo: 'ContratoTerminado', alDia: '2029-03-31', rige: '2029-03-31', motivo: 'mutuo acuerdo' },
    ...{ penalidad: { monto: '10051.50', moneda: 'USD' }, cambios: [] },
  },
  { tipo: 'ContratoVencido', alDia: '2030-01-31', sucesor: null },
  { tipo: 'ContratoEliminado', alDia: '2027-02-01', motivo: 'el cliente desistió' },
  { tipo: 'PorVencer', alDia: '2029-11-02', dias: 90, sucesor: null },
  { tipo: 'IncrementoProximo', alDia: '2028-01-02', rige: '2028-02-01', regla: 'ipc' },
]

const TODOS_LOS_CAMBIOS: readonly Cambio[] = [
  { campo: 'propiedad', antes: 'p', despues: 'q' },
  { campo: 'compania', antes: 'c', despues: 'd' },
  { campo: 'inquilino', antes: 'i', despues: 'c' },
  { campo: 'codeudores', antes: '', despues: 'd i' },
  { campo: 'fecha_inicio', antes: '2027-01-01', despues: '2027-02-01' },
  { campo: 'fecha_fin', antes: '2029-01-31', despues: '2030-01-31' },
  { campo: 'canon', antes: '3200.00 USD', despues: '13200000 COP' },
  { campo: 'periodicidad', antes: 'bimestral', despues: 'trimestral' },
  { campo: 'incremento', antes: 'ninguno', despues: 'fijo 300' },
  { campo: 'clausulas', antes: '2', despues: '2' },
]

/** Lo que cambia de una misma carta según lo que se sepa: cada rama de los textos. */
const VARIANTES: readonly (readonly [nombre: string, aviso: Aviso, cambios?: Partial<PorRedactar>])[] = [
  ['todos los cambios', { tipo: 'FirmasInvalidadas', cambios: TODOS_LOS_CAMBIOS }],
  [
    'a quien sale del contrato',
    {
      ...{ tipo: 'FirmasInvalidadas', fuera: true },
      cambios: [{ campo: 'inquilino', antes: 'd', despues: 'i' }],
    },
  ],
  [
    'otras periodicidades y reglas',
    {
      tipo: 'FirmasInvalidadas',
      cambios: [
        { campo: 'periodicidad', antes: 'semestral', despues: 'anual' },
        { campo: 'incremento', antes: 'ipc', despues: 'ipc_mas 150' },
      ],
    },
  ],
  [
    'anulada sin firmar',
    { tipo: 'RenovacionDeshecha', alDia: '2030-01-31', sucesor: 'CT-0022', desistido: false },
  ],
  ['con sucesor', { tipo: 'ContratoVencido', alDia: '2030-01-31', sucesor: 'CT-0022' }],
  ['con renovación en curso', { tipo: 'PorVencer', alDia: '2029-11-02', dias: 30, sucesor: 'CT-0022' }],
  [
    'desistido',
    {
      ...{ tipo: 'ContratoTerminado', alDia: '2027-02-01', desistido: true, motivo: 'sin permiso de uso' },
      ...{ penalidad: null, cambios: [] },
    },
  ],
  [
    'con el canon nuevo',
    {
      ...{ tipo: 'IncrementoProximo', alDia: '2028-01-02', rige: '2028-02-01', regla: 'fijo 300' },
      cambios: [{ campo: 'canon', antes: '3350.50 USD', despues: '3451.02 USD' }],
    },
  ],
  ['mañana', { tipo: 'PorVencer', alDia: '2030-01-30', dias: 1, sucesor: null }],
  ['hoy', { tipo: 'PorVencer', alDia: '2030-01-31', dias: 0, sucesor: null }],
  [
    'sin número ni saludo',
    { tipo: 'ContratoCreado' },
    { nombre: null, contrato: { ...CONTRATO, numero: null } },
  ],
]

const RESERVA: FichaReserva = {
  ...{ id: '0199bb00-0000-7000-8000-000000000002', zona: 'America/Bogota' },
  vuelos: [
    {
      ...{ origen: 'BOG', ciudadOrigen: 'Bogotá', salida: '2026-12-18T08:00:00' },
      ...{ destino: 'MIA', ciudadDestino: 'Miami', llegada: '2026-12-18T11:50:00' },
    },
    {
      ...{ origen: 'MIA', ciudadOrigen: 'Miami', salida: '2027-01-05T13:10:00' },
      ...{ destino: 'BOG', ciudadDestino: 'Bogotá', llegada: '2027-01-05T17:00:00' },
    },
  ],
}

const precio = { monto: '1250.40', moneda: 'USD' }
const EXPIRA = Temporal.Instant.from('2026-12-02T17:30:00Z').epochMilliseconds
const DE_RESERVA: readonly (readonly [nombre: string, aviso: AvisoReserva])[] = [
  ['', { tipo: 'ReservaAprobada', precio, expiraEn: EXPIRA }],
  ['', { tipo: 'ReservaPagada', precio, referencia: 'PAGO-0007' }],
  ['a petición, con reembolso', { tipo: 'ReservaCancelada', motivo: 'cambio de planes', reembolso: precio }],
  ['no se pagó', { tipo: 'ReservaCancelada', motivo: 'expirada', reembolso: null }],
  ['', { tipo: 'ReservaPorExpirar', expiraEn: EXPIRA }],
]

const titulo = (tipo: string, variante: string): string => (variante === '' ? tipo : `${tipo}, ${variante}`)

/** Una carta de los ejemplos; `escribir` la redacta. */
export type Carta = Readonly<{ nombre: string; escribir: () => Escrito }>

/** Todas las cartas en un idioma: una de cada aviso, y sus variantes. */
export const cartasEn = (idioma: Idioma): readonly Carta[] => [
  ...AVISOS.map((aviso) => ({ nombre: aviso.tipo, escribir: () => redactar(pedido(aviso, idioma)) })),
  ...VARIANTES.map(([variante, aviso, cambios]) => ({
    nombre: titulo(aviso.tipo, variante),
    escribir: () => redactar(pedido(aviso, idioma, cambios)),
  })),
  ...DE_RESERVA.map(([variante, aviso]) => ({
    nombre: titulo(aviso.tipo, variante),
    escribir: () =>
      redactarReserva({
        ...{ aviso, reserva: RESERVA, idioma, nombre: 'Mariana Ríos', urlPagina: 'https://alpes.example' },
      }),
  })),
  // La oficina lee en español.
  ...(idioma === 'es'
    ? [1, 3].map((total) => ({
        nombre: titulo('ResumenFallidas', String(total)),
        escribir: () =>
          redactarResumen([{ asunto: 'Por firmar', destinatario: 'a@b.example', error: '550 no existe' }], {
            total,
            urlPagina: 'https://alpes.example',
          }),
      }))
    : []),
]

const H1 = /<h1[^>]*>(.*)<\/h1>/

/** La carta como se lee: de su HTML sólo el título, que es lo que el texto no trae. */
export const comoSeLee = ({ asunto, texto, html }: Escrito): string =>
  `Asunto: ${asunto}\nTítulo: ${H1.exec(html)?.[1]}\n\n${texto.trimEnd()}\n`

/** Todas las cartas en un archivo, cada una tras `== nombre`. */
export const enArchivo = (cartas: readonly Carta[]): string =>
  cartas.map(({ nombre, escribir }) => `== ${nombre}\n${comoSeLee(escribir())}`).join('\n')

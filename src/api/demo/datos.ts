/** La cartera de demostración de `dominio.md` §6: nombres ficticios, NIT del rango 999, correos `.example`. */

/** Cuándo se detiene el reloj de la demo al cargarla; desde ahí avanza. */
export const RELOJ_DEMO = Temporal.Instant.from('2026-12-01T17:00:00Z')

type Inmueble = readonly [
  codigo: number,
  nombre: string,
  tipo: 'local' | 'oficina' | 'bodega' | 'consultorio',
  ciudad: string,
  pais: string,
  zona: string,
  area: string,
]

export const INMUEBLES: readonly Inmueble[] = [
  [1, 'Local 101 CC Alto Andino', 'local', 'Bogotá', 'CO', 'America/Bogota', '85'],
  [2, 'Oficina 702 Torre Chicó', 'oficina', 'Bogotá', 'CO', 'America/Bogota', '140'],
  [3, 'Local 12 El Poblado', 'local', 'Medellín', 'CO', 'America/Bogota', '62'],
  [4, 'Bodega 3 Acopi', 'bodega', 'Yumbo', 'CO', 'America/Bogota', '1200'],
  [5, 'Bodega 8 Vía 40', 'bodega', 'Barranquilla', 'CO', 'America/Bogota', '2400'],
  [6, 'Local 5 Bocagrande', 'local', 'Cartagena', 'CO', 'America/Bogota', '48'],
  [7, 'Consultorio 305', 'consultorio', 'Bogotá', 'CO', 'America/Bogota', '38'],
  [8, 'Oficina 21', 'oficina', 'Ciudad de Panamá', 'PA', 'America/Panama', '210'],
  [9, 'Local 2 Providencia', 'local', 'Santiago', 'CL', 'America/Santiago', '70'],
  [10, 'Oficina 14 Polanco', 'oficina', 'Ciudad de México', 'MX', 'America/Mexico_City', '180'],
  [11, 'Local 7 Usaquén', 'local', 'Bogotá', 'CO', 'America/Bogota', '95'],
  [12, 'Oficina 501 Salitre', 'oficina', 'Bogotá', 'CO', 'America/Bogota', '310'],
]

type Cliente = readonly [
  alias: string,
  nombre: string,
  tipoDocumento: 'NIT' | 'CC' | 'OTRO',
  numero: string,
  correo: string,
]

export const CLIENTES: readonly Cliente[] = [
  ['C1', 'Inmobiliaria Los Alpes S.A.S.', 'NIT', '999001001-7', 'arriendos@losalpes.example'],
  ['C2', 'Bodegas del Caribe S.A.', 'NIT', '999001002-4', 'contratos@bodegascaribe.example'],
  ['C3', 'Alpes Panamá Corp.', 'OTRO', '155612345-2-2015', 'legal@alpespanama.example'],
  ['paramo', 'Café Páramo S.A.S.', 'NIT', '999001003-1', 'hola@cafeparamo.example'],
  ['dental', 'Dental Sonrisa Ltda.', 'NIT', '999001004-9', 'citas@dentalsonrisa.example'],
  ['logistica', 'Logística Sur S.A.S.', 'NIT', '999001005-6', 'operaciones@logisticasur.example'],
  ['mariana', 'Mariana Ríos Cano', 'CC', '1000000001', 'mariana.rios@correo.example'],
  ['textiles', 'Textiles Quimbaya S.A.', 'NIT', '999001006-3', 'admon@textilesquimbaya.example'],
  ['fintech', 'Fintech Quipu S.A.S.', 'NIT', '999001007-0', 'oficinas@fintechquipu.example'],
  ['drogueria', 'Droguería La Loma', 'NIT', '999001008-8', 'gerencia@droguerialaloma.example'],
  ['guadua', 'Estudio Guadua S.A.S.', 'NIT', '999001009-5', 'estudio@guadua.example'],
  ['istmo', 'Importadora Istmo Inc.', 'OTRO', '8-NT-2-34567', 'import@istmo.example'],
  ['austral', 'Librería Austral SpA', 'OTRO', '76543210-3', 'libros@austral.example'],
  ['xochitl', 'Despacho Xóchitl S.C.', 'OTRO', 'DXO160516AB1', 'contacto@xochitl.example'],
]

/** `firmas`: cuántas partes firman. `hasta`: el último paso que da el contrato. */
export type ContratoDemo = Readonly<{
  numero: string
  inmueble: number
  compania: string
  inquilino: string
  inicio: string
  fin: string
  monto: string
  moneda: string
  incremento: Readonly<{ tipo: string; puntosBasicos?: number }>
  firmas: 0 | 1 | 2
  hasta: 'Pendiente' | 'Firmado' | 'Procesado' | 'Anulado'
}>

const IPC = { tipo: 'ipc' }
const NINGUNO = { tipo: 'ninguno' }
const fijo = (puntosBasicos: number) => ({ tipo: 'fijo', puntosBasicos })

type Breve = readonly [
  numero: string,
  inmueble: number,
  inquilino: string,
  plazo: string,
  canon: string,
  incremento: ContratoDemo['incremento'],
  hasta: ContratoDemo['hasta'],
  firmas?: 0 | 1,
]

const BREVES: readonly Breve[] = [
  ['CT-0001', 1, 'paramo', '2021-02-01/2024-01-31', '9500000 COP', IPC, 'Procesado'],
  ['CT-0002', 1, 'paramo', '2024-02-01/2027-01-31', '13200000 COP', IPC, 'Procesado'],
  ['CT-0003', 2, 'fintech', '2025-01-01/2026-12-31', '18000000 COP', fijo(600), 'Procesado'],
  ['CT-0004', 2, 'guadua', '2027-01-01/2028-12-31', '20500000 COP', NINGUNO, 'Firmado'],
  ['CT-0005', 3, 'mariana', '2024-02-29/2025-02-28', '4200000 COP', NINGUNO, 'Procesado'],
  ['CT-0006', 3, 'mariana', '2025-03-01/2027-02-28', '4500000 COP', IPC, 'Procesado'],
  [
    'CT-0007',
    4,
    'logistica',
    '2022-07-01/2032-06-30',
    '32000000 COP',
    { tipo: 'ipc_mas', puntosBasicos: 100 },
    'Procesado',
  ],
  ['CT-0008', 5, 'textiles', '2023-09-01/2026-08-31', '41000000 COP', IPC, 'Procesado'],
  ['CT-0009', 5, 'logistica', '2026-04-15/2029-04-14', '45500000 COP', NINGUNO, 'Procesado'],
  ['CT-0010', 6, 'istmo', '2025-12-01/2026-11-30', '3200.00 USD', NINGUNO, 'Procesado'],
  ['CT-0011', 6, 'istmo', '2026-12-01/2027-11-30', '3350.50 USD', NINGUNO, 'Pendiente', 1],
  ['CT-0012', 7, 'dental', '2026-01-31/2027-01-30', '2850000 COP', NINGUNO, 'Procesado'],
  ['CT-0013', 8, 'istmo', '2024-06-01/2029-05-31', '5750.00 USD', fijo(300), 'Procesado'],
  ['CT-0014', 9, 'austral', '2026-03-01/2028-02-29', '2450000 CLP', NINGUNO, 'Procesado'],
  ['CT-0015', 10, 'xochitl', '2025-05-16/2028-05-15', '68900.00 MXN', fijo(450), 'Procesado'],
  ['CT-0016', 1, 'drogueria', '2026-12-15/2027-12-14', '15100000 COP', NINGUNO, 'Pendiente', 0],
  ['CT-0017', 3, 'drogueria', '2027-02-28/2028-02-27', '5100000 COP', NINGUNO, 'Pendiente', 0],
  ['CT-0018', 7, 'mariana', '2027-02-01/2029-01-31', '3100000 COP', NINGUNO, 'Pendiente', 0],
  ['CT-0019', 11, 'guadua', '2026-10-01/2027-09-30', '6000000 COP', NINGUNO, 'Anulado', 0],
  ['CT-0020', 12, 'fintech', '2026-11-15/2029-11-14', '26750000 COP', NINGUNO, 'Firmado'],
]

// C2 arrienda P4–P6, C3 arrienda P8 y C1 el resto.
const companiaDe = (inmueble: number): string =>
  inmueble === 8 ? 'C3' : inmueble >= 4 && inmueble <= 6 ? 'C2' : 'C1'

export const CONTRATOS: readonly ContratoDemo[] = BREVES.map(
  ([numero, inmueble, inquilino, plazo, canon, incremento, hasta, firmas = 2]) => {
    const [inicio, fin] = plazo.split('/') as [string, string]
    const [monto, moneda] = canon.split(' ') as [string, string]
    return {
      numero,
      inmueble,
      compania: companiaDe(inmueble),
      inquilino,
      inicio,
      fin,
      monto,
      moneda,
      incremento,
      firmas: firmas as 0 | 1 | 2,
      hasta,
    }
  },
)

/** Qué contrato renueva cada uno. */
export const RENUEVA: Readonly<Record<string, string>> = { 'CT-0002': 'CT-0001', 'CT-0011': 'CT-0010' }

/** Aniversarios cuyo incremento ya se aplicó, diez días después de cada uno. */
export const INCREMENTOS: Readonly<Record<string, readonly string[]>> = {
  'CT-0001': ['2022-02-01', '2023-02-01'],
  'CT-0002': ['2025-02-01', '2026-02-01'],
  'CT-0003': ['2026-01-01'],
  'CT-0006': ['2026-03-01'],
  'CT-0007': ['2023-07-01', '2024-07-01', '2025-07-01', '2026-07-01'],
  'CT-0008': ['2024-09-01', '2025-09-01'],
  'CT-0013': ['2025-06-01', '2026-06-01'],
  'CT-0015': ['2026-05-16'],
}

/** La terminación, la prórroga y el otrosí de la cartera, con el día en que se decidieron. */
export const TERMINACION = {
  numero: 'CT-0008',
  en: '2026-03-10',
  fecha: '2026-03-31',
  motivo: 'Traslado de la operación a otra ciudad',
  penalidad: { monto: '123000000', moneda: 'COP' },
} as const
export const PRORROGA = { numero: 'CT-0009', en: '2026-10-05', nuevaFin: '2030-04-14' } as const
export const OTROSI = {
  numero: 'CT-0012',
  en: '2026-05-20',
  efectiva: '2026-06-01',
  clausula: {
    titulo: 'Día de pago',
    texto: 'El canon se paga dentro de los diez primeros días de cada mes.',
  },
} as const

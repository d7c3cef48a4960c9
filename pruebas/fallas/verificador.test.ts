import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Apuntado, Historia } from './historia.ts'
import { verificar } from './verificador.ts'

const T = 'eventos-x'
const apunte = (posicion: number, clave: string, version: number): Apuntado => ({
  topico: T,
  posicion,
  id: `m${posicion}`,
  clave,
  version,
  causacion: `c${posicion}`,
})
const BITACORA = [
  apunte(1, 'a', 1),
  apunte(2, 'b', 1),
  apunte(3, 'a', 2),
  apunte(4, 'a', 3),
  apunte(5, 'b', 2),
]
const BIEN: Historia = {
  aceptados: BITACORA.map((a) => ({
    idComando: a.causacion!,
    clave: `k${a.posicion}`,
    respuesta: 'r',
    posiciones: [{ topico: T, posicion: a.posicion }],
  })),
  bitacora: BITACORA,
  cabezas: { [T]: 5 },
  agregados: [
    { topico: T, id: 'a', version: 3 },
    { topico: T, id: 'b', version: 2 },
  ],
  comandos: BITACORA.map((a) => a.causacion!),
  efectos: BITACORA.map((a) => ({ suscripcion: 's', topico: T, posicion: a.posicion, idMensaje: a.id })),
  suscripciones: { s: [T] },
  apartados: [],
  apartadosEsperados: [],
  correos: ['c1', 'c2', 'c2'],
  correosEsperados: ['c1', 'c2'],
  caidas: 1,
}
const sin = <X>(lista: readonly X[], i: number): X[] => lista.filter((_, j) => j !== i)
const cambiar = <X>(lista: readonly X[], i: number, con: Partial<X>): X[] =>
  lista.map((x, j) => (j === i ? { ...x, ...con } : x))
const reglas = (h: Partial<Historia>): string[] => [
  ...new Set(verificar({ ...BIEN, ...h }).map((v) => v.regla)),
]

test('una historia sana no tiene violaciones', () => assert.deepEqual(verificar(BIEN), []))

const PLANTADAS: [string, string, Partial<Historia>][] = [
  ['C1', 'un aceptado sin registro', { comandos: sin(BIEN.comandos, 2) }],
  [
    'C1',
    'un aceptado en otra posición',
    { aceptados: cambiar(BIEN.aceptados, 0, { posiciones: [{ topico: T, posicion: 2 }] }) },
  ],
  ['C2', 'un evento sin comando', { bitacora: cambiar(BITACORA, 1, { causacion: null }) }],
  ['C3', 'una versión saltada', { bitacora: cambiar(BITACORA, 3, { version: 4 }) }],
  [
    'C3',
    'una versión al revés',
    { bitacora: cambiar(cambiar(BITACORA, 2, { version: 3 }), 3, { version: 2 }) },
  ],
  ['C3', 'un agregado que no empieza en 1', { bitacora: cambiar(BITACORA, 0, { version: 2 }) }],
  [
    'C3',
    'un estado más nuevo que su último evento',
    { agregados: cambiar(BIEN.agregados, 0, { version: 4 }) },
  ],
  ['C4', 'una posición que falta', { bitacora: sin(BITACORA, 4) }],
  ['C4', 'una cabeza adelantada', { cabezas: { [T]: 6 } }],
  ['C4', 'una posición más allá de la cabeza', { cabezas: { [T]: 4 } }],
  ['C4', 'un id repetido', { bitacora: cambiar(BITACORA, 4, { id: 'm1' }) }],
  ['C5', 'un efecto que falta', { efectos: sin(BIEN.efectos, 3) }],
  ['C5', 'un efecto doble', { efectos: [...BIEN.efectos, BIEN.efectos[0]!] }],
  [
    'C5',
    'dos efectos del mismo agregado al revés',
    { efectos: [2, 1, 0, 3, 4].map((i) => BIEN.efectos[i]!) },
  ],
  [
    'C5',
    'un efecto de un mensaje que no existe',
    { efectos: cambiar(BIEN.efectos, 0, { idMensaje: 'otro' }) },
  ],
  ['C6', 'una clave con dos comandos', { aceptados: cambiar(BIEN.aceptados, 1, { clave: 'k1' }) }],
  [
    'C6',
    'una clave con dos respuestas',
    { aceptados: [...BIEN.aceptados, { ...BIEN.aceptados[0]!, respuesta: 'otra' }] },
  ],
  ['C7', 'un apartado sin motivo', { apartados: [{ suscripcion: 's', id: 'm1' }] }],
  ['C7', 'un veneno que no se apartó', { apartadosEsperados: [{ suscripcion: 's', id: 'm1' }] }],
  ['C10', 'un correo que nunca salió', { correos: ['c1'] }],
  ['C10', 'más repetidos que caídas', { correos: ['c1', 'c2', 'c2', 'c2'] }],
  ['C12', 'un evento sin publicar', { publicados: { mensajes: sin(BITACORA, 4), repetibles: 0 } }],
  [
    'C12',
    'dos publicados al revés',
    { publicados: { mensajes: [1, 0, 2, 3, 4].map((i) => BITACORA[i]!), repetibles: 0 } },
  ],
  [
    'C12',
    'más publicados que caídas',
    { publicados: { mensajes: [...BITACORA, ...BITACORA], repetibles: 2 } },
  ],
]
for (const [regla, nombre, mala] of PLANTADAS)
  test(`${regla} caza ${nombre}`, () =>
    assert.ok(reglas(mala).includes(regla), `vio ${reglas(mala).join(',')}`))

/** De cada historia rota, qué se dice: con eso hay que hallar el fallo entre miles de órdenes. */
const DICHAS: readonly (readonly [string, Partial<Historia>, readonly string[]])[] = [
  [
    'lo aceptado que no quedó',
    { comandos: sin(BIEN.comandos, 2) },
    ['C1 se aceptó c3 y no quedó registrado', 'C2 eventos-x@3 no tiene comando'],
  ],
  [
    'lo aceptado en otro lugar',
    { aceptados: cambiar(BIEN.aceptados, 0, { posiciones: [{ topico: T, posicion: 2 }] }) },
    ['C1 c1 decía estar en eventos-x@2'],
  ],
  [
    'un evento sin causa',
    { bitacora: cambiar(BITACORA, 1, { causacion: null }), aceptados: [] },
    ['C2 eventos-x@2 no tiene comando'],
  ],
  [
    'una versión saltada, aunque la historia llegue desordenada',
    { bitacora: cambiar(BITACORA, 2, { version: 3 }).toReversed() },
    ['C3 eventos-x:a tiene versiones 1,3,3'],
  ],
  [
    'un estado que no es el de su último evento',
    { agregados: cambiar(BIEN.agregados, 0, { version: 4 }) },
    ['C3 eventos-x:a está en 4 y su último evento es 3'],
  ],
  [
    'un estado sin eventos',
    { agregados: [...BIEN.agregados, { topico: T, id: 'z', version: 1 }] },
    ['C3 eventos-x:z está en 1 y su último evento es 0'],
  ],
  ['una cabeza adelantada', { cabezas: { [T]: 7 } }, ['C4 falta eventos-x@6', 'C4 falta eventos-x@7']],
  ['una cabeza atrasada', { cabezas: { [T]: 4 } }, ['C4 sobra eventos-x@5']],
  [
    'una posición antes de la primera',
    {
      bitacora: [...BITACORA, { ...apunte(0, 'c', 1), causacion: 'c1' }],
      suscripciones: {},
      efectos: [],
    },
    ['C4 sobra eventos-x@0'],
  ],
  ['un lugar y un id dos veces', { bitacora: [...BITACORA, BITACORA[4]!] }, ['C4 eventos-x@5', 'C4 m5']],
  ['un efecto que falta', { efectos: sin(BIEN.efectos, 3) }, ['C5 s no vio eventos-x@4']],
  [
    'un efecto doble',
    { efectos: [...BIEN.efectos, BIEN.efectos[4]!] },
    ['C5 s aplicó dos veces eventos-x@5'],
  ],
  [
    'un efecto de otro mensaje',
    { efectos: cambiar(BIEN.efectos, 0, { idMensaje: 'otro' }) },
    ['C5 s aplicó eventos-x@1 con otro id'],
  ],
  [
    'dos efectos al revés',
    { efectos: [2, 1, 0, 3, 4].map((i) => BIEN.efectos[i]!) },
    ['C5 s aplicó eventos-x@1 fuera de orden'],
  ],
  [
    'una clave con dos comandos',
    { aceptados: cambiar(BIEN.aceptados, 1, { clave: 'k1' }) },
    ['C6 k1 se ejecutó como varios comandos'],
  ],
  [
    'una clave con dos respuestas',
    { aceptados: [...BIEN.aceptados, { ...BIEN.aceptados[0]!, respuesta: 'otra' }] },
    ['C6 k1 tuvo respuestas distintas'],
  ],
  ['un apartado de más', { apartados: [{ suscripcion: 's', id: 'm1' }] }, ['C7 se apartó s:m1 sin motivo']],
  [
    'un veneno sin apartar',
    { apartadosEsperados: [{ suscripcion: 's', id: 'm1' }] },
    ['C7 no se apartó s:m1'],
  ],
  [
    'un correo que falta y otros de más',
    { correos: ['c1', 'c1', 'c1'] },
    ['C10 no salió el correo c2', 'C10 2 correos repetidos con 1 caídas'],
  ],
  [
    'lo que no se publicó, lo adelantado y lo repetido',
    { publicados: { mensajes: [0, 2, 2].map((i) => BITACORA[i]!), repetibles: 0 } },
    [
      'C12 no se publicó eventos-x@2',
      'C12 no se publicó eventos-x@4',
      'C12 no se publicó eventos-x@5',
      'C12 se publicó eventos-x@3 antes que el anterior',
      'C12 1 publicados de más; se explican 0',
    ],
  ],
]
for (const [nombre, mala, dicho] of DICHAS)
  test(`de ${nombre} se dice qué y dónde`, () =>
    assert.deepEqual(
      verificar({ ...BIEN, ...mala }).map((v) => `${v.regla} ${v.detalle}`),
      dicho,
    ))

test('lo que no es de un agregado, ni de esa suscripción, ni de un tópico de eventos, no se le exige', () => {
  const cola = { ...apunte(1, 'a', 0), topico: 'comandos-x', id: 'q1' }
  const bitacora = [...BITACORA, cola]
  const cabezas = { ...BIEN.cabezas, 'comandos-x': 1 }
  const otra = { suscripcion: 'otra', topico: T, posicion: 1, idMensaje: 'm1' }
  const suscripciones = { s: [T], otra: [] }
  const publicados = { mensajes: BITACORA, repetibles: 0 }
  assert.deepEqual(
    verificar({ ...BIEN, bitacora, cabezas, suscripciones, efectos: [...BIEN.efectos, otra], publicados }),
    [],
  )
  const sinClave = BIEN.aceptados.map(({ clave: _, ...a }) => a)
  assert.deepEqual(verificar({ ...BIEN, aceptados: sinClave }), [])
  // Lo que otra suscripción apartó no excusa a ésta.
  const apartados = [{ suscripcion: 'otra', id: 'm4' }]
  const dicho = verificar({
    ...BIEN,
    efectos: sin(BIEN.efectos, 3),
    apartados,
    apartadosEsperados: apartados,
  })
  assert.deepEqual(
    dicho.map((v) => v.detalle),
    ['s no vio eventos-x@4'],
  )
})

test('dos agregados pueden verse en cualquier orden entre sí', () =>
  assert.deepEqual(reglas({ efectos: [1, 0, 2, 4, 3].map((i) => BIEN.efectos[i]!) }), []))
test('volver a publicar lo que una muerte dejó en duda no es una falta', () =>
  assert.deepEqual(
    reglas({ publicados: { mensajes: [...BITACORA, ...BITACORA.slice(3)], repetibles: 2 } }),
    [],
  ))
test('lo apartado a sabiendas no cuenta como perdido', () => {
  const apartados = [{ suscripcion: 's', id: 'm5' }]
  assert.deepEqual(reglas({ efectos: sin(BIEN.efectos, 4), apartados, apartadosEsperados: apartados }), [])
})

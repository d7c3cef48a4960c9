import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sinTropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { type Desenlace, POLITICA_REINTENTO } from '../dominio/entrega.ts'
import type { Cola, EnMano } from './cola.ts'
import { abrirRepartidor } from './repartidor.ts'

const carta = (id: string): EnMano => ({
  ...{ id, epoca: '1', intentos: 1 },
  carta: {
    ...{ idMensaje: `<${id}@notificaciones.alpes>`, para: 'a@b.example', asunto: 'Hola' },
    ...{ texto: 'Hola', html: '<p>Hola</p>', idioma: 'es' as const },
  },
})

/** Una cola de una sola carta cuya base falla las primeras `fallos` veces que se registra. */
const colaCon = (fallos: number) => {
  const registrados: Desenlace[] = []
  const { promise: registrada, resolve } = Promise.withResolvers<void>()
  let porTomar = [carta('una')]
  let veces = 0
  const cola: Cola = {
    async reclamar(limite) {
      const tomadas = porTomar.slice(0, limite)
      porTomar = porTomar.slice(limite)
      return tomadas
    },
    async registrar(_entrega, desenlace) {
      if (++veces <= fallos) throw new Error('Connection terminated')
      registrados.push(desenlace)
      resolve()
      return true
    },
    proxima: async () => null,
  }
  return { cola, registrados, registrada, veces: () => veces }
}

const opciones = { registro: sinRegistro, tropiezo: sinTropiezo, politica: POLITICA_REINTENTO, sondeo: 50 }

test('una base que se cae un instante tras el envío no repite el correo', async () => {
  const { cola, registrados, registrada } = colaCon(2)
  const enviadas: string[] = []
  await using repartidor = abrirRepartidor({
    ...{ ...opciones, cola },
    correo: { enviar: async (c) => void enviadas.push(c.idMensaje) },
  })
  await registrada
  assert.deepEqual(enviadas, ['<una@notificaciones.alpes>'])
  assert.deepEqual(
    registrados.map((d) => d.estado),
    ['enviada'],
  )
  assert.equal(repartidor.estado().enviadas, 1)
})

test('al cerrar no se espera a una base que no vuelve', async () => {
  const { cola, veces } = colaCon(Number.POSITIVE_INFINITY)
  const { promise: enviada, resolve } = Promise.withResolvers<void>()
  const repartidor = abrirRepartidor({ ...opciones, cola, correo: { enviar: async () => resolve() } })
  await enviada
  await repartidor[Symbol.asyncDispose]()
  assert.ok(veces() >= 1 && veces() <= 3)
  assert.equal(repartidor.estado().situacion, 'cerrado')
})

test('un defecto del adaptador cuenta como fallo pasajero de esa carta', async () => {
  const { cola, registrados, registrada } = colaCon(0)
  await using _ = abrirRepartidor({
    ...{ ...opciones, cola },
    correo: {
      async enviar() {
        throw new TypeError('esto no debía pasar')
      },
    },
  })
  await registrada
  assert.deepEqual([registrados[0]?.estado, registrados[0]?.error], ['reintento', 'esto no debía pasar'])
})

test('el cierre corta lo que sigue colgado al acabarse la gracia', async () => {
  const { cola, registrados } = colaCon(0)
  const { promise: colgada, reject } = Promise.withResolvers<void>()
  const { promise: enVuelo, resolve } = Promise.withResolvers<void>()
  const repartidor = abrirRepartidor({
    ...{ ...opciones, cola, gracia: 10 },
    correo: {
      enviar() {
        resolve()
        return colgada
      },
    },
    cortar: async () => reject(new Error('se cortó')),
  })
  await enVuelo
  await repartidor[Symbol.asyncDispose]()
  assert.equal(registrados[0]?.estado, 'reintento')
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { DependenciaCaida, ReferenciaPendiente } from '#seedwork/aplicacion/errores-consumo.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import {
  listarApartados,
  marcarApartado,
  verApartado,
} from '#seedwork/infraestructura/suscripciones/operador.ts'
import { alcance } from '#seedwork/infraestructura/suscripciones/vista.ts'
import { dejarEfecto } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { A, abrirBanco, B, nuevo, romper, serie } from '../apoyo/suscripciones.ts'

const banco = await abrirBanco()
const { taller, pool, suscribir, hasta, alFallar } = banco
after(() => banco[Symbol.asyncDispose]())

test('la cabeza de una clave que falla espera con los suyos; los demás pasan, y al repetir A va en orden', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, B, A, B, A])
  const { atender, estado } = romper(nombre, 1)
  await using s = suscribir(nombre, topico, atender, { reintento: { intentos: 2, base: 10, tope: 20 } })
  const [cabeza] = await esperarQue('espera a un operador', async () => {
    const suyos = await listarApartados(pool, { suscripcion: nombre, estado: 'espera-operador' })
    return suyos.length > 0 ? suyos : null
  })
  await taller.escribir(topico, [B, A])
  await esperarQue('B pasa', async () => (await taller.aplicadas(nombre, topico)).length === 3)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [2, 4, 6])
  assert.deepEqual([cabeza!.intentos, cabeza!.error, cabeza!.error_clase], [2, 'no puedo', 'Error'])
  await esperarQue('A va en cola', async () => (await verApartado(pool, cabeza!.id)).detras === 3)
  assert.equal(await alcance(pool, nombre, [{ topico, posicion: 5 }]), 'apartado')
  estado.rota = false
  await marcarApartado(pool, { id: cabeza!.id, acto: 'reintento', motivo: 'ya está', actor: 'ana' })
  await hasta(nombre, topico, 7)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [2, 4, 6, 1, 3, 5, 7])
  assert.equal(s.estado().retenidas, 0)
  await taller.escribir(topico, [A])
  await hasta(nombre, topico, 8)
  assert.equal((await verApartado(pool, cabeza!.id)).estado, 'resuelto')
})

test('un fallo pasajero se resuelve solo, sin operador', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, A])
  const { atender, estado } = romper(nombre, 1)
  await using _s = suscribir(nombre, topico, atender)
  await esperarQue('reintenta', () => estado.intentos >= 3)
  estado.rota = false
  await hasta(nombre, topico, 2)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [1, 2])
})

test('editar corre una copia con otro id y deja el sobre como estaba', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, A])
  const vistos: Mensaje[] = []
  const dejar = dejarEfecto(nombre)
  const atender: Atender = async (mensajes, tx) => {
    if (mensajes.some((m) => m.posicion === 1 && m.contenido.length > 1)) throw new Error('contenido malo')
    vistos.push(...mensajes)
    await dejar(mensajes, tx)
  }
  await using _s = suscribir(nombre, topico, atender, { reintento: { intentos: 1 } })
  const { id } = await alFallar(nombre)
  const contenido = Buffer.from([7])
  await marcarApartado(pool, { id, acto: 'edicion', motivo: 'dato errado', actor: 'ana', contenido })
  await hasta(nombre, topico, 2)
  const { mensaje: original, copia, estado, motivo, actor } = await verApartado(pool, id)
  assert.deepEqual([estado, motivo, actor], ['resuelto', 'dato errado', 'ana'])
  assert.notEqual(copia?.id, original.id)
  assert.equal(copia?.causationid, original.id)
  assert.deepEqual(
    { ...copia, id: 0, causationid: 0, contenido: 0 },
    { ...original, id: 0, causationid: 0, contenido: 0 },
  )
  assert.deepEqual(
    vistos.map((m) => [m.posicion, m.id === original.id]),
    [
      [1, false],
      [2, false],
    ],
  )
})

test('descartar deja pasar la cola, y lo cerrado ya no se marca', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, A, A])
  const { atender } = romper(nombre, 1)
  await using _s = suscribir(nombre, topico, atender, { reintento: { intentos: 1 } })
  const { id } = await alFallar(nombre)
  await marcarApartado(pool, { id, acto: 'descarte', motivo: 'no aplica', actor: 'ana' })
  await hasta(nombre, topico, 2)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [2, 3])
  const otraVez = marcarApartado(pool, { id, acto: 'reintento', motivo: 'x', actor: 'ana' })
  await assert.rejects(otraVez, { codigo: 'ApartadoNoMarcable' })
  await assert.rejects(verApartado(pool, randomUUID()), { codigo: 'ApartadoNoEncontrado' })
})

test('con la dependencia caída no se aparta nada: pausa, sonda de uno en uno y sigue', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(
    topico,
    serie(0, 20).map(() => A),
  )
  const tamanos: number[] = []
  let caida = true
  const dejar = dejarEfecto(nombre)
  const atender: Atender = async (mensajes, tx) => {
    tamanos.push(mensajes.length)
    await dejar(mensajes, tx)
    if (caida) throw new DependenciaCaida('no contesta')
  }
  await using s = suscribir(nombre, topico, atender)
  await esperarQue('sondea', () => tamanos.length >= 3)
  assert.deepEqual([s.estado().situacion, s.estado().motivo], ['pausada', 'no contesta'])
  caida = false
  await hasta(nombre, topico, 20)
  assert.deepEqual(await taller.aplicadas(nombre, topico), serie(1, 20))
  assert.deepEqual(await listarApartados(pool, { suscripcion: nombre }), [])
  assert.equal(tamanos[0], 20)
  assert.equal(tamanos.at(-1), 19)
  assert.ok(tamanos.slice(1, -1).every((n) => n === 1))
  await esperarQue('vuelve a estar activa', () => s.estado().situacion === 'activa')
})

test('con la dependencia caída tampoco se aparta el mensaje del que se sospecha que mata al proceso', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, B])
  await pool.query(
    'insert into suscripciones (suscripcion, topico, posicion, caidas) values ($1, $2, 0, 2)',
    [nombre, topico],
  )
  const dejar = dejarEfecto(nombre)
  let intentos = 0
  const atender: Atender = async (mensajes, tx) => {
    await dejar(mensajes, tx)
    if (++intentos <= 5) throw new DependenciaCaida('no contesta')
  }
  await using _s = suscribir(nombre, topico, atender, { pausa: { base: 5, tope: 10 } })
  await esperarQue('los dos se aplican o se apartan', async () => {
    const apartados = await listarApartados(pool, { suscripcion: nombre })
    return apartados.length + (await taller.aplicadas(nombre, topico)).length === 2
  })
  assert.deepEqual(await taller.aplicadas(nombre, topico), [1, 2])
})

test('una referencia que aún no se conoce espera sin gastar intentos', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, B, A])
  const { atender, estado } = romper(nombre, 1, () => new ReferenciaPendiente('falta la dirección'))
  await using _s = suscribir(nombre, topico, atender, { reintento: { intentos: 2, base: 5, tope: 10 } })
  await esperarQue('insiste más que los intentos', () => estado.intentos >= 6)
  const [fila] = await listarApartados(pool, { suscripcion: nombre })
  assert.deepEqual([fila?.estado, fila?.intentos], ['esperando-referencia', 0])
  estado.rota = false
  await hasta(nombre, topico, 3)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [2, 1, 3])
})

test('un efecto colgado cuenta como fallo y no puede confirmar después', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, B])
  const dejar = dejarEfecto(nombre)
  const { promise: colgado, resolve: soltar } = Promise.withResolvers<void>()
  const atender: Atender = async (mensajes, tx) => {
    await dejar(mensajes, tx)
    if (mensajes.some((m) => m.clave === A)) await colgado
  }
  await using _s = suscribir(nombre, topico, atender, { plazo: 300, reintento: { intentos: 1 } })
  const fila = await alFallar(nombre)
  soltar()
  assert.equal(fila.error_clase, 'PlazoVencido')
  await hasta(nombre, topico, 1)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [2])
})

test('quien traga un error de SQL no confirma: la transacción quedó abortada', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A])
  const atender: Atender = async (_m, tx) => {
    await tx.query('select 1/0').catch(() => {})
  }
  await using _s = suscribir(nombre, topico, atender, { reintento: { intentos: 1 } })
  await alFallar(nombre)
})

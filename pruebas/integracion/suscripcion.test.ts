import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { DependenciaCaida, ReferenciaPendiente } from '#seedwork/aplicacion/errores-consumo.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import {
  listarApartados,
  marcarApartado,
  verApartado,
} from '#seedwork/infraestructura/suscripciones/operador.ts'
import {
  abrirSuscripcion,
  type OpcionesSuscripcion,
  type Suscripcion,
} from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { alcance, listarSuscripciones } from '#seedwork/infraestructura/suscripciones/vista.ts'
import { abrirTaller, dejarEfecto } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'

const taller = await abrirTaller()
const { pool } = taller
const fuente = abrirFuenteBitacora({ pool, escucha: taller.url })
after(async () => {
  await fuente[Symbol.asyncDispose]()
  await taller[Symbol.asyncDispose]()
})

const A = randomUUID()
const B = randomUUID()
const nuevo = () => ({
  nombre: `s-${randomUUID().slice(0, 8)}`,
  topico: `eventos-${randomUUID().slice(0, 8)}`,
})

type Extra = Partial<Omit<OpcionesSuscripcion, 'atender' | 'efecto'>>
const suscribir = (nombre: string, topico: string, atender: Atender, extra: Extra = {}): Suscripcion =>
  abrirSuscripcion({
    ...{
      nombre,
      topicos: [topico],
      fuente,
      pool,
      registro: sinRegistro,
      atender,
      arriendo: 900,
      plazo: 2_000,
    },
    ...{ reintento: { base: 20, tope: 50 } },
    ...extra,
  })

const hasta = (nombre: string, topico: string, n: number) =>
  esperarQue(`${nombre} aplica ${n}`, async () => (await taller.aplicadas(nombre, topico)).length >= n)

const serie = (desde: number, n: number): number[] => Array.from({ length: n }, (_, i) => desde + i)

test('aplica el atraso en lotes y lo nuevo en cuanto llega, una vez y en orden', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(
    topico,
    serie(0, 25).map((i) => (i % 2 ? A : B)),
  )
  const lotes: number[] = []
  const dejar = dejarEfecto(nombre)
  const atender: Atender = (mensajes, tx) => {
    lotes.push(mensajes.length)
    return dejar(mensajes, tx)
  }
  await using s = suscribir(nombre, topico, atender, { lote: 10 })
  await hasta(nombre, topico, 25)
  assert.deepEqual(lotes, [10, 10, 5])
  await taller.escribir(topico, [A])
  await hasta(nombre, topico, 26)
  assert.deepEqual(await taller.aplicadas(nombre, topico), serie(1, 26))
  assert.equal(s.estado().situacion, 'activa')
  const [fila] = (await listarSuscripciones(pool, fuente)).filter((f) => f.suscripcion === nombre)
  assert.deepEqual([fila?.posicion, fila?.atraso, fila?.edad_pendiente, fila?.estado], [26, 0, 0, 'activa'])
  assert.equal(await alcance(pool, nombre, [{ topico, posicion: 26 }]), 'aplicado')
  assert.equal(await alcance(pool, nombre, [{ topico, posicion: 27 }]), 'pendiente')
})

test('quien se apunta en la cabeza sólo ve lo que llega después', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, A, A])
  await using s = suscribir(nombre, topico, dejarEfecto(nombre), { inicio: 'cabeza' })
  await esperarQue('toma el arriendo', () => s.estado().topicos[0]?.posicion === 3)
  await taller.escribir(topico, [A])
  await hasta(nombre, topico, 1)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [4])
})

test('de dos lectores trabaja uno, y al cerrarse el otro sigue donde iba', async () => {
  const { nombre, topico } = nuevo()
  const uno = suscribir(nombre, topico, dejarEfecto(nombre))
  await esperarQue('el primero toma', () => uno.estado().situacion === 'activa')
  await using dos = suscribir(nombre, topico, dejarEfecto(nombre))
  await taller.escribir(topico, [A, B, A])
  await hasta(nombre, topico, 3)
  assert.equal(dos.estado().situacion, 'esperando')
  await uno.detener()
  await esperarQue('el segundo toma', () => dos.estado().situacion === 'activa')
  await taller.escribir(topico, [A])
  await hasta(nombre, topico, 4)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [1, 2, 3, 4])
})

/** Falla con los mensajes de una posición mientras esté rota. */
const romper = (nombre: string, posicion: number, error: () => Error = () => new Error('no puedo')) => {
  const dejar = dejarEfecto(nombre)
  const estado = { rota: true, intentos: 0, mayor: 0 }
  const atender: Atender = async (mensajes, tx) => {
    estado.mayor = Math.max(estado.mayor, mensajes.length)
    await dejar(mensajes, tx)
    if (!estado.rota || !mensajes.some((m) => m.posicion === posicion)) return
    estado.intentos++
    throw error()
  }
  return { atender, estado }
}

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

const alFallar = async (nombre: string) => {
  const [fila] = await esperarQue('espera a un operador', async () => {
    const suyos = await listarApartados(pool, { suscripcion: nombre, estado: 'espera-operador' })
    return suyos.length > 0 ? suyos : null
  })
  return fila!
}

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

test('un hueco para ese tópico y no los demás; reparado, sigue', async () => {
  const { nombre, topico } = nuevo()
  const otro = `${topico}-b`
  await taller.escribir(topico, [A, A, A])
  const quitada = await pool.query('delete from bitacora where topico = $1 and posicion = 2 returning *', [
    topico,
  ])
  await using s = suscribir(nombre, topico, dejarEfecto(nombre), { topicos: [topico, otro], sondeo: 500 })
  const detenido = () => s.estado().topicos.find((t) => t.topico === topico && t.estado === 'detenida')
  const { motivo } = await esperarQue('se detiene', detenido)
  assert.equal(motivo, 'falta la posición 2')
  await taller.escribir(otro, [B])
  await hasta(nombre, otro, 1)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [1])
  const columnas = Object.keys(quitada.rows[0])
  const valores = columnas.map((_, i) => `$${i + 1}`).join(',')
  await pool.query(
    `insert into bitacora (${columnas.join(',')}) values (${valores})`,
    Object.values(quitada.rows[0]).map((v) => (v instanceof Temporal.Instant ? v.toString() : v)),
  )
  await hasta(nombre, topico, 3)
  assert.deepEqual(await taller.aplicadas(nombre, topico), [1, 2, 3])
})

test('ante una bitácora ajena o más corta que el cursor, se detiene y lo dice', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(topico, [A, A])
  const leer = suscribir(nombre, topico, dejarEfecto(nombre))
  await hasta(nombre, topico, 2)
  await leer.detener()
  await pool.query('update bitacora set id = gen_random_uuid() where topico = $1 and posicion = 2', [topico])
  const ajena = suscribir(nombre, topico, dejarEfecto(nombre))
  const detenido = (s: Suscripcion) => s.estado().topicos.find((t) => t.estado === 'detenida')
  assert.match((await esperarQue('se detiene', () => detenido(ajena))).motivo ?? '', /otra o se restauró/)
  await ajena.detener()
  await pool.query('delete from bitacora where topico = $1 and posicion = 2', [topico])
  await pool.query('update cabezas set posicion = 1 where topico = $1', [topico])
  await using corta = suscribir(nombre, topico, dejarEfecto(nombre))
  assert.match(
    (await esperarQue('se detiene', () => detenido(corta))).motivo ?? '',
    /acaba en 1, antes del cursor 2/,
  )
  const [fila] = (await listarSuscripciones(pool, fuente)).filter((f) => f.suscripcion === nombre)
  assert.equal(fila?.estado, 'detenida')
})

test('un efecto dueño de su transacción puede confirmar sólo un prefijo', async () => {
  const { nombre, topico } = nuevo()
  await taller.escribir(
    topico,
    serie(0, 7).map(() => A),
  )
  const dejar = dejarEfecto(nombre)
  const tandas: number[] = []
  await using _s = abrirSuscripcion({
    ...{ nombre, topicos: [topico], fuente, pool, registro: sinRegistro },
    efecto: {
      async correr(mensajes, mover) {
        const prefijo = mensajes.slice(0, 3)
        tandas.push(prefijo.length)
        const tx = await pool.connect()
        await tx.query('begin')
        await dejar(prefijo, tx)
        await tx.query(mover(prefijo.at(-1)!) as { text: string })
        await tx.query('commit')
        tx.release()
        return prefijo.length
      },
    },
  })
  await hasta(nombre, topico, 7)
  assert.deepEqual(tandas, [3, 3, 1])
  assert.deepEqual(await taller.aplicadas(nombre, topico), serie(1, 7))
})

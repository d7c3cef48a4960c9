import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import { abrirSuscripcion, type Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { alcance, listarSuscripciones } from '#seedwork/infraestructura/suscripciones/vista.ts'
import { dejarEfecto } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { A, abrirBanco, B, nuevo, serie } from '../apoyo/suscripciones.ts'

const banco = await abrirBanco()
const { taller, pool, fuente, suscribir, hasta } = banco
after(() => banco[Symbol.asyncDispose]())

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
  // Mientras no mira otra vez, dice el motivo con que se detuvo la anterior.
  await esperarQue('se detiene por otra cosa', () =>
    /acaba en 1, antes del cursor 2/.test(detenido(corta)?.motivo ?? ''),
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

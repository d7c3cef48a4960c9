import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import {
  abrirBanco,
  abrirCuenta,
  type Banco,
  contexto,
  MAPA,
  mover,
  prepararBanco,
  TOPICO,
} from '#pruebas/apoyo/cuentas.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'

let base: BasePrueba
let banco: Banco
before(async () => {
  base = await abrirBasePrueba()
  await prepararBanco(base.url)
  banco = await abrirBanco(base.url)
})
after(async () => {
  await banco[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const nueva = async () => {
  const id = randomUUID()
  await abrirCuenta(banco, { id, nombre: id })
  return id
}
const contar = async (texto: string, valores: unknown[] = []) =>
  Number((await banco.pool.query(texto, valores)).rows[0].n)
const codigo = (c: string) => (e: unknown) => e instanceof ErrorDominio && e.codigo === c

test('una orden deja estado, mensaje y registro, con su posición', async () => {
  const id = randomUUID()
  const ctx = contexto()
  const { posiciones, repetido } = await abrirCuenta(banco, { id, nombre: 'una', ctx })
  assert.equal(repetido, false)
  assert.equal(posiciones.length, 1)
  const { rows } = await banco.pool.query('select * from bitacora where topico = $1 and posicion = $2', [
    TOPICO,
    posiciones[0]!.posicion,
  ])
  assert.equal(rows[0].clave, id)
  assert.equal(rows[0].causacion, ctx.idComando)
  assert.equal(await contar('select count(*) n from comandos where id = $1', [ctx.idComando]), 1)
})

test('cien órdenes a la vez sobre la misma cuenta: todas, versiones contiguas, posiciones densas', async () => {
  const id = await nueva()
  const hechos = await Promise.all(Array.from({ length: 100 }, () => mover(banco, { id, monto: 1 })))
  assert.deepEqual(
    hechos.map((h) => h.resultado.saldo).sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, i) => i + 1),
  )
  const { rows } = await banco.pool.query(
    'select version_agregado v from bitacora where clave = $1 order by posicion',
    [id],
  )
  assert.deepEqual(
    rows.map((r) => Number(r.v)),
    Array.from({ length: 101 }, (_, i) => i + 1),
  )
  assert.equal(await contar(`select max(posicion) - count(*) n from bitacora where topico = '${TOPICO}'`), 0)
})

test('un rechazo del dominio no toca a los demás de su lote', async () => {
  const id = await nueva()
  const [bien, mal] = await Promise.allSettled([
    mover(banco, { id: await nueva(), monto: 5 }),
    mover(banco, { id, monto: -1 }),
  ])
  assert.equal(bien.status, 'fulfilled')
  assert.ok(mal.status === 'rejected' && codigo('SaldoInsuficiente')(mal.reason))
  assert.equal(await contar('select count(*) n from bitacora where clave = $1', [id]), 1)
})

test('una orden que rompe el lote de forma imprevista se queda sola y las demás siguen', async () => {
  const ids = await Promise.all(Array.from({ length: 9 }, nueva))
  const todas = await Promise.allSettled(
    ids.map((id, i) => mover(banco, { id, monto: i === 4 ? 2_000_000 : 1 })),
  )
  assert.deepEqual(
    todas.map((t) => t.status),
    ids.map((_, i) => (i === 4 ? 'rejected' : 'fulfilled')),
  )
  assert.equal(await contar('select version n from cuentas where id = $1', [ids[4]]), 1)
})

test('lo que llega mientras un lote confirma corre ya: si aquél se rompe, vuelve a correr y nada se pierde', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, nueva))
  const corridas = new Map<string, number>()
  const ordenes: Promise<string>[] = []
  // Cada turno trae unas órdenes: caen unas en el lote en vuelo y otras en el que se forma. Una de cada nueve lo rompe.
  for (let i = 0; i < 180; i++) {
    const id = ids[i % ids.length]!
    const ctx = contexto()
    const orden = banco.unidadTrabajo(ctx, async ({ cuentas }) => {
      corridas.set(ctx.idComando, (corridas.get(ctx.idComando) ?? 0) + 1)
      const cuenta = await cuentas.obtener(id)
      const monto = i % 9 === 4 ? 2_000_000 : 1
      const saldo = cuenta.estado.saldo + monto
      cuentas.guardar(cuenta, { ...cuenta.estado, saldo }, [{ tipo: 'Movimiento', monto }])
    })
    ordenes.push(
      orden.then(
        () => 'hecha',
        () => 'rechazada',
      ),
    )
    if (i % 4 === 3) await new Promise(setImmediate)
  }
  const fines = await Promise.all(ordenes)
  assert.deepEqual(
    fines,
    fines.map((_, i) => (i % 9 === 4 ? 'rechazada' : 'hecha')),
  )
  assert.equal(corridas.size, 180)
  const { rows } = await banco.pool.query('select version, saldo from cuentas where id = any($1)', [ids])
  const buenas = fines.filter((f) => f === 'hecha').length
  assert.equal(
    rows.reduce((n, f) => n + Number(f.saldo), 0),
    buenas,
  )
  assert.equal(
    rows.reduce((n, f) => n + Number(f.version) - 1, 0),
    buenas,
  )
})

test('un id repetido pierde en la guarda y no deja nada', async () => {
  const id = await nueva()
  const antes = await contar('select count(*) n from comandos')
  await assert.rejects(abrirCuenta(banco, { id, nombre: 'otra' }), codigo('IdRepetido'))
  await assert.rejects(abrirCuenta(banco, { id: randomUUID(), nombre: id }), codigo('NombreRepetido'))
  assert.equal(await contar('select count(*) n from comandos'), antes)
})

test('un cambio a un valor único ajeno se rechaza sin romper el lote, también si chocan dos a la vez', async () => {
  const [a, b, c] = [await nueva(), await nueva(), await nueva()]
  const renombrar = (id: string, nombre: string) =>
    banco.unidadTrabajo(contexto(), async ({ cuentas }) => {
      const cuenta = await cuentas.obtener(id)
      cuentas.guardar(cuenta, { ...cuenta.estado, nombre }, [{ tipo: 'Movimiento', monto: 0 }])
    })
  const [mal, bien] = await Promise.allSettled([renombrar(a, b), mover(banco, { id: c, monto: 1 })])
  assert.ok(mal.status === 'rejected' && codigo('NombreRepetido')(mal.reason))
  assert.equal(bien.status, 'fulfilled')
  const rivales = await Promise.allSettled([renombrar(a, 'codiciado'), renombrar(b, 'codiciado')])
  assert.deepEqual(rivales.map((r) => r.status).sort(), ['fulfilled', 'rejected'])
  assert.ok(rivales.some((r) => r.status === 'rejected' && codigo('NombreRepetido')(r.reason)))
})

test('la misma clave desde cincuenta sitios: un efecto, la misma respuesta', async () => {
  const id = await nueva()
  const clave = { operacion: 'Mover', clave: 'k1', huella: 'aa' }
  const ctx = contexto({ clave })
  const hechos = await Promise.all(Array.from({ length: 50 }, () => mover(banco, { id, monto: 7, ctx })))
  assert.equal(new Set(hechos.map((h) => JSON.stringify([h.resultado, h.posiciones]))).size, 1)
  assert.equal(hechos.filter((h) => !h.repetido).length, 1)
  assert.equal(await contar('select saldo n from cuentas where id = $1', [id]), 7)
  await assert.rejects(
    mover(banco, { id, monto: 8, ctx: { ...ctx, clave: { ...clave, huella: 'bb' } } }),
    codigo('ClaveReutilizada'),
  )
})

test('dos con la misma clave en un lote de lector: la que la suelta sin acabar no deja colgada su búsqueda', async () => {
  await using ejecutor = await banco.motor.abrirEjecutor()
  const [a, b] = [await nueva(), await nueva()]
  const repetida = contexto()
  const sumar = (id: string, ctx = contexto()) => ({
    contexto: ctx,
    trabajo: async (tx: TransaccionPostgres) => {
      const { estado } = (await tx.cargar(MAPA, id, 'escribir'))!
      tx.anotar(MAPA, { id, estado: { ...estado, saldo: estado.saldo + 1 }, eventos: () => [] })
    },
  })
  // La segunda tropieza con la primera y suelta su clave con la búsqueda pedida; la tercera la toma y busca otra vez.
  const ordenes = [sumar(a), sumar(a, repetida), sumar(b, repetida)]
  for (let hechas = 0; hechas < ordenes.length; )
    hechas += await ejecutor.correr(ordenes.slice(hechas), () => ({ text: 'select 1' }))
  assert.equal(await contar('select saldo n from cuentas where id = $1', [a]), 2)
  assert.equal(await contar('select saldo n from cuentas where id = $1', [b]), 0)
})

test('la versión esperada se compara dentro de la transacción', async () => {
  const id = await nueva()
  const ctx = () => contexto({ versionEsperada: { id, version: 1 } })
  const dos = await Promise.allSettled([
    mover(banco, { id, monto: 1, ctx: ctx() }),
    mover(banco, { id, monto: 1, ctx: ctx() }),
  ])
  assert.deepEqual(dos.map((d) => d.status).sort(), ['fulfilled', 'rejected'])
})

test('las que se quieren mutuamente no se esperan para siempre', async () => {
  const [a, b] = [await nueva(), await nueva()]
  const pasar = (de: string, al: string) =>
    banco.unidadTrabajo(contexto(), async ({ cuentas }) => {
      const x = await cuentas.obtener(de)
      const y = await cuentas.obtener(al)
      cuentas.guardar(x, { ...x.estado, saldo: x.estado.saldo + 1 }, [{ tipo: 'Movimiento', monto: 1 }])
      cuentas.guardar(y, { ...y.estado, saldo: y.estado.saldo + 1 }, [{ tipo: 'Movimiento', monto: 1 }])
    })
  await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? pasar(a, b) : pasar(b, a))))
  assert.equal(await contar('select saldo n from cuentas where id = $1', [a]), 40)
  assert.equal(await contar('select saldo n from cuentas where id = $1', [b]), 40)
})

test('una reacción escribe en la misma transacción; si lanza, no queda nada', async () => {
  await using otro = await abrirBanco(base.url)
  otro.motor.reaccionar({
    Movimiento: async (evento, tx) => {
      const { monto } = evento.datos as { monto: number }
      if (monto === 13) throw new ErrorDominio('MalaSuerte', 'no')
      if (evento.topico === TOPICO)
        (tx as never as { emitir: (e: unknown, c: string) => void }).emitir(
          { ...evento, topico: 'eventos-eco', tipo: 'Eco' },
          randomUUID(),
        )
    },
  })
  const id = await nueva()
  const { posiciones } = await mover(otro, { id, monto: 1 })
  assert.deepEqual(
    posiciones.map((p) => p.topico),
    ['eventos-cuenta', 'eventos-eco'],
  )
  await assert.rejects(mover(otro, { id, monto: 13 }), codigo('MalaSuerte'))
  assert.equal(await contar('select version n from cuentas where id = $1', [id]), 2)
})

test('un caso de uso colgado sale solo y no arrastra a su lote', async () => {
  await using otro = await abrirBanco(base.url, { plazoCaso: 100 })
  const id = await nueva()
  const [colgada, sana] = await Promise.allSettled([
    otro.unidadTrabajo(contexto(), () => new Promise<never>(() => {})),
    mover(otro, { id, monto: 1 }),
  ])
  assert.ok(colgada.status === 'rejected' && codigo('PlazoVencido')(colgada.reason))
  assert.equal(sana.status, 'fulfilled')
})

test('con la cola llena se contesta antes de trabajar', async () => {
  await using otro = await abrirBanco(base.url, { limites: { cola: 10, lote: 5 } })
  const id = await nueva()
  const todas = await Promise.allSettled(Array.from({ length: 60 }, () => mover(otro, { id, monto: 1 })))
  const rechazadas = todas.filter((t) => t.status === 'rejected')
  assert.ok(rechazadas.length >= 40)
  assert.ok(rechazadas.every((t) => codigo('Sobrecarga')(t.reason)))
  assert.equal(await contar('select saldo n from cuentas where id = $1', [id]), 60 - rechazadas.length)
})

test('dos procesos sobre las mismas cuentas: ni abrazos ni pérdidas', async () => {
  await using otro = await abrirBanco(base.url)
  const ids = await Promise.all(Array.from({ length: 4 }, nueva))
  const aceptadas = await Promise.all(
    Array.from({ length: 400 }, (_, i) => mover(i % 2 ? banco : otro, { id: ids[i % 4]!, monto: 1 })),
  )
  assert.equal(aceptadas.length, 400)
  for (const id of ids) assert.equal(await contar('select version n from cuentas where id = $1', [id]), 101)
  assert.equal(await contar(`select max(posicion) - count(*) n from bitacora where topico = '${TOPICO}'`), 0)
})

test('si la base corta la conexión, la orden se vuelve a correr', async () => {
  const id = await nueva()
  await banco.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pruebas: escritor' and datname = current_database()`,
  )
  const { resultado } = await mover(banco, { id, monto: 3 })
  assert.equal(resultado.saldo, 3)
})

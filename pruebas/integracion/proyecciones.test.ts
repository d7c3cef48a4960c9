import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { atenderGeneracion } from '#seedwork/infraestructura/proyecciones/lectura.ts'
import { esperarProyeccion, posicionesVisibles } from '#seedwork/infraestructura/proyecciones/vista.ts'
import type { Atender } from '#seedwork/infraestructura/suscripciones/efecto.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { abrirTaller, CLAVES, type Taller, TOPICO, tanda } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'
import {
  abrirSuyas,
  cuenta,
  huellaDeFilas,
  OTRO_TOPICO,
  prepararProyecciones,
} from '../apoyo/proyecciones.ts'

/** Muertes por punto: tres en la suite; más a mano, con `MUERTES=20`. */
const MUERTES = Number(process.env.MUERTES ?? 3)
const ACTO = { motivo: 'prueba', actor: 'operadora' }

const abrirBase = async (mensajes = 450): Promise<Taller> => {
  const taller = await abrirTaller()
  await prepararProyecciones(taller.pool)
  await taller.escribir(TOPICO, tanda(mensajes))
  await taller.escribir(OTRO_TOPICO, tanda(50))
  return taller
}

type Suyas = Awaited<ReturnType<typeof abrirSuyas>>

const alDia = (suyas: Suyas, generacion: number) =>
  esperarQue(`se lee la generación ${generacion}, al día`, async () => {
    const [{ viva, reconstruccion } = { viva: null, reconstruccion: null }] = await suyas.listar()
    return reconstruccion === null && viva?.generacion === generacion && viva.aplicados === viva.total
  })

const huella = ({ pool }: Taller) => huellaDeFilas(pool, ['cuenta_claves'])

const esquemas = async ({ pool }: Taller): Promise<string[]> =>
  (
    await pool.query<{ n: string }>(
      `select nspname as n from pg_namespace where nspname like 'alpes\\_cuenta%' order by 1`,
    )
  ).rows.map((f) => f.n)

test('la primera vez se pone al día sola, y lo que aplicó se ve', async () => {
  await using taller = await abrirBase()
  const suyas = await abrirSuyas(taller.pool)
  await using lectores = suyas.abrirLectores()
  await alDia(suyas, 1)
  const { rows } = await taller.pool.query('select sum(cuantos)::float8 as n from cuenta_claves')
  assert.equal(rows[0].n, 500)
  assert.deepEqual(await posicionesVisibles(taller.pool, 'cuenta'), [
    { topico: OTRO_TOPICO, posicion: 50 },
    { topico: TOPICO, posicion: 450 },
  ])
  assert.equal(lectores.lectores[0]?.estado().situacion, 'activa')
})

test('reconstruida, tiene las mismas filas; la vieja se borra y la historia guarda quién y por qué', async () => {
  await using taller = await abrirBase()
  const suyas = await abrirSuyas(taller.pool)
  await using _lectores = suyas.abrirLectores()
  await alDia(suyas, 1)
  const antes = await huella(taller)
  assert.deepEqual(await suyas.reconstruir('cuenta', ACTO), { nombre: 'cuenta', generacion: 2 })
  await alDia(suyas, 2)
  assert.equal(await huella(taller), antes)
  assert.deepEqual(await esquemas(taller), ['alpes_cuenta_2'])
  const { rows } = await taller.pool.query(
    'select estado, motivo, actor from proyecciones order by generacion',
  )
  assert.deepEqual(rows, [
    { estado: 'retirada', motivo: 'primera vez', actor: 'sistema' },
    { estado: 'viva', ...ACTO },
  ])
  const cursores = await taller.pool.query('select distinct suscripcion from suscripciones')
  assert.deepEqual(cursores.rows, [{ suscripcion: 'cuenta@2' }])
})

test('con tráfico todo el tiempo acaba, y ninguna lectura retrocede ni deja de haber', async () => {
  await using taller = await abrirBase()
  const suyas = await abrirSuyas(taller.pool)
  await using _lectores = suyas.abrirLectores()
  await alDia(suyas, 1)
  let sigue = true
  // Quien escribe no espera al lector, pero tampoco le quita la máquina: cada tanda sale tras un turno de los demás.
  const escribir = async () => {
    while (sigue) {
      await taller.escribir(TOPICO, tanda(5))
      await taller.pool.query('select pg_sleep(0.005)')
    }
  }
  const leer = async () => {
    for (let previo = 0; sigue; ) {
      const { rows } = await taller.pool.query('select sum(cuantos)::float8 as n from cuenta_claves')
      assert.ok(rows[0].n >= previo, `de ${previo} a ${rows[0].n}`)
      previo = rows[0].n
    }
  }
  const trafico = Promise.all([escribir(), leer()])
  for (const generacion of [2, 3]) {
    await suyas.reconstruir('cuenta', ACTO)
    await esperarQue(
      `se lee la ${generacion}`,
      async () => (await suyas.listar())[0]?.viva?.generacion === generacion,
      // Quien escribe no descansa: en una máquina ocupada alcanzarlo lleva su tiempo.
      90_000,
    )
  }
  sigue = false
  await trafico
  await alDia(suyas, 3)
  const { rows } = await taller.pool.query(
    `select (select sum(cuantos) from cuenta_claves)::float8 as n, (select sum(posicion) from cabezas)::float8 as c`,
  )
  assert.equal(rows[0].n, rows[0].c)
})

test('reconstruir no escribe nada fuera de sus tablas', async () => {
  await using taller = await abrirBase()
  const suyas = await abrirSuyas(taller.pool)
  await using _lectores = suyas.abrirLectores()
  await alDia(suyas, 1)
  const ajenas = ['bitacora', 'cabezas', 'comandos', 'programados', 'apartados', 'efectos']
  const antes = await huellaDeFilas(taller.pool, ajenas)
  await suyas.reconstruir('cuenta', ACTO)
  await alDia(suyas, 2)
  assert.equal(await huellaDeFilas(taller.pool, ajenas), antes)
})

test('una que avanza no se empieza otra vez, ni la que no existe, ni de una bitácora podada', async () => {
  await using taller = await abrirBase()
  const suyas = await abrirSuyas(taller.pool)
  await suyas.reconstruir('cuenta', ACTO)
  const [fila] = await suyas.listar()
  assert.deepEqual([fila?.reconstruccion?.aplicados, fila?.reconstruccion?.total], [0, 500])
  await assert.rejects(suyas.reconstruir('cuenta', ACTO), { codigo: 'ReconstruccionEnCurso' })
  await assert.rejects(suyas.reconstruir('otra', ACTO), { codigo: 'ProyeccionNoEncontrada' })
  await taller.pool.query(`update cabezas set inicio = 10 where topico = $1`, [TOPICO])
  await assert.rejects(suyas.reconstruir('cuenta', ACTO), { codigo: 'ReconstruccionImposible' })
})

test('con un apartado no se cambia; pedirla otra vez la abandona y empieza de nuevo', async () => {
  await using taller = await abrirBase(50)
  let rota = false
  const base = cuenta()
  const fragil = cuenta({
    async plegar(mensajes, tx) {
      if (rota && mensajes.some((m) => m.posicion === 7)) throw new Error('rota')
      await base.plegar(mensajes, tx)
    },
  })
  const suyas = await abrirSuyas(taller.pool, { proyecciones: [fragil] })
  await using _lectores = suyas.abrirLectores()
  await alDia(suyas, 1)
  rota = true
  await suyas.reconstruir('cuenta', ACTO)
  await esperarQue('se aparta', async () => ((await suyas.listar())[0]?.reconstruccion?.apartados ?? 0) > 0)
  assert.equal((await suyas.listar())[0]?.viva?.generacion, 1)
  rota = false
  await suyas.reconstruir('cuenta', ACTO)
  await alDia(suyas, 3)
  assert.deepEqual(await esquemas(taller), ['alpes_cuenta_3'])
})

test('una versión nueva se construye al lado al arrancar, con otras columnas', async () => {
  await using taller = await abrirBase(50)
  {
    const suyas = await abrirSuyas(taller.pool)
    await using _lectores = suyas.abrirLectores()
    await alDia(suyas, 1)
  }
  const nueva = cuenta({
    version: 2,
    ddl: 'create table cuenta_claves (clave uuid primary key)',
    async plegar(mensajes, tx) {
      await tx.query('insert into cuenta_claves select distinct unnest($1::uuid[]) on conflict do nothing', [
        mensajes.map((m) => m.clave),
      ])
    },
  })
  const suyas = await abrirSuyas(taller.pool, { proyecciones: [nueva] })
  await using _lectores = suyas.abrirLectores()
  await alDia(suyas, 2)
  const { rows } = await taller.pool.query('select * from cuenta_claves')
  assert.deepEqual([rows.length, Object.keys(rows[0])], [CLAVES.length, ['clave']])
})

test('dos procesos: uno la construye y la cambia, y los dos siguen con la nueva', async () => {
  await using taller = await abrirBase()
  const [una, otra] = [await abrirSuyas(taller.pool), await abrirSuyas(taller.pool)]
  {
    await using _lectores = una.abrirLectores()
    await using _otros = otra.abrirLectores()
    await alDia(una, 1)
    await otra.reconstruir('cuenta', ACTO)
    await alDia(una, 2)
    await taller.escribir(TOPICO, tanda(9))
    await alDia(otra, 2)
  }
  const { rows } = await taller.pool.query(
    `select suscripcion, sum(posicion)::float8 as n from suscripciones group by 1`,
  )
  assert.deepEqual(rows, [{ suscripcion: 'cuenta@2', n: 509 }])
})

test('esperar una posición espera a la generación viva, dice si quedó apartada y no espera otros tópicos', async () => {
  await using taller = await abrirBase(10)
  const base = cuenta()
  const plegar: typeof base.plegar = async (mensajes, tx) => {
    if (mensajes.some((m) => m.topico === OTRO_TOPICO && m.posicion === 3)) throw new Error('rota')
    await base.plegar(mensajes, tx)
  }
  const suyas = await abrirSuyas(taller.pool, { proyecciones: [{ ...base, plegar }] })
  const esperar = (topico: string, posicion: number, plazo: number) =>
    esperarProyeccion(taller.pool, { nombre: 'cuenta', posiciones: [{ topico, posicion }], plazo })
  assert.equal(await esperar(TOPICO, 10, 50), 'pendiente')
  await using _lectores = suyas.abrirLectores()
  assert.equal(await esperar(TOPICO, 10, 10_000), 'aplicado')
  assert.equal(await esperar(OTRO_TOPICO, 3, 10_000), 'apartado')
  assert.equal(await esperar('eventos-ajeno', 10, 50), 'aplicado')
})

test('un lector atrasado de una generación retirada no escribe en la que está viva', async () => {
  await using taller = await abrirBase(20)
  const suyas = await abrirSuyas(taller.pool)
  await using _lectores = suyas.abrirLectores()
  await alDia(suyas, 1)
  await suyas.reconstruir('cuenta', ACTO)
  await alDia(suyas, 2)
  const antes = await huella(taller)
  const { mensajes } = await abrirFuenteBitacora({ pool: taller.pool, escucha: null }).leer(TOPICO, 0, 5)
  const atrasado = atenderGeneracion(cuenta(), { base: 'alpes', generacion: 1 })
  const correr = (trabajo: Atender) =>
    enTransaccion({ pool: taller.pool, plazo: 5_000 }, (tx) => trabajo(mensajes, tx))
  await assert.rejects(correr(atrasado), /ya no está en uso/)
  assert.equal(await huella(taller), antes)
  // Sin retener su generación, los mismos nombres serían los de las vistas: es lo que se evita.
  await correr(cuenta().plegar)
  assert.notEqual(await huella(taller), antes)
})

const PROGRAMA = path.join(import.meta.dirname, '../apoyo/proyeccion-hijo.ts')

for (const [punto, vez] of [
  ['lector:antes-efecto', 2],
  ['lector:tras-efecto', 2],
  ['lector:tras-commit', 2],
  ['proyeccion:antes-cambio', 1],
  ['proyeccion:tras-cambio', 1],
] as const)
  test(`muerto en ${punto} a mitad de reconstruir: otro proceso la acaba, con las mismas filas`, async () => {
    await using taller = await abrirBase()
    const suyas = await abrirSuyas(taller.pool)
    {
      await using _lectores = suyas.abrirLectores()
      await alDia(suyas, 1)
    }
    const antes = await huella(taller)
    for (let i = 1; i <= MUERTES; i++) {
      await esperarQue('no hay otra en obra', async () => (await suyas.listar())[0]?.reconstruccion === null)
      const { generacion } = await suyas.reconstruir('cuenta', ACTO)
      const FALLA_EN = `${punto}:${vez}`
      await using muere = lanzar(PROGRAMA, {
        entorno: { ALPES_PRUEBAS: 'si', BASE_URL: taller.url, FALLA_EN },
      })
      assert.equal(await muere.fin, 'SIGKILL')
      await using sano = lanzar(PROGRAMA, { entorno: { BASE_URL: taller.url } })
      await sano.linea(/en marcha/)
      await alDia(suyas, generacion)
      sano.senal('SIGTERM')
      assert.equal(await sano.fin, 0)
      assert.equal(await huella(taller), antes)
    }
    assert.equal((await esquemas(taller)).length, 1)
  })

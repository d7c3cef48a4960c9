import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import type pg from 'pg'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { abrirFuenteBroker } from '#seedwork/infraestructura/fuentes/fuente-broker.ts'
import { abrirLectorEfimero } from '#seedwork/infraestructura/fuentes/lector-efimero.ts'
import { conVentana } from '#seedwork/infraestructura/fuentes/ventana.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import { abrirSuscripcion, type Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, anotar, dejarEfecto, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { mensaje } from '../apoyo/mensaje.ts'
import { crearPublicadorMemoria } from '../conformidad/publicador-memoria.ts'

/**
 * La bitácora vuelve a un momento anterior y crece otra vez más allá de donde iban quienes la leían, sin que ninguno
 * vea un error: por la cabeza no se distingue. La restauración de verdad está en `e2e/restauracion.test.ts`.
 */
const pila = new AsyncDisposableStack()
after(() => pila.disposeAsync())

const CLAVE = randomUUID()
const tanda = (n: number): string[] => Array.from({ length: n }, () => CLAVE)
const serie = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

type Vuelta = Readonly<{ hasta: number; nuevos: number; cursores?: readonly string[] }>

/** Todo a la vez, o alguien vería la bitácora corta: se borra lo que sigue a `hasta` y se escriben otros. */
const volverAtras = async ({ pool }: Taller, { hasta, nuevos, cursores = [] }: Vuelta): Promise<void> => {
  const tx = await pool.connect()
  await tx.query('begin')
  await tx.query('delete from bitacora where topico = $1 and posicion > $2', [TOPICO, hasta])
  await tx.query('update cabezas set posicion = $2 where topico = $1', [TOPICO, hasta])
  await tx.query(
    `update suscripciones set posicion = $2, epoca = epoca + 1, dueno = null,
       id_mensaje = (select id from bitacora where topico = $3 and posicion = $2)
     where suscripcion = any($1)`,
    [cursores, hasta, TOPICO],
  )
  const otros = Array.from({ length: nuevos }, () => mensaje({ topico: TOPICO, clave: CLAVE }))
  await anotar(tx as unknown as pg.Pool, otros)
  await tx.query('commit')
  tx.release()
}

const enPosicion = (s: Suscripcion, posicion: number) =>
  esperarQue(`llega a ${posicion}`, () => s.estado().topicos[0]?.posicion === posicion)

const detenida = async (s: Suscripcion): Promise<string> => {
  const parado = () => s.estado().topicos.find((t) => t.estado === 'detenida')
  return (await esperarQue('se detiene', parado, 20_000)).motivo ?? ''
}

test('un lector en marcha lo nota aunque nada le fallara, y no se salta lo que cambió', async () => {
  const taller = pila.use(await abrirTaller())
  const fuente = pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url }))
  await using s = abrirSuscripcion({
    ...{ nombre: 'ajeno', topicos: [TOPICO], fuente, pool: taller.pool, registro: sinRegistro },
    atender: dejarEfecto('ajeno'),
  })
  await taller.escribir(TOPICO, tanda(10))
  await enPosicion(s, 10)
  await volverAtras(taller, { hasta: 4, nuevos: 20 })
  assert.match(await detenida(s), /en la posición 10 no está el mensaje .*otra o se restauró/)
  assert.deepEqual(await taller.aplicadas('ajeno'), serie(10))
})

test('un lector que oye un broker tampoco junta lo de antes con lo de ahora', async () => {
  const taller = pila.use(await abrirTaller())
  const respaldo = pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: null }))
  let lecturas = 0
  const contada: Fuente = {
    ...respaldo,
    leer: (...pedido) => respaldo.leer(...pedido).finally(() => lecturas++),
  }
  const fuente = abrirFuenteBroker({ respaldo: contada, capacidad: 64 })
  await using s = abrirSuscripcion({
    ...{ nombre: 'remoto', topicos: [TOPICO], fuente, pool: taller.pool, registro: sinRegistro },
    atender: dejarEfecto('remoto'),
  })
  await taller.escribir(TOPICO, tanda(10))
  fuente.avisar(TOPICO)
  await enPosicion(s, 10)
  await volverAtras(taller, { hasta: 4, nuevos: 6 })
  fuente.avisar(TOPICO)
  assert.match(await detenida(s), /otra o se restauró/)
  await taller.escribir(TOPICO, tanda(2))
  fuente.entregar((await respaldo.leer(TOPICO, 10, 5)).mensajes)
  const miradas = lecturas
  await esperarQue('vuelve a mirar', () => lecturas >= miradas + 2, 20_000)
  assert.deepEqual(await taller.aplicadas('remoto'), serie(10))
})

test('los lectores de la misma base siguen con lo de ahora, sin lo que recordaban de antes', async () => {
  const taller = pila.use(await abrirTaller())
  const fuente = conVentana(pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url })))
  const vistos: string[] = []
  await using s = abrirSuscripcion({
    ...{ nombre: 'propio', topicos: [TOPICO], fuente, pool: taller.pool, registro: sinRegistro },
    arriendo: 900,
    async atender(mensajes) {
      vistos.push(...mensajes.map((m) => m.id))
    },
  })
  await taller.escribir(TOPICO, tanda(10))
  await enPosicion(s, 10)
  await volverAtras(taller, { hasta: 4, nuevos: 0, cursores: ['propio'] })
  await taller.escribir(TOPICO, tanda(8))
  await esperarQue('sigue donde dice su cursor', () => vistos.length >= 18, 20_000)
  const { mensajes } = await fuente.leer(TOPICO, 0, 100)
  assert.deepEqual(
    vistos.slice(10),
    mensajes.slice(4).map((m) => m.id),
  )
})

test('el relevo en marcha, cuyo cursor también volvió, no publica encima de lo que el broker guarda', async () => {
  const taller = pila.use(await abrirTaller())
  const fuente = pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url }))
  const broker = crearPublicadorMemoria()
  const publicador = { ...broker, destino: async () => ({ identidad: 'b', secuencia: 0 }) }
  await using relevo = abrirRelevo({
    ...{ publicador, fuente, pool: taller.pool, topicos: [TOPICO], registro: sinRegistro },
    ...{ arriendo: 900, pausa: { base: 50, tope: 200 } },
  })
  await taller.escribir(TOPICO, tanda(10))
  await enPosicion(relevo, 10)
  const antes: readonly Mensaje[] = [...broker.recibidos]
  await volverAtras(taller, { hasta: 4, nuevos: 20, cursores: ['relevo'] })
  const { motivo } = await esperarQue(
    'se para',
    () => (relevo.estado().situacion === 'pausada' ? relevo.estado() : null),
    20_000,
  )
  assert.match(
    motivo ?? '',
    /guarda eventos-prueba con .* en la posición 10 y la bitácora tiene ahí .*se restauró/,
  )
  assert.deepEqual(broker.recibidos, antes)
})

test('quien empuja a la página dice que empieza de nuevo', async () => {
  const taller = pila.use(await abrirTaller())
  const fuente = pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: taller.url }))
  await taller.escribir(TOPICO, tanda(10))
  await using lector = abrirLectorEfimero({
    ...{ fuente, topicos: [TOPICO], capacidad: 50, registro: sinRegistro, sondeo: 50 },
  })
  await esperarQue('se sitúa', () => lector.hasta(TOPICO) === 10)
  const reinicios: string[] = []
  lector.alReiniciar((topico) => reinicios.push(topico))
  await volverAtras(taller, { hasta: 4, nuevos: 20 })
  await esperarQue('avisa', () => reinicios.length > 0)
  await esperarQue('se sitúa otra vez', () => lector.hasta(TOPICO) === 24)
  const { mensajes } = await fuente.leer(TOPICO, 0, 100)
  assert.deepEqual(lector.desde(TOPICO, 0), mensajes)
})

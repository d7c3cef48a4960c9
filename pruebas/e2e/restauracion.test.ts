import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { FLUJO } from '#seedwork/infraestructura/nats/flujo.ts'
import { abrirBasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { abrirServidorNats, conectarNats, natsServer } from '../apoyo/nats.ts'
import { leerFlujo } from '../apoyo/nats-relevo.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { devolver, volcar } from '../apoyo/volcado.ts'
import { abrirDuradero, conPool, urlEmbebida } from '../fallas/bases.ts'
import { clienteNuevo, ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion, TOKEN } from '../fallas/sistema.ts'

/** Respaldar y restaurar de verdad: los cursores siguen, y volver atrás se nota y detiene, nunca se salta. */
const TOPICO = 'eventos-cliente'
const opciones = { skip: natsServer.saltar }

const crear = async (url: string, n: number): Promise<void> => {
  for (let i = 0; i < n; i++) {
    const c = await ordenar(url, 'POST /clientes', { cuerpo: clienteNuevo(`Cliente ${i}`) })
    assert.equal(c.estado, 201, c.texto)
  }
}

const bitacoraDe = (base: string): Promise<string[]> =>
  conPool(base, async (pool) => {
    const { rows } = await pool.query('select id from alpes.bitacora where topico = $1 order by posicion', [
      TOPICO,
    ])
    return rows.map((f) => f.id as string)
  })

type Lector = Readonly<{ nombre: string; vivo: boolean; motivo: string | null; atraso: number }>

const lectoresDe = async (url: string): Promise<readonly Lector[]> => {
  const { texto } = await ordenar(url, 'GET /readyz')
  return (JSON.parse(texto) as { lectores: Lector[] }).lectores
}

const motivoDelRelevo = (url: string, patron: RegExp): Promise<unknown> =>
  esperarQue(
    `el relevo dice ${patron}`,
    async () => patron.test((await lectoresDe(url)).find((l) => l.nombre === 'relevo')?.motivo ?? ''),
    60_000,
  )

const parar = async (proceso: ProcesoHijo): Promise<void> => {
  proceso.senal('SIGTERM')
  assert.equal(await proceso.fin, 0, proceso.dicho())
}

/** Otro servicio, con su base: oye el broker y pide a la API lo que falte. */
const abrirRemoto = async (pila: AsyncDisposableStack, { api, nats }: { api: string; nats: string }) => {
  const { url } = pila.use(await abrirBasePrueba())
  const entorno = { BASE_URL: url, API_URL: api, NATS_URL: nats, TOKEN, TOPICOS: TOPICO }
  const proceso = pila.use(lanzar(path.join(import.meta.dirname, '../fallas/remoto-hijo.ts'), { entorno }))
  const mirar = (texto: string) => conPool(url, async (pool) => (await pool.query(texto)).rows)
  const efectos = async (): Promise<string[]> =>
    (await mirar('select id_mensaje from remoto.efectos order by n')).map((f) => f.id_mensaje)
  await proceso.linea(/en marcha/)
  return {
    efectos,
    hasta: (n: number) =>
      esperarQue(`el remoto aplica ${n}`, async () => (await efectos()).length >= n, 60_000),
    detenido: (patron: RegExp) =>
      esperarQue(
        `el remoto se detiene: ${patron}`,
        async () => patron.test((await mirar('select motivo from remoto.suscripciones'))[0]?.motivo ?? ''),
        60_000,
      ),
  }
}

const enBroker = async (url: string): Promise<string[]> => [
  ...new Set((await leerFlujo(url, TOPICO)).map((m) => m.id)),
]

const brokerCon = (url: string, ids: readonly string[]): Promise<unknown> =>
  esperarQue(
    `el broker tiene ${ids.length}`,
    async () => JSON.stringify(await enBroker(url).catch(() => [])) === JSON.stringify(ids),
    60_000,
  )

const alpes = async (datos: string, ...args: string[]): Promise<string> => {
  const programa = path.join(import.meta.dirname, '../../src/cli/principal.ts')
  await using hijo = lanzar(programa, { args, entorno: { ALPES_DATOS: datos } })
  assert.equal(await hijo.fin, 0, hijo.dicho())
  return hijo.dicho()
}

const respaldar = async ({ datos }: Instalacion): Promise<string> =>
  /respaldo en (\S+) /.exec(await alpes(datos, 'respaldo', '--motivo', 'prueba'))?.[1] ?? ''

const todosAlDia = (url: string, menos: readonly string[] = []): Promise<unknown> =>
  esperarQue(
    'los lectores de dentro están al día',
    async () =>
      (await lectoresDe(url))
        .filter((l) => !menos.includes(l.nombre))
        .every((l) => l.vivo && l.motivo === null && l.atraso === 0),
    60_000,
  )

test(
  'restaurado un momento anterior, el relevo y quien iba por delante se detienen y lo dicen',
  opciones,
  async () => {
    await using pila = new AsyncDisposableStack()
    const nats = pila.use(await abrirServidorNats())
    const sistema = pila.use(await abrirInstalacion({ entorno: { BROKER: nats.url, PUERTO_METRICAS: '0' } }))
    const { url, datos } = sistema
    const primero = await sistema.arrancar()
    const remoto = await abrirRemoto(pila, { api: url, nats: nats.url })
    await crear(url, 5)
    await remoto.hasta(5)
    await todosAlDia(url)
    const respaldo = await respaldar(sistema)
    await crear(url, 5)
    await remoto.hasta(10)
    const deAntes = await bitacoraDe(urlEmbebida(datos))
    await brokerCon(nats.url, deAntes)
    await parar(primero)
    assert.match(await alpes(datos, 'restaurar', respaldo, '--reemplazar'), /queda como estaba/)

    const segundo = await sistema.arrancar()
    await todosAlDia(url)
    await remoto.detenido(/acaba en 5, antes del cursor 10: es otra o se restauró/)
    await crear(url, 1)
    await motivoDelRelevo(
      url,
      /guarda eventos-cliente hasta 10 y la bitácora acaba en 6: es otra o se restauró/,
    )
    // Más allá de donde iban: por la cabeza ya no se distingue.
    await crear(url, 8)
    await motivoDelRelevo(url, /en la posición 10 y la bitácora tiene ahí .*: es otra o se restauró/)
    await remoto.detenido(/en la posición 10 no está el mensaje .*: la bitácora es otra o se restauró/)
    await todosAlDia(url, ['relevo'])
    const deAhora = await bitacoraDe(urlEmbebida(datos))
    assert.deepEqual(deAhora.slice(0, 5), deAntes.slice(0, 5))
    assert.equal(deAhora.length, 14)
    assert.deepEqual(await enBroker(nats.url), deAntes)
    assert.deepEqual(await remoto.efectos(), deAntes)

    // Quien opera decide: borra el flujo, y el servicio de fuera empieza con su base vacía.
    const jsm = await jetstreamManager(await pila.use(conectarNats(nats.url)).obtener())
    await jsm.streams.delete(FLUJO)
    await brokerCon(nats.url, deAhora)
    const nuevo = await abrirRemoto(pila, { api: url, nats: nats.url })
    await nuevo.hasta(14)
    assert.deepEqual(await nuevo.efectos(), deAhora)
    await parar(segundo)
  },
)

test('volcada y devuelta en otro servidor, todos siguen donde iban', opciones, async () => {
  await using pila = new AsyncDisposableStack()
  const nats = pila.use(await abrirServidorNats())
  const vieja = pila.use(await abrirBasePrueba())
  const nueva = await abrirDuradero(pila)
  const sistema = pila.use(
    await abrirInstalacion({
      ...{ programa: 'api/principal.ts', baseUrl: vieja.url },
      entorno: { BROKER: nats.url, ROLES: 'http,consumidores,relevo,planificador', PUERTO_METRICAS: '0' },
    }),
  )
  const { url } = sistema
  const primero = await sistema.arrancar()
  const remoto = await abrirRemoto(pila, { api: url, nats: nats.url })
  await crear(url, 6)
  await remoto.hasta(6)
  await todosAlDia(url)
  await parar(primero)
  // Las tablas las hace el sistema; los datos van después, como con `pg_restore`.
  await parar(await sistema.arrancar(undefined, { BASE_DATOS_URL: nueva.url, BROKER: 'bitacora' }))
  await devolver(nueva.url, 'alpes', await volcar(vieja.url, 'alpes'))
  const identidad = (base: string) =>
    conPool(
      base,
      async (pool) =>
        (await pool.query('select system_identifier::text as i from pg_control_system()')).rows[0].i,
    )
  assert.notEqual(await identidad(nueva.url), await identidad(vieja.url))

  const segundo = await sistema.arrancar(undefined, { BASE_DATOS_URL: nueva.url })
  await crear(url, 7)
  await remoto.hasta(13)
  await todosAlDia(url)
  const bitacora = await bitacoraDe(nueva.url)
  assert.equal(bitacora.length, 13)
  assert.deepEqual(await remoto.efectos(), bitacora)
  await brokerCon(nats.url, bitacora)
  const { texto } = await ordenar(url, 'GET /auditoria/verificacion')
  assert.equal((JSON.parse(texto) as { integra: boolean }).integra, true, texto)
  await parar(segundo)
})

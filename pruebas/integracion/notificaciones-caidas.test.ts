import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import type pg from 'pg'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirServidorSmtp } from '#pruebas/conformidad/correo-servidor.ts'
import { abrirServidorBitacora, FICHA } from '#pruebas/conformidad/fuente-servidor.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { alta, altaInmueble, contrato, inmueble, OFICINA, persona } from './notificaciones-apoyo.ts'

const PRINCIPAL = path.join(import.meta.dirname, '../../src/notificaciones/principal.ts')

/** Lo que rodea al servicio: la bitácora por HTTP, un SMTP de verdad y una base que le sobreviven. */
const abrirEscena = async () => {
  await using pila = new AsyncDisposableStack()
  const base = pila.use(await abrirBasePrueba())
  const fuente = abrirFuenteMemoria()
  const bitacora = pila.use(await abrirServidorBitacora(fuente))
  const smtp = pila.use(await abrirServidorSmtp())
  const datos = await mkdtemp(path.join(tmpdir(), 'alpes-caida-'))
  pila.defer(() => rm(datos, { recursive: true, force: true }))
  const pool = abrirPool({ url: base.url, esquema: 'notificaciones', nombre: 'prueba', maximo: 2 })
  pila.defer(() => pool.end())
  const entorno = {
    ...OFICINA,
    ...{ ALPES_DATOS: datos, ALPES_TOKEN: FICHA, API_URL: bitacora.url, BASE_DATOS_URL: base.url },
    ...{ SMTP_URL: smtp.url, PUERTO_NOTIFICACIONES: '0', PUERTO_METRICAS: '0', NIVEL_REGISTRO: 'info' },
  }
  const cierre = pila.move()
  return {
    ...{ fuente, smtp, pool },
    arrancar: (fallaEn?: string) =>
      lanzar(PRINCIPAL, {
        entorno: { ...entorno, ...(fallaEn && { ALPES_PRUEBAS: 'si', FALLA_EN: fallaEn }) },
      }),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

/** Ms que se esperan los correos de un proceso que aún tiene que arrancar. */
const ARRANQUE = 30_000

/** Pasa el tiempo que dura un arriendo: el de la suscripción y el de las cartas. */
const vencerArriendos = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`update suscripciones set arrendado_hasta = clock_timestamp() - interval '1 second'`)
  await pool.query(`update entregas set arrendado_hasta = clock_timestamp() - interval '1 second'
    where estado = 'enviando'`)
}

const contar = async (pool: pg.Pool, condicion: string): Promise<number> => {
  const { rows } = await pool.query<{ n: bigint }>(`select count(*) as n from entregas where ${condicion}`)
  return Number(rows[0]?.n)
}

/** Puntos de caída y cuántas veces puede llegar, como mucho, el correo que los cruza. */
const PUNTOS: readonly (readonly [punto: string, maximo: number])[] = [
  ['lector:tras-efecto:3', 1],
  ['lector:tras-commit:3', 1],
  ['correo:antes-de-enviar:1', 1],
  ['correo:tras-250:1', 2],
  ['correo:tras-250:4', 2],
  // Salen cuatro a la vez: de la quinta en adelante van por una conexión que ya entregó otra, y al morir
  // ante la sexta puede haber otras con su 250 sin anotar.
  ['correo:antes-de-enviar:6', 2],
  ['correo:tras-250:7', 2],
]

for (const [punto, maximo] of PUNTOS)
  test(`SIGKILL en ${punto}: cada aviso llega al menos una vez y siempre con su Message-ID`, async () => {
    await using escena = await abrirEscena()
    const { fuente, smtp, pool } = escena
    const partes = {
      compania: persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
      inquilino: persona('Café Páramo S.A.S.', 'cafe@cliente.example', 'en'),
      inmueble: inmueble('Local 101'),
    }
    const c = contrato(partes)
    fuente.escribir([alta(partes.compania), alta(partes.inquilino), altaInmueble(partes.inmueble)])
    fuente.escribir([c.creado(), c.firma(partes.compania, [partes.inquilino]), c.firmado()])
    {
      await using caido = escena.arrancar(punto)
      assert.equal(await caido.fin, 'SIGKILL', caido.dicho())
    }
    await vencerArriendos(pool)
    await using vivo = escena.arrancar()
    await esperarQue(
      'el proceso arranca y salen las ocho',
      async () => (await contar(pool, `estado = 'enviada'`)) === 8,
      ARRANQUE,
    )
    assert.equal(await contar(pool, 'true'), 8)

    const { rows } = await pool.query<{ id: string }>('select id from entregas')
    const veces = new Map(rows.map((f) => [`<${f.id}@notificaciones.alpes>`, 0]))
    for (const { idMensaje } of smtp.recibidos) {
      assert.ok(veces.has(idMensaje), `llegó ${idMensaje}, que no es de ninguna entrega`)
      veces.set(idMensaje, (veces.get(idMensaje) ?? 0) + 1)
    }
    assert.ok(
      [...veces.values()].every((n) => n >= 1 && n <= maximo),
      JSON.stringify([...veces]),
    )
    assert.ok(
      [...veces.values()].filter((n) => n > 1).length <= 4,
      'se repite, si acaso, lo que estaba en vuelo',
    )
    vivo.senal('SIGTERM')
    assert.equal(await vivo.fin, 0, vivo.dicho())
  })

test('una carta que mata al proceso cada vez que sale acaba muerta, y las demás salen', async () => {
  await using escena = await abrirEscena()
  const { fuente, pool } = escena
  const partes = {
    compania: persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
    inquilino: persona('Café Páramo S.A.S.', 'cafe@cliente.example'),
    inmueble: inmueble('Local 101'),
  }
  fuente.escribir([alta(partes.compania), alta(partes.inquilino), altaInmueble(partes.inmueble)])
  fuente.escribir([contrato(partes).creado()])
  {
    await using caido = escena.arrancar('correo:antes-de-enviar:1')
    assert.equal(await caido.fin, 'SIGKILL', caido.dicho())
  }
  await pool.query(
    `update entregas set intentos = 5 where id = (select id from entregas where estado = 'enviando' limit 1)`,
  )
  await vencerArriendos(pool)
  await using vivo = escena.arrancar()
  await esperarQue(
    'dos enviadas',
    async () => (await contar(pool, `estado = 'enviada' and tipo <> 'ResumenFallidas'`)) === 2,
    ARRANQUE,
  )
  assert.equal(
    await contar(pool, `estado = 'muerta' and motivo = 'el proceso murió cada vez que la enviaba'`),
    1,
  )
  vivo.senal('SIGTERM')
  assert.equal(await vivo.fin, 0)
})

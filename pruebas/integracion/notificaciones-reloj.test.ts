import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import type pg from 'pg'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirServidorBitacora, FICHA } from '#pruebas/conformidad/fuente-servidor.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import {
  abrirBanco,
  alta,
  altaInmueble,
  contrato,
  inmueble,
  OFICINA,
  persona,
} from './notificaciones-apoyo.ts'

const PRINCIPAL = path.join(import.meta.dirname, '../../src/notificaciones/principal.ts')

/** Un contrato que vence el 2090-06-30: a 180 días, el 2090-01-01 a las 08:00 de Bogotá. */
const delFuturo = () => {
  const partes = {
    compania: persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
    inquilino: persona('Café Páramo S.A.S.', 'cafe@cliente.example'),
    inmueble: inmueble('Local 101'),
  }
  const c = contrato(partes, { inicio: '2089-01-01', fin: '2090-06-30' })
  const altas = [alta(partes.compania), alta(partes.inquilino), altaInmueble(partes.inmueble)]
  return [...altas, c.creado(), c.firmado(2), c.procesado(3)]
}

const VISPERA = '2090-01-01T12:30:00Z'
const LAS_OCHO = '2090-01-01T13:00:00Z'

/** Espera a los dos avisos del hito de 180 días: el del gestor y el de la compañía. */
const hito180 = (pool: pg.Pool, limite?: number) =>
  esperarQue(
    'sale el hito de 180 días',
    async () => {
      const { rows } = await pool.query(
        `select 1 from entregas where tipo = 'PorVencer' and hito = 'dias:180'`,
      )
      return rows.length === 2
    },
    limite,
  )

const citado = (pool: pg.Pool) =>
  esperarQue('queda citado', async () => {
    const { rows } = await pool.query(`select 1 from programados where clave like '%:2090-06-30:180'`)
    return rows.length === 1
  })

const avisosDe = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query(`select 1 from entregas where tipo = 'PorVencer'`)
  return rows.length
}

/** Una API que dice la hora que se le ponga; sin hora, contesta 503 y no la dice. */
const abrirHora = async () => {
  let hora: string | null = null
  let preguntas = 0
  const servidor = createServer((_, respuesta) => {
    preguntas++
    respuesta.writeHead(503).end(JSON.stringify(hora === null ? {} : { reloj: { ahora: hora } }))
  })
  servidor.listen(0, '127.0.0.1')
  await once(servidor, 'listening')
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    decir(instante: string | null): void {
      hora = instante
    },
    /** Espera a que pregunten otra vez, y a que se haya atendido lo que se contestó antes. */
    async otraPregunta(): Promise<void> {
      const van = preguntas
      await esperarQue('pregunta dos veces', () => preguntas >= van + 2)
    },
    async [Symbol.asyncDispose]() {
      servidor.close()
      servidor.closeAllConnections()
      await once(servidor, 'close')
    },
  }
}

test('en su propio proceso el servicio va con la hora de negocio de la API, no con la de la pared', async () => {
  await using base = await abrirBasePrueba()
  const fuente = abrirFuenteMemoria()
  await using api = await abrirServidorBitacora(fuente, () => Temporal.Instant.from(LAS_OCHO))
  const datos = await mkdtemp(path.join(tmpdir(), 'alpes-reloj-'))
  await using pila = new AsyncDisposableStack()
  pila.defer(() => rm(datos, { recursive: true, force: true }))
  const pool = abrirPool({ url: base.url, esquema: 'notificaciones', nombre: 'prueba', maximo: 2 })
  pila.defer(() => pool.end())
  fuente.escribir(delFuturo())
  const entorno = {
    ...{ ...OFICINA, ALPES_DATOS: datos, ALPES_TOKEN: FICHA, API_URL: api.url, BASE_DATOS_URL: base.url },
    ...{ PUERTO_NOTIFICACIONES: '0', PUERTO_METRICAS: '0', NIVEL_REGISTRO: 'info' },
  }
  await using servicio = lanzar(PRINCIPAL, { entorno })
  await servicio.linea(/notificaciones en marcha/, 30_000)
  await hito180(pool)
  servicio.senal('SIGTERM')
  assert.equal(await servicio.fin, 0, servicio.dicho())
})

test('sigue a la API cuando su hora se mueve', async () => {
  await using api = await abrirHora()
  api.decir(VISPERA)
  await using banco = await abrirBanco({ horaDe: api.url })
  banco.fuente.escribir(delFuturo())
  await citado(banco.pool)
  await api.otraPregunta()
  assert.equal(await avisosDe(banco.pool), 0)
  api.decir(LAS_OCHO)
  await hito180(banco.pool)
})

test('mientras no se sabe la hora no se lee ni se avisa; al saberla, sí', async () => {
  await using api = await abrirHora()
  await using banco = await abrirBanco({ horaDe: api.url })
  banco.fuente.escribir(delFuturo())
  await esperarQue('el lector dice por qué espera', async () => {
    const { cuerpo } = await banco.pedir('/readyz')
    return JSON.stringify(cuerpo).includes('aún no se sabe la hora de negocio')
  })
  const { rows } = await banco.pool.query('select 1 from contratos')
  assert.deepEqual(rows, [])
  api.decir(LAS_OCHO)
  await hito180(banco.pool, 20_000)
})

test('tras reiniciar sin API vale la última hora que dijo', async () => {
  await using api = await abrirHora()
  api.decir(LAS_OCHO)
  await using banco = await abrirBanco({ horaDe: api.url })
  await esperarQue('la guarda', async () => (await banco.pool.query('select 1 from reloj')).rows.length === 1)
  await banco.servicio[Symbol.asyncDispose]()
  api.decir(null)
  await using _servicio = await banco.abrir()
  banco.fuente.escribir(delFuturo())
  await hito180(banco.pool)
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { WebSocket } from 'ws'
import { esperarQue } from '../apoyo/esperar.ts'
import { abrirServidorNats, natsServer, type ServidorNats } from '../apoyo/nats.ts'
import { publicadas } from '../apoyo/nats-relevo.ts'
import { type Contrato, firmar, ordenar, partesNuevas, redactar } from '../fallas/ordenes.ts'
import { TOKEN } from '../fallas/sistema.ts'
import { abrirSistemaSeparado, type Papel, type SistemaSeparado } from './sistema-separado.ts'

type Trama = Readonly<{ op: string; topico?: string; tipo?: string; clave?: string; posicion?: number }>

const leer = async <T>(url: string): Promise<T> => {
  const r = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
  if (!r.ok) throw new Error(`${url} dio ${r.status}`)
  return (await r.json()) as T
}

describe('el sistema en procesos separados, con NATS', { skip: natsServer.saltar }, () => {
  let servidor: ServidorNats
  let s: SistemaSeparado
  before(async () => {
    servidor = await abrirServidorNats()
    s = await abrirSistemaSeparado(servidor.url)
  })
  after(async () => {
    await s?.[Symbol.asyncDispose]()
    await servidor?.[Symbol.asyncDispose]()
  })

  /** Redacta, firma las dos partes (la segunda, por la otra API) y procesa. */
  const recorrer = async (): Promise<Contrato> => {
    const [una, otra] = s.apis
    const partes = await partesNuevas(una)
    const contrato = await redactar(otra, partes)
    assert.equal((await firmar(una, contrato, partes.compania)).estado, 201)
    assert.equal((await firmar(otra, contrato, partes.inquilino)).estado, 201)
    const procesado = await ordenar(una, `POST /contratos/${contrato.id}/procesamiento`, {
      cuerpo: { acta_entrega: true },
    })
    assert.equal(procesado.estado, 200, procesado.texto)
    return contrato
  }

  const cabezaDe = async (topico: string): Promise<number> => {
    const { rows } = await s.pool.query('select posicion::float8 as p from alpes.cabezas where topico = $1', [
      topico,
    ])
    return rows[0].p
  }
  const avisados = (id: string) =>
    esperarQue(
      'notificaciones anota sus avisos',
      async () => {
        const { rows } = await s.pool.query(
          'select count(*)::int as n from notificaciones.suscripciones where topico = $1 and posicion >= $2',
          ['eventos-contrato', await cabezaDe('eventos-contrato')],
        )
        const { elementos } = await leer<{ elementos: { id_contrato?: string }[] }>(
          `${s.notificaciones}/notificaciones?limite=200`,
        )
        return rows[0].n === 1 && JSON.stringify(elementos).includes(id)
      },
      40_000,
    )
  const enBroker = async (topico: string): Promise<void> => {
    const cabeza = await cabezaDe(topico)
    const vistas = await esperarQue(
      `el broker tiene ${topico} hasta ${cabeza}`,
      async () => {
        const todas = [...new Set(await publicadas(servidor.url, topico).catch(() => []))]
        return todas.length >= cabeza ? todas : null
      },
      40_000,
    )
    assert.deepEqual(
      vistas,
      Array.from({ length: cabeza }, (_, i) => i + 1),
    )
  }
  const duenoDe = async (suscripcion: string): Promise<number> => {
    const { rows } = await s.pool.query(
      `select dueno from alpes.suscripciones where suscripcion = $1 and arrendado_hasta > clock_timestamp() limit 1`,
      [suscripcion],
    )
    return Number(rows[0]?.dueno?.split(':')[1] ?? 0)
  }
  const papelDe = (pid: number): Papel | undefined =>
    (Object.keys(s.procesos) as Papel[]).find((p) => s.procesos[p].pid === pid)

  test('un contrato va de la API al broker, al correo y a la página', async () => {
    const ws = new WebSocket(`${s.ui.replace('http', 'ws')}/ws`, ['alpes.v1'], {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const tramas: Trama[] = []
    ws.on('message', (datos: Buffer) => tramas.push(JSON.parse(datos.toString()) as Trama))
    await once(ws, 'open')
    ws.send(JSON.stringify({ op: 'suscribir', topicos: ['eventos-contrato'] }))
    await esperarQue('está suscrito', () => tramas.some((t) => t.op === 'suscrito'))
    const contrato = await recorrer()
    const suyas = await esperarQue(
      'la página ve todo',
      () => {
        const vistas = tramas.filter((t) => t.clave === contrato.id)
        return vistas.some((t) => t.tipo === 'ContratoProcesado') ? vistas : null
      },
      30_000,
    )
    assert.deepEqual(
      suyas.map((t) => t.posicion),
      suyas.map((t) => t.posicion).toSorted((a, b) => a! - b!),
    )
    ws.terminate()
    await avisados(contrato.id)
    for (const topico of ['eventos-contrato', 'eventos-cliente', 'eventos-inmueble']) await enBroker(topico)
    await esperarQue(
      'las proyecciones y la auditoría están al día',
      async () => {
        const { elementos } = await leer<{ elementos: { atraso: number }[] }>(`${s.apis[1]}/suscripciones`)
        return elementos.every((e) => e.atraso === 0)
      },
      30_000,
    )
  })

  test('una orden asíncrona la ejecuta otro proceso', async () => {
    const partes = await partesNuevas(s.apis[0])
    const contrato = await redactar(s.apis[0], partes)
    const r = await fetch(`${s.apis[1]}/contratos/${contrato.id}/firmas`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        prefer: 'respond-async',
      },
      body: JSON.stringify({ id_parte: partes.compania, hash: contrato.hash }),
    })
    assert.equal(r.status, 202)
    const { id } = (await r.json()) as { id: string }
    await esperarQue(
      'se ejecuta',
      async () => (await leer<{ estado: string }>(`${s.apis[0]}/comandos/${id}`)).estado === 'ejecutado',
      30_000,
    )
  })

  for (const suscripcion of ['relevo', 'comandos-contrato'])
    test(`muere el dueño de «${suscripcion}» y otro proceso sigue en segundos`, async () => {
      const pid = await esperarQue('tiene dueño', () => duenoDe(suscripcion), 20_000)
      const papel = papelDe(pid)!
      assert.ok(papel, `${pid} es de los nuestros`)
      s.procesos[papel].senal('SIGKILL')
      await s.procesos[papel].fin
      const contrato = await recorrer()
      const nuevo = await esperarQue(
        'lo toma otro',
        async () => {
          const ahora = await duenoDe(suscripcion)
          return ahora !== 0 && ahora !== pid ? ahora : null
        },
        30_000,
      )
      assert.notEqual(papelDe(nuevo), papel)
      await enBroker('eventos-contrato')
      await avisados(contrato.id)
      s.rearrancar(papel)
    })

  test('S14: el rol de un servicio no ve el esquema de otro ni puede crear nada fuera del suyo', async () => {
    const probar = async (rol: 'api' | 'notificaciones' | 'lectura', texto: string): Promise<string> => {
      const cliente = new pg.Client({ connectionString: s.urlDe(rol) })
      await cliente.connect()
      try {
        await cliente.query(texto)
        return 'puede'
      } catch (error) {
        return (error as { code: string }).code
      } finally {
        await cliente.end()
      }
    }
    const negado = '42501'
    assert.equal(await probar('notificaciones', 'select 1 from alpes.bitacora limit 1'), negado)
    assert.equal(await probar('api', 'select 1 from notificaciones.entregas limit 1'), negado)
    assert.equal(await probar('notificaciones', 'create schema otro'), negado)
    assert.equal(await probar('api', 'create table public.otra (a int)'), negado)
    assert.equal(await probar('api', 'create role otro'), negado)
    assert.equal(await probar('lectura', 'select 1 from alpes.bitacora limit 1'), 'puede')
    assert.equal(await probar('lectura', 'delete from alpes.bitacora'), negado)
    assert.equal(await probar('api', 'select 1 from alpes.bitacora limit 1'), 'puede')
  })
})

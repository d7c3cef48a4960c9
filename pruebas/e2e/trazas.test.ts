import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { WebSocket } from 'ws'
import {
  Contratos,
  CrearContratoPeticionSchema,
} from '../../src/sidecar/generado/contratos/v1/contratos_pb.ts'
import type { LapsoVisto } from '../apoyo/colector.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { etiquetasDe, leerPaneles, leerReglas, leerSeries, metricasDe } from '../apoyo/observabilidad.ts'
import { abrirCanal, llamar } from '../apoyo/sidecar.ts'
import { abrirSistemaTrazado, BUZON, SECRETOS, type SistemaTrazado } from '../apoyo/sistema-trazado.ts'
import { type Partes, partesNuevas } from '../fallas/ordenes.ts'
import { TOKEN } from '../fallas/sistema.ts'

const nuevaTraza = (banderas = '01') => {
  const traza = randomBytes(16).toString('hex')
  return { traza, traceparent: `00-${traza}-${randomBytes(8).toString('hex')}-${banderas}` }
}

const TERMINOS = {
  ...{ fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31', monto: '1234567', moneda: 'COP' },
  clausulas: [{ titulo: 'Secreto de familia', texto: 'Nadie dirá que Zoraida vive aquí' }],
}

describe('una traza, del clic al correo y a la trama, entre procesos', () => {
  let s: SistemaTrazado
  let partes: Partes
  before(async () => {
    s = await abrirSistemaTrazado()
    partes = await partesNuevas(s.api)
  })
  after(() => s?.[Symbol.asyncDispose]())

  const cuerpoDe = (p: Partes, extra: object = {}) => ({
    ...{ id_propiedad: p.propiedad, id_compania: p.compania, id_inquilino: p.inquilino },
    ...TERMINOS,
    ...extra,
  })
  /** Una orden como la manda la página: por el BFF, con la traza del clic, y después el clic. */
  const clicar = async (ruta: string, cuerpo: unknown, traceparent: string, extra: object = {}) => {
    const comunes = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    const r = await fetch(`${s.ui}/api${ruta}`, {
      method: 'POST',
      headers: { ...comunes, traceparent, ...extra },
      body: JSON.stringify(cuerpo),
    })
    const clic = { traceparent, metodo: 'POST', ms: 40, estado: r.status }
    const dejado = await fetch(`${s.ui}/clics`, {
      method: 'POST',
      headers: comunes,
      body: JSON.stringify(clic),
    })
    assert.equal(dejado.status, 204)
    return { estado: r.status, cuerpo: (await r.json()) as { id: string; hash: string } }
  }
  const deTraza = (traza: string) => s.colector.lapsos.filter((l) => l.traza === traza)
  const esperarLapsos = (traza: string, nombres: readonly string[]) =>
    esperarQue(
      `llegan al colector ${nombres.join(', ')}`,
      () => {
        const suyos = deTraza(traza)
        const vistos = new Set(suyos.map((l) => `${l.servicio}: ${l.nombre}`))
        return nombres.every((n) => vistos.has(n)) ? suyos : null
      },
      40_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}; llegaron ${deTraza(traza).map((l) => `${l.servicio}: ${l.nombre}`)}`)
    })
  const el = (lapsos: readonly LapsoVisto[], nombre: string): LapsoVisto => {
    const hallado = lapsos.find((l) => `${l.servicio}: ${l.nombre}` === nombre)
    assert.ok(hallado, nombre)
    return hallado
  }

  test('crear un contrato es una sola traza en la página, la API, los avisos, el correo y la trama', async () => {
    const ws = new WebSocket(`${s.ui.replace('http', 'ws')}/ws`, ['alpes.v1'], {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const tramas: { op: string; clave?: string }[] = []
    ws.on('message', (datos: Buffer) => tramas.push(JSON.parse(datos.toString())))
    await once(ws, 'open')
    ws.send(JSON.stringify({ op: 'suscribir', topicos: ['eventos-contrato'] }))
    await esperarQue('está suscrito', () => tramas.some((t) => t.op === 'suscrito'))

    const { traza, traceparent } = nuevaTraza()
    const { estado, cuerpo } = await clicar('/contratos', cuerpoDe(partes), traceparent)
    assert.equal(estado, 201)
    await esperarQue('llega la trama', () => tramas.some((t) => t.clave === cuerpo.id))
    await esperarQue('llega el correo', () => s.smtp.recibidos.some((c) => c.para === BUZON), 20_000)
    ws.terminate()

    const lapsos = await esperarLapsos(traza, [
      ...[
        'ui: clic',
        'ui: BFF POST',
        'ui: repartir trama',
        'api: POST /contratos',
        'api: comando CrearContrato',
      ],
      ...['notificaciones: procesar eventos-contrato', 'notificaciones: enviar correo'],
    ])
    const raices = lapsos.filter((l) => l.padre === null)
    assert.deepEqual(
      raices.map((l) => l.nombre),
      ['clic'],
    )
    const ids = new Set(lapsos.map((l) => l.id))
    assert.deepEqual(
      lapsos.filter((l) => l.padre !== null && !ids.has(l.padre)).map((l) => l.nombre),
      [],
      'nada cuelga de un lapso que no llegó',
    )
    const camino = [
      ...['ui: clic', 'ui: BFF POST', 'api: POST /contratos', 'api: comando CrearContrato'],
      ...['notificaciones: procesar eventos-contrato', 'notificaciones: enviar correo'],
    ]
    for (const [i, nombre] of camino.entries())
      if (i > 0) assert.equal(el(lapsos, nombre).padre, el(lapsos, camino[i - 1]!).id, nombre)
    assert.equal(el(lapsos, 'ui: repartir trama').padre, el(lapsos, 'api: comando CrearContrato').id)
  })

  test('el lote es de muchas órdenes: tiene traza propia y se enlaza, no es padre de nadie', async () => {
    const trazas = Array.from({ length: 8 }, () => nuevaTraza())
    await Promise.all(trazas.map(({ traceparent }) => clicar('/contratos', cuerpoDe(partes), traceparent)))
    const comandos: LapsoVisto[] = []
    for (const { traza } of trazas)
      comandos.push(
        el(await esperarLapsos(traza, ['api: comando CrearContrato']), 'api: comando CrearContrato'),
      )
    const propias = new Set(trazas.map((t) => t.traza))
    for (const comando of comandos) {
      const lote = await esperarQue('llega su lote', () =>
        s.colector.lapsos.find((l) => l.nombre === 'lote' && comando.enlaces.includes(l.id)),
      )
      assert.ok(lote.enlaces.includes(comando.id), 'el lote enlaza con la orden')
      assert.equal(lote.padre, null)
      assert.ok(!propias.has(lote.traza))
    }
  })

  test('una orden aceptada para después sigue en la misma traza cuando otro la ejecuta', async () => {
    const otra = await partesNuevas(s.api)
    const creado = await clicar('/contratos', cuerpoDe(otra), nuevaTraza().traceparent)
    const { traza, traceparent } = nuevaTraza()
    const { id, hash } = creado.cuerpo
    const firma = { id_parte: otra.compania, hash }
    const r = await clicar(`/contratos/${id}/firmas`, firma, traceparent, { prefer: 'respond-async' })
    assert.equal(r.estado, 202)
    const lapsos = await esperarLapsos(traza, [
      ...['ui: clic', 'api: procesar comandos-contrato', 'notificaciones: procesar eventos-contrato'],
    ])
    const ejecutada = el(lapsos, 'api: procesar comandos-contrato')
    assert.equal(ejecutada.padre, el(lapsos, 'api: comando FirmarContrato').id)
    assert.equal(el(lapsos, 'notificaciones: procesar eventos-contrato').padre, ejecutada.id)
  })

  test('por gRPC la traza de quien llama también sigue', async () => {
    const { traza, traceparent } = nuevaTraza()
    const canal = abrirCanal(s.grpc)
    const terminos = { fechaInicio: '2028-01-01', fechaFin: '2028-12-31', monto: '1000', moneda: 'COP' }
    const ids = { idPropiedad: partes.propiedad, idCompania: partes.compania, idInquilino: partes.inquilino }
    const pedido = create(CrearContratoPeticionSchema, { ...terminos, ...ids })
    const llamada = { credencial: TOKEN, metadatos: { traceparent } }
    const r = await llamar(canal, [Contratos, 'CrearContrato'], pedido, llamada)
    canal.close()
    assert.equal(r.estado, 'OK', r.texto)
    const lapsos = await esperarLapsos(traza, [
      `sidecar: /${Contratos.typeName}/CrearContrato`,
      'api: comando CrearContrato',
      'notificaciones: enviar correo',
    ])
    const grpc = lapsos.find((l) => l.servicio === 'sidecar')
    assert.equal(el(lapsos, 'api: POST /contratos').padre, grpc?.id)
  })

  test('un rechazo se ve por su código, y lo que el cliente no marcó no se guarda', async () => {
    const { traza, traceparent } = nuevaTraza('00')
    const malo = nuevaTraza()
    const sinMarcar = await clicar('/contratos', cuerpoDe(partes), traceparent)
    assert.equal(sinMarcar.estado, 201)
    const rechazo = await clicar(
      '/contratos',
      cuerpoDe(partes, { id: sinMarcar.cuerpo.id }),
      malo.traceparent,
    )
    assert.equal(rechazo.estado, 409)
    const lapsos = await esperarLapsos(malo.traza, ['ui: clic', 'api: comando CrearContrato'])
    const comando = el(lapsos, 'api: comando CrearContrato')
    assert.ok(comando.fallo)
    assert.equal(comando.atributos['error.type'], 'IdRepetido')
    assert.equal(el(lapsos, 'api: POST /contratos').atributos['http.response.status_code'], 409)
    assert.deepEqual(deTraza(traza), [])
  })

  test('un extraño no consigue que se le trace, ni con la marca ni contando clics', async () => {
    const { traza, traceparent } = nuevaTraza()
    const sinCredencial = await fetch(`${s.api}/contratos`, { headers: { traceparent } })
    assert.equal(sinCredencial.status, 401)
    const clic = JSON.stringify({ traceparent, metodo: 'POST', ms: 1, estado: 200 })
    assert.equal((await fetch(`${s.ui}/clics`, { method: 'POST', body: clic })).status, 401)
    const inventado = { traceparent, metodo: 'POST', ms: 1, estado: 200, nombre: 'Zoraida' }
    for (const cuerpo of ['', '[', 'null', '{"traceparent":"x"}', JSON.stringify({ ...inventado, ms: -1 })])
      await fetch(`${s.ui}/clics`, {
        ...{ method: 'POST', body: cuerpo },
        headers: { authorization: `Bearer ${TOKEN}` },
      })
    const testigo = nuevaTraza()
    await clicar('/contratos', cuerpoDe(partes), testigo.traceparent)
    await esperarLapsos(testigo.traza, ['ui: clic', 'api: POST /contratos'])
    assert.deepEqual(deTraza(traza), [])
  })

  test('toda métrica y toda etiqueta del tablero y de las alertas salen de los /metrics de los servicios', async () => {
    const series = new Map<string, Set<string>>()
    for (const [servicio, puerto] of Object.entries(s.metricas)) {
      const r = await fetch(`http://127.0.0.1:${puerto}/metrics`)
      assert.equal(r.status, 200, servicio)
      for (const [nombre, etiquetas] of leerSeries(await r.text()))
        series.set(nombre, etiquetas.union(series.get(nombre) ?? new Set()))
    }
    const expresiones = [
      ...leerPaneles().flatMap((p) => p.consultas),
      ...leerReglas().map((r) => r.expresion),
    ]
    const deFuera = new Set(['instance', 'job'])
    for (const expresion of expresiones) {
      const metricas = metricasDe(expresion)
      assert.deepEqual(
        metricas.filter((m) => !series.has(m)),
        [],
        expresion,
      )
      const salen = new Set(metricas.flatMap((m) => [...series.get(m)!]))
      // Lo que aún no tiene muestras (los fallos, lo que nadie llamó) no enseña sus etiquetas.
      if (metricas.some((m) => series.get(m)!.size <= 1)) continue
      assert.deepEqual(
        etiquetasDe(expresion).filter((e) => !salen.has(e) && !deFuera.has(e)),
        [],
        expresion,
      )
    }
  })

  test('en lo entregado no hay ni un secreto ni un dato de una persona', () => {
    const texto = s.colector.texto()
    assert.ok(texto.includes('CrearContrato'), 'se busca donde hay algo')
    const prohibido = [
      ...[SECRETOS.correo, SECRETOS.token, 'Bearer', BUZON, 'oficina.test', 'Compañía', 'Inquilino'],
      ...['Zoraida', 'Secreto de familia', '1234567', 'Local', 'Bogotá', 'postgres://', 'admin'],
    ]
    assert.deepEqual(
      prohibido.filter((p) => texto.includes(p)),
      [],
    )
  })
})

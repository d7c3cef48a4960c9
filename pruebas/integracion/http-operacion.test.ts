import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import avro from 'avsc'
import pg from 'pg'
import {
  type ApiPrueba,
  abrirApiPrueba,
  clienteNuevo,
  contratoNuevo,
  crearContrato,
  crearTrio,
  esProblema,
  firmarTodas,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'

let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba({
    respaldar: async (motivo, actor) => ({ carpeta: `${motivo}-${actor}`, archivos: 3, bytes: 42 }),
  })
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

describe('la bitácora por HTTP', () => {
  test('da los mensajes en orden, con su sobre y sus datos', async () => {
    const contrato = await crearContrato(a, await crearTrio(a))
    await firmarTodas(a, contrato)
    const { cuerpo } = await a.pedir('GET /bitacora/eventos-contrato?desde=0&limite=2')
    assert.deepEqual(
      cuerpo.mensajes.map((m: { sequence: number }) => m.sequence),
      [1, 2],
    )
    const { type, subject, datos, specversion } = cuerpo.mensajes[0]
    assert.deepEqual([type, specversion], ['ContratoCreado', '1.0'])
    assert.deepEqual([subject, datos.id], [contrato.id, contrato.id])
    assert.ok(cuerpo.cabeza >= 4)
    const { cuerpo: resto } = await a.pedir(`GET /bitacora/eventos-contrato?desde=${cuerpo.cabeza}`)
    assert.deepEqual(resto.mensajes, [])
  })

  test('en Avro baja un archivo con el sobre y el contenido', async () => {
    const r = await fetch(`${a.servicio.url}/bitacora/eventos-contrato`, {
      headers: { authorization: 'Bearer credencial-admin', accept: 'application/avro' },
    })
    assert.equal(r.headers.get('content-type'), 'application/avro')
    const decodificador = new avro.streams.BlockDecoder()
    const leidos = decodificador.toArray()
    decodificador.end(Buffer.from(await r.arrayBuffer()))
    const mensajes = (await leidos) as { sequence: number; contenido: Buffer }[]
    assert.equal(mensajes[0]?.sequence, 1)
    assert.deepEqual([...(mensajes[0]?.contenido.subarray(0, 2) ?? [])], [0xc3, 0x01])
  })

  test('con `esperar` contesta en cuanto llega algo', async () => {
    const { cabeza } = (await a.pedir('GET /bitacora/eventos-cliente?limite=1')).cuerpo
    const esperando = a.pedir(`GET /bitacora/eventos-cliente?desde=${cabeza}&esperar=20`)
    await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
    assert.equal((await esperando).cuerpo.mensajes[0].sequence, cabeza + 1)
    const { cuerpo } = await a.pedir(`GET /bitacora/eventos-cliente?desde=${cabeza + 1}&esperar=1`)
    assert.deepEqual(cuerpo.mensajes, [])
  })

  test('otro proceso la lee con su fuente HTTP', async () => {
    await using fuente = abrirFuenteHttp({ url: a.servicio.url, credencial: 'credencial-operadora' })
    const { mensajes, cabeza, inicio } = await fuente.leer('eventos-contrato', 0, 500)
    assert.equal(mensajes.length, cabeza)
    assert.equal(inicio, 1)
    const { ancla } = await fuente.leer('eventos-contrato', cabeza, 500)
    assert.equal(ancla, mensajes.at(-1)?.id)
  })

  test('un tópico que no existe: 404; y uno que aún no tiene nada, vacío', async () => {
    esProblema(await a.pedir('GET /bitacora/eventos-nada'), 404, 'TopicoNoEncontrado')
    const { cuerpo } = await a.pedir('GET /bitacora/eventos-reserva')
    assert.deepEqual(cuerpo, { mensajes: [], cabeza: 0, inicio: 1 })
    esProblema(await a.pedir('GET /bitacora/eventos-contrato?esperar=999'), 422, 'PeticionInvalida')
    esProblema(await a.pedir('GET /bitacora/eventos-contrato?desde=-1'), 422, 'PeticionInvalida')
  })

  test('cada esquema se encuentra por la huella que trae el mensaje', async () => {
    const { cuerpo } = await a.pedir('GET /bitacora/eventos-contrato?limite=1')
    const contenido = Buffer.from(cuerpo.mensajes[0].contenido, 'base64')
    const huella = Buffer.from(contenido.subarray(2, 10)).reverse().toString('hex')
    assert.equal((await a.pedir(`GET /esquemas/${huella}`)).cuerpo.name, 'ContratoCreado')
    esProblema(await a.pedir('GET /esquemas/0000000000000000'), 404, 'EsquemaNoEncontrado')
  })
})

/** Deja un mensaje apartado a la espera de un operador, como lo dejaría su suscripción. */
const apartar = async (topico = 'comandos-contrato'): Promise<string> => {
  const r = await a.pedir('POST /contratos', {
    cuerpo: contratoNuevo(await crearTrio(a)),
    encabezados: { prefer: 'respond-async' },
  })
  const { cuerpo } = await a.pedir(`GET /bitacora/${topico}?limite=1000`)
  const mensaje = cuerpo.mensajes.find((m: { id: string }) => m.id === r.cuerpo.id)
  const { datos: _, ...sobre } = mensaje
  const { rows } = await sql.query(
    `insert into apartados (suscripcion, topico, posicion, clave, id_mensaje, tipo, mensaje, estado, intentos, error)
     values ('prueba', $1, $2, $3, $4, $5, $6, 'espera-operador', 5, 'falló') returning id`,
    [topico, sobre.sequence, sobre.subject, sobre.id, sobre.type, JSON.stringify(sobre)],
  )
  return rows[0].id
}

describe('apartados', () => {
  const motivo = 'se corrigió la causa'

  test('se listan por páginas y se ven enteros', async () => {
    const ids = [await apartar(), await apartar(), await apartar()]
    const una = await a.pedir('GET /apartados?suscripcion=prueba&limite=2&totales=si')
    assert.deepEqual([una.cuerpo.elementos.length, una.cuerpo.total], [2, 3])
    const otra = await a.pedir(`GET /apartados?suscripcion=prueba&limite=2&cursor=${una.cuerpo.siguiente}`)
    const vistos = [...una.cuerpo.elementos, ...otra.cuerpo.elementos].map((e: { id: string }) => e.id)
    assert.deepEqual(vistos, ids)
    assert.match(una.encabezados.get('link') ?? '', /rel="next"/)
    const entero = await a.pedir(`GET /apartados/${ids[0]}`)
    assert.equal(entero.cuerpo.mensaje.type, 'CrearContrato')
    esProblema(await a.pedir('GET /apartados?cursor=x'), 422, 'CursorInvalido')
    esProblema(await a.pedir(`GET /apartados/${randomUUID()}`), 404, 'ApartadoNoEncontrado')
  })

  test('el ensayo dice qué haría y no lo hace', async () => {
    const id = await apartar()
    const ensayo = await a.pedir(`POST /apartados/${id}/reintento?ensayo=si`, { cuerpo: { motivo } })
    assert.equal(ensayo.estado, 200)
    assert.equal(ensayo.cuerpo.ensayo, true)
    assert.equal(ensayo.cuerpo.estado, 'marcado-reintento')
    assert.equal((await a.pedir(`GET /apartados/${id}`)).cuerpo.estado, 'espera-operador')
    const hecho = await a.pedir(`POST /apartados/${id}/reintento`, { cuerpo: { motivo } })
    assert.equal(hecho.cuerpo.estado, 'marcado-reintento')
    assert.deepEqual([hecho.cuerpo.motivo, hecho.cuerpo.actor], [motivo, 'local'])
    const otra = await a.pedir(`POST /apartados/${id}/reintento?ensayo=si`, { cuerpo: { motivo } })
    esProblema(otra, 409, 'ApartadoNoMarcable')
  })

  test('S20: se descarta con motivo, y sin motivo no', async () => {
    const id = await apartar()
    esProblema(await a.pedir(`POST /apartados/${id}/descarte`, { cuerpo: {} }), 422, 'PeticionInvalida')
    const r = await a.pedir(`POST /apartados/${id}/descarte`, { cuerpo: { motivo } })
    assert.equal(r.cuerpo.estado, 'marcado-descarte')
  })

  test('se edita como copia, comprobada contra su esquema', async () => {
    const id = await apartar()
    const { mensaje } = (await a.pedir(`GET /apartados/${id}`)).cuerpo
    const { cuerpo } = await a.pedir(`GET /bitacora/comandos-contrato?desde=${mensaje.sequence - 1}&limite=1`)
    const { datos } = cuerpo.mensajes[0]
    const mal = await a.pedir(`POST /apartados/${id}/edicion`, {
      cuerpo: { motivo, datos: { ...datos, sobra: 1 } },
    })
    esProblema(mal, 422, 'PeticionInvalida')
    const bien = { motivo, datos: { ...datos, monto: '77' } }
    const r = await a.pedir(`POST /apartados/${id}/edicion`, { cuerpo: bien })
    assert.equal(r.cuerpo.estado, 'marcado-edicion')
    assert.equal(r.cuerpo.copia.causationid, mensaje.id)
    assert.notEqual(r.cuerpo.copia.contenido, mensaje.contenido)
    assert.equal(r.cuerpo.mensaje.contenido, mensaje.contenido)
  })

  test('un comando pendiente con su mensaje apartado se dice apartado', async () => {
    const id = await apartar()
    const { id_mensaje: comando } = (await a.pedir(`GET /apartados/${id}`)).cuerpo
    await esperarQue(
      'se ejecuta',
      async () => (await a.pedir(`GET /comandos/${comando}`)).cuerpo.estado === 'ejecutado',
    )
    await sql.query(`update comandos set estado = 'pendiente' where id = $1`, [comando])
    assert.equal((await a.pedir(`GET /comandos/${comando}`)).cuerpo.estado, 'apartado')
  })
})

describe('cuidados', () => {
  test('las suscripciones se ven con su atraso', async () => {
    const { cuerpo } = await a.pedir('GET /suscripciones')
    const nombres = new Set(cuerpo.elementos.map((e: { suscripcion: string }) => e.suscripcion))
    assert.ok(nombres.has('auditoria') && nombres.has('comandos-contrato'))
  })

  test('la auditoría se verifica entera, y nota un mensaje alterado', async () => {
    await esperarQue('la cadena está al día', async () => {
      const { cuerpo } = await a.pedir('GET /auditoria/verificacion')
      return cuerpo.integra && cuerpo.topicos.every((t: { pendientes: number }) => t.pendientes === 0)
    })
    await sql.query(`update bitacora set actor = 'otro' where topico = 'eventos-cliente' and posicion = 1`)
    const { cuerpo } = await a.pedir('GET /auditoria/verificacion')
    assert.equal(cuerpo.integra, false)
    const rota = cuerpo.topicos.find((t: { falla: unknown }) => t.falla !== null)
    assert.deepEqual(
      [rota.topico, rota.falla.posicion, rota.falla.causa],
      ['eventos-cliente', 1, 'MensajeAlterado'],
    )
  })

  test('S20: el respaldo pide motivo y dice dónde quedó', async () => {
    esProblema(await a.pedir('POST /respaldo', { cuerpo: {} }), 422, 'PeticionInvalida')
    const r = await a.pedir('POST /respaldo', { cuerpo: { motivo: 'mensual' } })
    assert.equal(r.estado, 201)
    assert.deepEqual(r.cuerpo, { carpeta: 'mensual-local', archivos: 3, bytes: 42 })
  })

  test('S20: las métricas salen sólo por su puerto, y sólo con un nombre local', async () => {
    const url = `http://127.0.0.1:${a.servicio.puertoMetricas}/metrics`
    const texto = await (await fetch(url)).text()
    for (const metrica of [
      'alpes_comandos_total',
      'alpes_lote_ordenes',
      'alpes_cola_ordenes',
      'alpes_http_ms',
      'alpes_lector_atraso',
      'alpes_apartados',
      'alpes_xmin_mas_viejo',
    ])
      assert.match(texto, new RegExp(`^# TYPE ${metrica} `, 'm'))
    assert.doesNotMatch(texto, /\/contratos\/[0-9a-f]{8}-/, 'la ruta es el patrón, no la URL')
    esProblema(await a.pedir('GET /metrics'), 404, 'RutaNoEncontrada')
    assert.equal((await fetch(url.replace('/metrics', '/otra'))).status, 404)
  })
})

describe('salud', () => {
  test('health dice exactamente lo acordado, sin credencial', async () => {
    const r = await fetch(`${a.servicio.url}/health`)
    assert.equal(await r.text(), '{"status":"up"}')
    assert.equal((await fetch(`${a.servicio.url}/livez`)).status, 200)
  })

  test('readyz está verde con la base y los lectores vivos, y dice su durabilidad', async () => {
    const lectores = 'comandos-contrato comandos-reserva auditoria panel busqueda programados'
    const r = await a.pedir('GET /readyz')
    assert.equal(r.estado, 200)
    assert.equal(r.encabezados.get('x-durability'), r.cuerpo.durabilidad.grado)
    assert.equal(r.cuerpo.reloj.ahora, '2026-12-01T17:00:00.000Z')
    assert.deepEqual(
      r.cuerpo.lectores.map((l: { nombre: string; vivo: boolean }) => [l.nombre, l.vivo]),
      [...lectores.split(' '), 'programados-reserva'].map((nombre) => [nombre, true]),
    )
  })

  test('un lector detenido pone readyz en rojo', async () => {
    await using otra = await abrirApiPrueba()
    const c = new pg.Client({ connectionString: otra.base.url, options: '-c search_path=alpes' })
    await c.connect()
    await crearTrio(otra)
    const alDia = `select 1 from suscripciones where suscripcion = 'auditoria' and topico = 'eventos-cliente' and posicion = 2`
    await esperarQue('la auditoría avanza', async () => (await c.query(alDia)).rowCount)
    // La bitácora pierde su final: el lector no puede seguir y se detiene.
    await c.query(`update cabezas set posicion = 1 where topico = 'eventos-cliente'`)
    await c.query(`delete from bitacora where topico = 'eventos-cliente' and posicion = 2`)
    const muerto = await esperarQue('readyz en rojo, por la auditoría', async () => {
      const r = await otra.pedir('GET /readyz')
      const lector = r.cuerpo.lectores.find((l: { nombre: string }) => l.nombre === 'auditoria')
      return r.estado === 503 && !lector.vivo ? lector : undefined
    })
    assert.match(muerto.motivo, /acaba en 1/)
    await c.end()
  })

  test('al cerrar, quien espera en la bitácora recibe su respuesta y el cierre no se alarga', async () => {
    const otra = await abrirApiPrueba()
    const esperando = otra.pedir('GET /bitacora/eventos-reserva?esperar=25')
    await esperarQue('la espera empezó', async () => {
      const r = await fetch(`http://127.0.0.1:${otra.servicio.puertoMetricas}/metrics`)
      return r.ok
    })
    const inicio = performance.now()
    await otra[Symbol.asyncDispose]()
    assert.ok(performance.now() - inicio < 10_000)
    await esperando.then(
      (r) => assert.equal(r.estado, 200),
      () => {},
    )
  })
})

describe('documentos', () => {
  test('el documento OpenAPI sale de las rutas que corren', async () => {
    const { cuerpo } = await a.pedir('GET /openapi.json')
    assert.equal(cuerpo.openapi, '3.1.0')
    assert.ok(cuerpo.paths['/contratos/{id}/firmas'].post)
    assert.ok(cuerpo.components.schemas.Problema)
    assert.equal((await a.pedir('GET /spec')).texto, (await a.pedir('GET /openapi.json')).texto)
  })

  test('todo código tiene su página, y todas se listan', async () => {
    const { cuerpo } = await a.pedir('GET /problemas')
    for (const { codigo, status } of cuerpo.elementos)
      assert.equal((await a.pedir(`GET /problemas/${codigo}`)).cuerpo.status, status)
    esProblema(await a.pedir('GET /problemas/constructor'), 404, 'ProblemaNoEncontrado')
  })
})

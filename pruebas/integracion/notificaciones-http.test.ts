import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { ContratoVencido } from '#modulos/contratos/infraestructura/schema/v1/eventos-vida.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import type { Notificacion } from '../../src/notificaciones/infraestructura/vistas.ts'
import { abrirBanco, alta, altaInmueble, contrato, inmueble, persona, todas } from './notificaciones-apoyo.ts'

let banco: Awaited<ReturnType<typeof abrirBanco>>
const partes = {
  compania: persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
  inquilino: persona('Café Páramo S.A.S.', 'cafe@cliente.example'),
  inmueble: inmueble('Local 101'),
}
const contratos = Array.from({ length: 4 }, (_, i) => contrato(partes, { numero: `CT-10${i}` }))

before(async () => {
  banco = await abrirBanco()
  banco.fuente.escribir([alta(partes.compania), alta(partes.inquilino), altaInmueble(partes.inmueble)])
  banco.fuente.escribir(contratos.map((c) => c.creado()))
  for (const c of contratos) await banco.cuando('tres', c.id, (n) => n.length === 3 && todas('enviada')(n))
})
after(() => banco[Symbol.asyncDispose]())

const vencimiento = (c: ReturnType<typeof contrato>) => ({
  ...{ id: c.id, numero: c.numero, partes: c.partes, id_propiedad: c.terminos.id_propiedad },
  ...{ fecha_inicio: c.terminos.fecha_inicio, fecha_fin: c.terminos.fecha_fin, procesado: true },
})

type Pagina = { elementos: Notificacion[]; siguiente: string | null }

/** Recorre una lista entera de tanto en tanto. */
const recorrer = async (ruta: string, separador: string): Promise<string[]> => {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { estado, cuerpo } = await banco.pedir(`${ruta}${cursor ? `${separador}cursor=${cursor}` : ''}`)
    assert.equal(estado, 200)
    const pagina = cuerpo as unknown as Pagina
    ids.push(...pagina.elementos.map((n) => n.id))
    cursor = pagina.siguiente
  }
  return ids
}

test('la lista se recorre entera por trozos, de lo más nuevo a lo más viejo, sin repetir ni saltar', async () => {
  const ids = await recorrer('/notificaciones?limite=5', '&')
  assert.equal(ids.length, 12)
  assert.equal(new Set(ids).size, 12)
  const seguida = await banco.listar()
  assert.deepEqual(
    ids,
    seguida.map((n) => n.id),
  )
  const instantes = seguida.map((n) => n.creada_en)
  assert.deepEqual(instantes, instantes.toSorted().toReversed())
})

test('como toda lista: `orden` la da al revés y `totales=si` dice cuántas cumplen el filtro', async () => {
  const alReves = await recorrer('/notificaciones?limite=5&orden=creada_en:asc', '&')
  assert.deepEqual(alReves, (await recorrer('/notificaciones?orden=creada_en:desc', '&')).toReversed())
  const { cuerpo } = await banco.pedir('/notificaciones?limite=1&totales=si&destinatario=gestor')
  assert.equal((cuerpo as unknown as { total: number }).total, 4)
  assert.equal('total' in (await banco.pedir('/notificaciones?totales=no')).cuerpo, false)
})

test('filtra por estado, contrato y destinatario (parte, buzón o dirección)', async () => {
  const id = contratos[1]?.id ?? ''
  assert.equal((await banco.listar(`&id_contrato=${id}`)).length, 3)
  assert.equal((await banco.listar(`&id_contrato=${id}&destinatario=gestor`)).length, 1)
  assert.equal((await banco.listar(`&destinatario=${partes.inquilino.id}`)).length, 4)
  assert.equal((await banco.listar('&destinatario=CAFE@cliente.example')).length, 4)
  assert.equal((await banco.listar('&estado=enviada&estado=muerta')).length, 12)
  assert.equal((await banco.listar('&estado=muerta')).length, 0)
})

test('un cursor ajeno, de otra consulta o roto se rechaza', async () => {
  const { cuerpo } = await banco.pedir('/notificaciones?limite=2')
  const { siguiente } = cuerpo as unknown as Pagina
  for (const ruta of [
    `/notificaciones?limite=2&estado=enviada&cursor=${siguiente}`,
    `/notificaciones?limite=2&orden=creada_en:asc&cursor=${siguiente}`,
    `/correo?cursor=${siguiente}`,
    '/notificaciones?cursor=inventado',
  ]) {
    const { estado, cuerpo: problema } = await banco.pedir(ruta)
    assert.deepEqual([estado, problema.codigo], [422, 'CursorInvalido'], ruta)
  }
})

const MALAS: readonly (readonly [ruta: string, opciones: RequestInit, estado: number, codigo: string])[] = [
  ['/notificaciones', { headers: { authorization: 'Bearer otra-credencial' } }, 401, 'NoAutenticado'],
  ['/notificaciones?color=azul', {}, 422, 'PeticionInvalida'],
  ['/notificaciones?estado=perdida', {}, 422, 'PeticionInvalida'],
  ['/notificaciones?id_contrato=7', {}, 422, 'PeticionInvalida'],
  ['/notificaciones?orden=estado:asc', {}, 422, 'PeticionInvalida'],
  ['/notificaciones?totales=quizas', {}, 422, 'PeticionInvalida'],
  ['/notificaciones?limite=0', {}, 422, 'PeticionInvalida'],
  ['/notificaciones?limite=201', {}, 422, 'PeticionInvalida'],
  ['/notificaciones/no-es-un-id', {}, 404, 'RutaNoEncontrada'],
  [`/notificaciones/${crypto.randomUUID()}`, {}, 404, 'NotificacionNoEncontrada'],
  [`/notificaciones/${crypto.randomUUID()}/reintento`, { method: 'POST' }, 404, 'NotificacionNoEncontrada'],
  ['/notificaciones', { method: 'DELETE' }, 405, 'MetodoNoPermitido'],
  ['/notificaciones', { headers: { 'alpes-esperar': 'cosas' } }, 400, 'EncabezadoInvalido'],
  ['/notificaciones', { headers: { 'alpes-esperar': 'eventos-contrato=999' } }, 504, 'ProyeccionAtrasada'],
  ['/nada', {}, 404, 'RutaNoEncontrada'],
]

for (const [ruta, opciones, estado, codigo] of MALAS)
  test(`${opciones.method ?? 'GET'} ${ruta.replace(/[0-9a-f-]{36}/, '{id}')} → ${estado} ${codigo}`, async () => {
    const { estado: dicho, cuerpo, respuesta } = await banco.pedir(ruta, opciones)
    assert.deepEqual([dicho, cuerpo.codigo], [estado, codigo])
    assert.match(respuesta.headers.get('content-type') ?? '', /^application\/problem\+json/)
  })

test('lo que ya salió no se reintenta', async () => {
  const [enviada] = await banco.listar()
  const { estado, cuerpo } = await banco.pedir(`/notificaciones/${enviada?.id}/reintento`, { method: 'POST' })
  assert.deepEqual([estado, cuerpo.codigo], [409, 'ReintentoNoPermitido'])
})

test('regla (h): sin SMTP, la bandeja local muestra cada carta ya leída, por trozos, y salta lo que no es una carta', async () => {
  await writeFile(path.join(banco.datos, 'correo', 'roto.eml'), Buffer.from([0, 1, 2, 255]))
  await writeFile(path.join(banco.datos, 'correo', 'nota.txt'), 'no soy una carta')
  const ids = await recorrer('/correo?limite=5', '&')
  assert.equal(ids.length, 13)
  assert.equal(new Set(ids).size, 13)
  type Carta = { de: string; para: string; asunto: string; texto: string; html: string; id_mensaje: string }
  const { cuerpo } = await banco.pedir('/correo?limite=200')
  const cartas: Carta[] = cuerpo.elementos
  assert.equal(cuerpo.transporte, 'bandeja')
  const [invitacion] = cartas.filter((c) => c.para === 'cafe@cliente.example' && c.asunto.includes('CT-102'))
  assert.equal(invitacion?.asunto, 'Por firmar: contrato CT-102 de Local 101')
  assert.match(invitacion?.texto ?? '', /Canon: COP 13\.200\.000 cada mes/)
  assert.match(invitacion?.html ?? '', /^<!doctype html>/)
  const [notificada] = await banco.listar(
    `&id_contrato=${contratos[2]?.id}&destinatario=cafe@cliente.example`,
  )
  assert.equal(invitacion?.id_mensaje, notificada?.id_mensaje)
})

test('un evento de un contrato desconocido se aparta con los suyos, y un operador lo descarta', async () => {
  const perdido = contrato(partes, { numero: 'CT-9999' })
  const sano = contrato(partes, { numero: 'CT-1005' })
  const [veneno] = banco.fuente.escribir([perdido.firmado(2), perdido.procesado(3), sano.creado()])
  await banco.cuando('los demás siguen', sano.id, (n) => n.length === 3 && todas('enviada')(n))
  type Apartado = {
    id: string
    posicion: number
    clave: string
    estado: string
    error: string
    detras: number
  }
  const espera = await esperarQue('espera a un operador', async () => {
    const abiertos: Apartado[] = (await banco.pedir('/apartados')).cuerpo.elementos
    return abiertos.find((a) => a.estado === 'espera-operador')
  })
  assert.deepEqual([espera.clave, espera.posicion, espera.detras], [perdido.id, veneno?.posicion, 1])
  assert.match(espera.error, /de un contrato que no se conoce/)
  const { estado: apartado } = await banco.pedir('/notificaciones', {
    headers: { 'alpes-esperar': `eventos-contrato=${veneno?.posicion}` },
  })
  assert.equal(apartado, 504, 'quien esperaba esa posición sabe que no se aplicó')

  const json = { 'content-type': 'application/json' }
  const acto = { method: 'POST', headers: json, body: JSON.stringify({ motivo: 'bitácora podada' }) }
  const ensayo = await banco.pedir(`/apartados/${espera.id}/descarte?ensayo=si`, acto)
  assert.deepEqual([ensayo.estado, (ensayo.cuerpo as unknown as { ensayo: boolean }).ensayo], [200, true])
  const visto = (await banco.pedir(`/apartados/${espera.id}`)).cuerpo as unknown as { estado: string }
  assert.equal(visto.estado, 'espera-operador', 'el ensayo no marca nada')
  const mala = { ...acto, body: JSON.stringify({ motivo: 'se corrige', datos: { id: 7 } }) }
  const rechazada = await banco.pedir(`/apartados/${espera.id}/edicion`, mala)
  assert.deepEqual([rechazada.estado, rechazada.cuerpo.codigo], [422, 'PeticionInvalida'])
  for (const intento of [1, 2]) {
    const abierto = await esperarQue(`queda el ${intento}.º`, async () => {
      const abiertos: Apartado[] = (await banco.pedir('/apartados')).cuerpo.elementos
      return abiertos.find((a) => a.estado === 'espera-operador')
    })
    assert.equal((await banco.pedir(`/apartados/${abierto.id}/descarte`, acto)).estado, 200)
    assert.equal(
      (await banco.pedir(`/apartados/${abierto.id}/descarte`, acto)).cuerpo.codigo,
      'ApartadoNoMarcable',
    )
  }
  await esperarQue('no queda ninguno', async () => {
    const abiertos: Apartado[] = (await banco.pedir('/apartados')).cuerpo.elementos
    return abiertos.length === 0
  })
  const filas: { topico: string; atraso: number }[] = (await banco.pedir('/suscripciones')).cuerpo.elementos
  assert.deepEqual(filas.map((f) => f.topico).sort(), [
    'eventos-cliente',
    'eventos-contrato',
    'eventos-inmueble',
    'eventos-reserva',
  ])
})

test('un apartado se edita: la copia corregida se aplica en su lugar', async () => {
  const perdido = contrato(partes, { numero: 'CT-8888' })
  banco.fuente.escribir([perdido.con(ContratoVencido.crear(vencimiento(perdido)), 2)])
  const espera = await esperarQue('espera a un operador', async () => {
    const abiertos: { id: string; clave: string; estado: string }[] = (await banco.pedir('/apartados')).cuerpo
      .elementos
    return abiertos.find((a) => a.clave === perdido.id && a.estado === 'espera-operador')
  })
  const pedir = (consulta: string) =>
    banco.pedir(`/apartados/${espera.id}/edicion${consulta}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ motivo: 'se corrige', datos: vencimiento(perdido) }),
    })
  const ensayada = (await pedir('?ensayo=si')).cuerpo as unknown as { estado: string; ensayo: boolean }
  assert.deepEqual([ensayada.estado, ensayada.ensayo], ['marcado-edicion', true])
  const hecha = await pedir('')
  assert.equal(hecha.estado, 200, JSON.stringify(hecha.cuerpo))
  assert.equal((await pedir('')).cuerpo.codigo, 'ApartadoNoMarcable')
})

test('la salud se ve sin credencial', async () => {
  for (const ruta of ['/health', '/livez', '/readyz']) {
    const respuesta = await fetch(`${banco.servicio.url}${ruta}`)
    assert.equal(respuesta.status, 200, ruta)
    assert.equal(((await respuesta.json()) as { status: string }).status, 'up')
  }
})

test('las métricas cuentan los avisos por estado y el atraso del lector', async () => {
  const texto = await (await fetch(`http://127.0.0.1:${banco.servicio.puertoMetricas}/metrics`)).text()
  assert.match(texto, /^alpes_notificaciones\{.*estado="enviada".*\} 15$/m)
  assert.match(texto, /^alpes_lector_atraso\{.*topico="eventos-contrato".*\} 0$/m)
  assert.match(texto, /^alpes_correos\{.*resultado="enviada".*\} 15$/m)
})

test('con la base caída /readyz se pone rojo y /livez no', async () => {
  await using otro = await abrirBanco()
  await otro.base[Symbol.asyncDispose]()
  const rojo = await otro.pedir('/readyz')
  assert.equal(rojo.estado, 503)
  assert.equal((await otro.pedir('/livez')).estado, 200)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirServidorSmtp } from '#pruebas/conformidad/correo-servidor.ts'
import type { CorreoLeido } from '../../src/notificaciones/infraestructura/correo/lectura.ts'
import {
  abrirBanco,
  alta,
  altaInmueble,
  contrato,
  inmueble,
  OFICINA,
  persona,
  RITMO,
  todas,
} from './notificaciones-apoyo.ts'
import { abrirGuion, recibirCarta, saludar } from './notificaciones-guion.ts'

/** Lo que un servidor SMTP contesta en vez de aceptar. */
const respuesta = (responseCode: number, texto: string) => Object.assign(new Error(texto), { responseCode })

const abrirConSmtp = (url: string, ritmo = RITMO) =>
  abrirBanco({ entorno: { ...OFICINA, SMTP_URL: `${url}?de=avisos@alpes.example` }, ritmo })

type Listo = { status: string; piezas: { correo: { detalle: { situacion: string } } } }

const partes = () => ({
  compania: persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
  inquilino: persona('Café Páramo S.A.S.', 'cafe@cliente.example'),
  inmueble: inmueble('Local 101'),
})

const darDeAlta = (banco: Awaited<ReturnType<typeof abrirBanco>>, p: ReturnType<typeof partes>) =>
  banco.fuente.escribir([alta(p.compania), alta(p.inquilino), altaInmueble(p.inmueble)])

test('regla (d): un 4xx se reintenta con el mismo Message-ID hasta que pasa', async () => {
  const vistos: string[] = []
  await using smtp = await abrirServidorSmtp((c: CorreoLeido) => {
    if (c.para !== 'cafe@cliente.example') return
    vistos.push(c.idMensaje)
    if (vistos.length < 3) throw respuesta(451, 'lista gris')
  })
  await using banco = await abrirConSmtp(smtp.url)
  const p = partes()
  darDeAlta(banco, p)
  const c = contrato(p)
  banco.fuente.escribir([c.creado()])
  const halladas = await banco.cuando('salieron', c.id, (n) => n.length === 3 && todas('enviada')(n))
  const tardia = halladas.find((n) => n.direccion === 'cafe@cliente.example')
  assert.deepEqual([tardia?.intentos, tardia?.ultimo_error], [3, null])
  assert.deepEqual(
    vistos,
    Array.from({ length: 3 }, () => tardia?.id_mensaje),
  )
  assert.equal(
    smtp.recibidos.every((r) => r.de === 'avisos@alpes.example'),
    true,
  )
})

test('regla (e): lo que no se pudo entregar queda a la vista y administración recibe un solo resumen', async () => {
  await using smtp = await abrirServidorSmtp((c: CorreoLeido) => {
    if (c.para === 'cafe@cliente.example') throw respuesta(550, 'no existe')
    if (c.para === 'alpes@cliente.example') throw respuesta(451, 'siempre ocupado')
  })
  await using banco = await abrirConSmtp(smtp.url)
  const p = partes()
  darDeAlta(banco, p)
  const c = contrato(p)
  banco.fuente.escribir([c.creado()])
  const halladas = await banco.cuando(
    'dos muertas',
    c.id,
    (n) => n.filter((m) => m.estado === 'muerta').length === 2,
  )
  const de = (direccion: string) => halladas.find((n) => n.direccion === direccion)
  assert.deepEqual(
    [de('cafe@cliente.example')?.intentos, de('cafe@cliente.example')?.respuesta_smtp],
    [1, 550],
  )
  assert.equal(de('alpes@cliente.example')?.intentos, 3)
  assert.match(de('cafe@cliente.example')?.motivo ?? '', /no existe/)

  const aAdmin = () => smtp.recibidos.filter((r) => r.para === 'admin@oficina.example')
  await esperarQue('llega el resumen', () => aAdmin().length > 0)
  await banco.pool.query(`update entregas set avisada_en = null where estado = 'muerta'`)
  const otro = contrato(p)
  banco.fuente.escribir([otro.creado()])
  await banco.cuando('otras dos muertas', otro.id, (n) => n.filter((m) => m.estado === 'muerta').length === 2)
  assert.equal(aAdmin().length, 1, 'no más de uno cada 24 horas')

  await banco.pool.query(`update resumenes set ultimo = ultimo - interval '24 hours'`)
  await esperarQue('al día siguiente llega otro', () => aAdmin().length === 2)
  assert.match(aAdmin()[1]?.asunto ?? '', /^4 avisos no se pudieron entregar$/)
  assert.match(aAdmin()[1]?.texto ?? '', /cafe@cliente\.example: Por firmar: contrato CT-0021.*no existe/)
})

test('regla (e): el resumen nombra a quien no tiene dirección, no su id', async () => {
  await using smtp = await abrirServidorSmtp()
  await using banco = await abrirConSmtp(smtp.url)
  const p = { ...partes(), inquilino: persona('Librería Austral SpA', null) }
  darDeAlta(banco, p)
  banco.fuente.escribir([contrato(p).creado()])
  const resumen = await esperarQue('llega el resumen', () =>
    smtp.recibidos.find((r) => r.para === 'admin@oficina.example'),
  )
  assert.match(resumen.texto, /^Librería Austral SpA: /m)
  assert.ok(!resumen.texto.includes(p.inquilino.id))
})

test('regla (g): un servidor muerto no gasta intentos ni detiene los avisos, y al volver salen todos', async () => {
  const muerto = await abrirServidorSmtp()
  await muerto[Symbol.asyncDispose]()
  await using banco = await abrirConSmtp(muerto.url)
  const p = partes()
  darDeAlta(banco, p)
  const contratos = [contrato(p), contrato(p), contrato(p)]
  banco.fuente.escribir(contratos.map((c) => c.creado()))
  const { cabeza } = await banco.fuente.leer('eventos-contrato', 0, 1)
  const { estado } = await banco.pedir('/notificaciones', {
    headers: { 'alpes-esperar': `eventos-contrato=${cabeza}` },
  })
  assert.equal(estado, 200)
  const pausado = await esperarQue('el reparto se pausa', async () => {
    const { cuerpo } = await banco.pedir('/readyz')
    const listo = cuerpo as unknown as Listo
    return listo.piezas.correo.detalle.situacion === 'pausado' ? listo : undefined
  })
  assert.equal(pausado.status, 'up', 'un correo caído no pone el servicio en rojo')
  const quietas = await banco.listar()
  assert.ok(quietas.every((n) => n.estado === 'pendiente' || n.estado === 'enviando'))
  assert.ok(quietas.every((n) => n.intentos <= 1))

  const puerto = Number(new URL(muerto.url).port)
  await using vivo = await abrirServidorSmtp(() => {}, {}, puerto)
  await esperarQue('salen las nueve', () => vivo.recibidos.length === 9)
  for (const c of contratos) {
    const halladas = await banco.cuando('enviadas', c.id, (n) => n.length === 3 && todas('enviada')(n))
    assert.ok(halladas.every((n) => n.intentos === 1))
  }
})

test('regla (g): un servidor que se cuelga tras la carta no detiene a quien anota', async () => {
  await using smtp = await abrirGuion(async (l) => {
    await saludar(l)
    await recibirCarta(l)
    await l.irse
  })
  await using banco = await abrirConSmtp(smtp.url, {
    ...RITMO,
    plazosSmtp: { conexion: 60_000, saludo: 60_000, silencio: 60_000, total: 60_000 },
  })
  const p = partes()
  darDeAlta(banco, p)
  const colgado = contrato(p)
  banco.fuente.escribir([colgado.creado()])
  await banco.cuando('las tres colgadas', colgado.id, (n) => n.length === 3 && todas('enviando')(n))
  const siguientes = Array.from({ length: 20 }, () => contrato(p))
  const escritos = banco.fuente.escribir(siguientes.map((c) => c.creado()))
  const { estado } = await banco.pedir('/notificaciones', {
    headers: { 'alpes-esperar': `eventos-contrato=${escritos.at(-1)?.posicion}` },
  })
  assert.equal(estado, 200)
  const { rows } = await banco.pool.query<{ n: bigint }>('select count(*) as n from entregas')
  assert.equal(rows[0]?.n, 63n)
  const { rows: vuelo } = await banco.pool.query<{ n: bigint }>(
    `select count(*) as n from entregas where estado = 'enviando'`,
  )
  assert.equal(vuelo[0]?.n, 4n, 'nunca más de cuatro a la vez')
})

test('regla (d): lo que ya no hace falta no sale: ni a quien firmó ni de un contrato anulado', async () => {
  const muerto = await abrirServidorSmtp()
  await muerto[Symbol.asyncDispose]()
  let ahora = Date.now()
  await using banco = await abrirBanco({
    entorno: { ...OFICINA, SMTP_URL: muerto.url },
    reloj: () => ahora,
  })
  const p = partes()
  darDeAlta(banco, p)
  const [firmado, anulado, reciente] = [contrato(p), contrato(p), contrato(p)] as const
  banco.fuente.escribir([firmado.creado(), anulado.creado()])
  for (const c of [firmado, anulado])
    await banco.cuando('escritas', c.id, (n) => n.length === 3 && n.every((m) => m.direccion !== null))
  ahora += 3_600_000
  banco.fuente.escribir([
    ...[firmado.firma(p.inquilino, [p.compania]), anulado.eliminado()],
    ...[reciente.creado(), reciente.firma(p.inquilino, [p.compania])],
  ])
  // La carta con que se prueba si el servidor volvió está en vuelo, y no se cancela hasta que se anota su fallo.
  const deAnulado = await banco.cuando(
    'anulado',
    anulado.id,
    (n) => n.length === 5 && todas('cancelada')(n.filter((m) => m.tipo !== 'ContratoEliminado')),
  )
  assert.equal(deAnulado.filter((m) => m.estado === 'cancelada').length, 3)
  const dePar = await banco.cuando(
    'cinco',
    firmado.id,
    (n) => n.length === 5 && n.some((m) => m.estado === 'cancelada'),
  )
  assert.deepEqual(
    dePar.filter((n) => n.estado === 'cancelada').map((n) => [n.tipo, n.direccion, n.motivo]),
    [['PorFirmar', 'cafe@cliente.example', 'ya firmó']],
  )
  // Entre dos hechos seguidos el aviso sale: lo que se cancela no depende de quién llegó primero.
  const recientes = await banco.cuando('cinco recientes', reciente.id, (n) => n.length === 5)
  assert.ok(recientes.every((n) => n.estado !== 'cancelada'))
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  abrirBanco,
  alta,
  altaInmueble,
  cambio,
  contrato,
  inmueble,
  persona,
  resumen,
  todas,
} from './notificaciones-apoyo.ts'

let banco: Awaited<ReturnType<typeof abrirBanco>>
before(async () => {
  banco = await abrirBanco()
})
after(() => banco[Symbol.asyncDispose]())

const cartera = (sufijo: string) => {
  const compania = persona('Inmobiliaria Los Alpes S.A.S.', `alpes-${sufijo}@cliente.example`)
  const inquilino = persona('Café Páramo & Cía <S.A.S.>', `cafe-${sufijo}@cliente.example`, 'en')
  const local = inmueble('Local 101 «Alto Andino»')
  banco.fuente.escribir([alta(compania), alta(inquilino), altaInmueble(local)])
  return { compania, inquilino, inmueble: local }
}

test('al crearse se avisa a los firmantes en su idioma y al gestor', async () => {
  const partes = cartera('creado')
  const c = contrato(partes, { moneda: 'USD', monto: '3350.50' })
  banco.fuente.escribir([c.creado()])
  const halladas = await banco.cuando('tres enviadas', c.id, (n) => n.length === 3 && todas('enviada')(n))
  assert.deepEqual(resumen(halladas), [
    'ContratoCreado gestor@oficina.example es enviada',
    'PorFirmar alpes-creado@cliente.example es enviada',
    'PorFirmar cafe-creado@cliente.example en enviada',
  ])
  const ingles = halladas.find((n) => n.idioma === 'en')
  assert.equal(ingles?.asunto, 'To sign: lease CT-0021 of Local 101 «Alto Andino»')
  const { texto, html } = await banco.entera(ingles?.id ?? '')
  assert.match(texto ?? '', /Rent: USD 3,350\.50 per month/)
  assert.match(texto ?? '', /From: February 1, 2027\nTo: January 31, 2030/)
  assert.match(texto ?? '', new RegExp(`https://alpes\\.example/contratos/${c.id}`))
  assert.match(html ?? '', /Café Páramo &amp; Cía &lt;S\.A\.S\.&gt;/)
  assert.ok(!html?.includes('<S.A.S.>'))
})

test('una firma parcial avisa a quienes faltan, con copia al gestor, y nunca a quien firmó', async () => {
  const partes = cartera('parcial')
  const c = contrato(partes)
  banco.fuente.escribir([c.creado(), c.firma(partes.compania, [partes.inquilino])])
  const halladas = await banco.cuando('cinco enviadas', c.id, (n) => n.length === 5 && todas('enviada')(n))
  assert.deepEqual(resumen(halladas.filter((n) => n.hito.startsWith('firma:'))), [
    'FaltaSuFirma cafe-parcial@cliente.example en enviada',
    'FaltanFirmas gestor@oficina.example es enviada',
  ])
  const copia = halladas.find((n) => n.tipo === 'FaltanFirmas')
  const { texto } = await banco.entera(copia?.id ?? '')
  assert.match(texto ?? '', /Inmobiliaria Los Alpes S\.A\.S\. firmó\. Falta: Café Páramo & Cía <S\.A\.S\.>\./)
})

test('firmado por todos llega a todas las partes y al gestor, con versión y hash', async () => {
  const partes = {
    ...cartera('firmado'),
    codeudores: [persona('Mariana Ríos Cano', 'mariana@cliente.example')],
  }
  banco.fuente.escribir(partes.codeudores.map(alta))
  const c = contrato(partes)
  banco.fuente.escribir([c.creado(), c.firma(partes.codeudores[0]!, []), c.firmado()])
  const halladas = await banco.cuando('firmado enviado', c.id, (n) => n.length === 8 && todas('enviada')(n))
  const firmado = halladas.filter((n) => n.tipo === 'ContratoFirmado')
  assert.deepEqual(resumen(firmado), [
    'ContratoFirmado alpes-firmado@cliente.example es enviada',
    'ContratoFirmado cafe-firmado@cliente.example en enviada',
    'ContratoFirmado gestor@oficina.example es enviada',
    'ContratoFirmado mariana@cliente.example es enviada',
  ])
  const { texto } = await banco.entera(firmado.find((n) => n.destinatario === 'gestor')?.id ?? '')
  assert.match(texto ?? '', /Versión: 1\nHash de los términos \(SHA-256\): a{64}/)
})

test('al invalidarse las firmas, quien había firmado sabe qué cambió', async () => {
  const partes = cartera('invalidadas')
  const c = contrato(partes)
  banco.fuente.escribir([
    ...[c.creado(), c.firma(partes.inquilino, [partes.compania])],
    ...[
      c.editado({ monto: '14500000', fecha_fin: '2031-01-31' }),
      c.invalidadas([partes.inquilino], ['monto', 'fecha_fin']),
    ],
  ])
  const halladas = await banco.cuando('invalidadas', c.id, (n) => n.length === 6 && todas('enviada')(n))
  const [aviso, ...otras] = halladas.filter((n) => n.tipo === 'FirmasInvalidadas')
  assert.equal(otras.length, 0)
  assert.equal(aviso?.direccion, 'cafe-invalidadas@cliente.example')
  assert.equal(aviso?.fecha_fin, '2031-01-31')
  const { texto } = await banco.entera(aviso?.id ?? '')
  assert.match(texto ?? '', /End date: January 31, 2030 → January 31, 2031/)
  assert.match(texto ?? '', /Rent: COP 13,200,000 → COP 14,500,000/)
})

test('procesado llega al inquilino, a la compañía y a cartera, con su fecha de inicio', async () => {
  const partes = cartera('procesado')
  const c = contrato(partes)
  banco.fuente.escribir([c.creado(), c.firmado(), c.procesado()])
  const halladas = await banco.cuando('procesado', c.id, (n) => n.length === 9 && todas('enviada')(n))
  assert.deepEqual(resumen(halladas.filter((n) => n.tipo === 'ContratoProcesado')), [
    'ContratoProcesado alpes-procesado@cliente.example es enviada',
    'ContratoProcesado cafe-procesado@cliente.example en enviada',
    'ContratoProcesado cartera@oficina.example es enviada',
  ])
  const enCartera = halladas.find((n) => n.destinatario === 'cartera')
  assert.match(enCartera?.asunto ?? '', /en ejecución desde el 1 de febrero de 2027/)
})

test('quien entra con una edición recibe su invitación a firmar', async () => {
  const partes = cartera('entra')
  const nuevo = persona('Droguería La Loma', 'loma@cliente.example')
  banco.fuente.escribir([alta(nuevo)])
  const c = contrato(partes)
  banco.fuente.escribir([c.creado(), c.editado({ id_inquilino: nuevo.id }, 2)])
  const halladas = await banco.cuando('cuatro', c.id, (n) => n.length === 4 && todas('enviada')(n))
  assert.ok(resumen(halladas).includes('PorFirmar loma@cliente.example es enviada'))
})

for (const origen of ['demo', 'importacion'] as const)
  test(`regla (d): un contrato de ${origen} no le escribe a nadie, y se ve por qué`, async () => {
    const c = contrato(cartera(origen), { origen })
    banco.fuente.escribir([c.creado(), c.firmado(), c.procesado()])
    const halladas = await banco.cuando('nueve omitidas', c.id, (n) => n.length === 9)
    assert.ok(halladas.every((n) => n.estado === 'omitida' && n.motivo?.includes('no se le escribe a nadie')))
    const { cuerpo } = await banco.pedir('/correo?limite=200')
    const enBandeja: { para: string }[] = cuerpo.elementos
    assert.ok(!enBandeja.some((m) => m.para.includes(`-${origen}@`)))
  })

test('un destinatario que aún no se conoce espera, y su aviso sale cuando llega', async () => {
  const compania = persona('Bodegas del Caribe S.A.', 'caribe@cliente.example')
  const inquilino = persona('Textiles Quimbaya S.A.', 'quimbaya@cliente.example')
  const bodega = inmueble('Bodega 8 Vía 40', 'Barranquilla')
  const c = contrato({ compania, inquilino, inmueble: bodega })
  banco.fuente.escribir([c.creado()])
  const esperan = await banco.cuando('tres en espera', c.id, (n) => n.length === 3)
  assert.ok(esperan.every((n) => n.estado === 'pendiente' && n.motivo?.startsWith('espera datos')))
  banco.fuente.escribir([alta(inquilino), altaInmueble(bodega)])
  const falta = await banco.cuando('sólo falta la compañía', c.id, (n) =>
    n.every((m) => m.motivo?.endsWith(`: ${compania.id}`)),
  )
  assert.ok(falta.every((n) => n.estado === 'pendiente'))
  banco.fuente.escribir([alta(compania)])
  const salieron = await banco.cuando('salieron', c.id, todas('enviada'))
  assert.match(salieron[0]?.asunto ?? '', /Bodega 8 Vía 40/)
})

test('un destinatario sin correo queda fallido a la vista, sin detener a los demás', async () => {
  const partes = cartera('sin-correo')
  const sinCorreo = persona('Librería Austral SpA', null)
  banco.fuente.escribir([alta(sinCorreo)])
  const c = contrato({ ...partes, inquilino: sinCorreo })
  banco.fuente.escribir([c.creado()])
  const halladas = await banco.cuando(
    'una fallida',
    c.id,
    (n) => n.filter((m) => m.estado === 'enviada').length === 2,
  )
  const [fallida, ...otras] = halladas.filter((n) => n.estado === 'fallida')
  assert.equal(otras.length, 0)
  assert.equal(fallida?.motivo, 'Librería Austral SpA no tiene correo')
  assert.equal(fallida?.nombre_destinatario, 'Librería Austral SpA')

  const conCorreo = { ...sinCorreo, correo: 'austral@cliente.example' }
  const [escrito] = banco.fuente.escribir([cambio(sinCorreo, conCorreo)])
  await banco.pedir('/notificaciones', {
    headers: { 'alpes-esperar': `eventos-cliente=${escrito?.posicion}` },
  })
  const { estado } = await banco.pedir(`/notificaciones/${fallida?.id}/reintento`, { method: 'POST' })
  assert.equal(estado, 200)
  await banco.cuando('salió', c.id, todas('enviada'))
})

test('dos partes con la misma dirección reciben un solo correo', async () => {
  const partes = cartera('misma')
  const gemela = persona('Socia', 'CAFE-misma@cliente.example')
  const c = contrato({ ...partes, codeudores: [gemela] })
  banco.fuente.escribir([c.creado(), alta(gemela)])
  const halladas = await banco.cuando(
    'cuatro resueltas',
    c.id,
    (n) => n.length === 4 && n.every((m) => m.estado !== 'pendiente' && m.estado !== 'enviando'),
  )
  assert.deepEqual(
    halladas.filter((n) => n.estado === 'omitida').map((n) => n.motivo),
    ['CAFE-misma@cliente.example ya recibe este aviso'],
  )
})

test('leer la bitácora otra vez no repite ningún aviso', async () => {
  const c = contrato(cartera('repetida'))
  banco.fuente.escribir([c.creado(), c.firmado(), c.procesado()])
  const antes = await banco.cuando('nueve', c.id, (n) => n.length === 9 && todas('enviada')(n))
  await banco.pool.query('update suscripciones set posicion = 0, id_mensaje = null, epoca = epoca + 1')
  // El lector se entera de que lo relevaron al mover su cursor: hace falta algo que leer.
  const otro = contrato(cartera('tras-repetir'))
  banco.fuente.escribir([otro.creado()])
  await banco.cuando('tres del siguiente', otro.id, (n) => n.length === 3 && todas('enviada')(n))
  const despues = await banco.listar(`&id_contrato=${c.id}`)
  assert.deepEqual(
    despues.map((n) => [n.id, n.enviada_en]),
    antes.map((n) => [n.id, n.enviada_en]),
  )
})

test('un evento que este servicio no conoce se pasa por alto', async () => {
  const c = contrato(cartera('ajeno'))
  const ajeno = { ...c.firmado(2), tipo: 'ContratoCedido' }
  banco.fuente.escribir([c.creado(), ajeno])
  await banco.cuando('tres', c.id, (n) => n.length === 3 && todas('enviada')(n))
})

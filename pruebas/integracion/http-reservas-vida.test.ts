import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { abrirApiPrueba, clienteNuevo, esProblema } from '../apoyo/api.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { actuar, crearReserva, PRECIO, pagar, reservaNueva } from '../apoyo/reservas.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())

const HOY = '2026-12-01T17:00:00Z'
let serie = 0
const referencia = () => `REF-${++serie}`

const leer = async (id: string) => (await a.pedir(`GET /reservas/${id}`)).cuerpo
const hechos = async (id: string) => {
  const { cuerpo } = await a.pedir('GET /bitacora/eventos-reserva?desde=0&limite=500')
  return cuerpo.mensajes.filter((m: { subject: string }) => m.subject === id)
}
const acciones = (r: { acciones: { accion: string; permitida: boolean }[] }) =>
  r.acciones.filter((x) => x.permitida).map((x) => x.accion)

/** Una reserva llevada por los comandos corrientes hasta un estado. */
const hasta = async (estado: 'Pendiente' | 'Aprobada' | 'Pagada' | 'Cancelada', extra: object = {}) => {
  const { id } = await crearReserva(a, extra)
  if (estado === 'Aprobada' || estado === 'Pagada') await actuar(a, id, 'aprobacion')
  if (estado === 'Pagada') await pagar(a, id, referencia())
  if (estado === 'Cancelada') await actuar(a, id, 'cancelacion', { cuerpo: { motivo: 'cambió de planes' } })
  assert.equal((await leer(id)).estado, estado)
  return id
}

test('la vida de una reserva: pendiente, aprobada, pagada y cancelada con reembolso', async () => {
  const { id, acciones: alNacer } = await crearReserva(a)
  assert.deepEqual(acciones({ acciones: alNacer }), ['aprobar', 'cancelar'])
  const aprobada = await actuar(a, id, 'aprobacion')
  assert.equal(aprobada.estado, 200, aprobada.texto)
  assert.deepEqual(acciones(aprobada.cuerpo), ['pagar', 'cancelar'])
  const pagada = await pagar(a, id, 'PSE-0001')
  assert.deepEqual(
    [pagada.cuerpo.estado, pagada.cuerpo.pago.referencia, pagada.cuerpo.version],
    ['Pagada', 'PSE-0001', 3],
  )
  const cancelada = await actuar(a, id, 'cancelacion', { cuerpo: { motivo: 'se enfermó' } })
  assert.equal(cancelada.cuerpo.estado, 'Cancelada')
  assert.deepEqual(cancelada.cuerpo.cancelacion.reembolso, PRECIO)
  assert.deepEqual(acciones(cancelada.cuerpo), [])
  assert.deepEqual(await leer(id), cancelada.cuerpo)
  assert.deepEqual(
    (await hechos(id)).map((m: { type: string }) => m.type),
    ['ReservaCreada', 'ReservaAprobada', 'ReservaPagada', 'ReservaCancelada'],
  )
})

test('pagar una reserva pendiente se rechaza y no deja evento', async () => {
  const id = await hasta('Pendiente')
  esProblema(await pagar(a, id, referencia()), 409, 'TransicionInvalida')
  assert.equal((await hechos(id)).length, 1)
})

test('pagar dos veces: con la misma clave, la misma respuesta; con otra, 409', async () => {
  const id = await hasta('Aprobada')
  const encabezados = { 'idempotency-key': 'pago-unico' }
  const suya = referencia()
  const uno = await pagar(a, id, suya, { encabezados })
  const otro = await pagar(a, id, suya, { encabezados })
  assert.equal(otro.texto, uno.texto)
  esProblema(await pagar(a, id, referencia()), 409, 'TransicionInvalida')
  assert.equal((await hechos(id)).length, 3)
})

test('se paga el monto exacto, en su moneda', async () => {
  const id = await hasta('Aprobada')
  for (const cuerpo of [
    { ...PRECIO, monto: '249999' },
    { monto: '250000', moneda: 'CLP' },
  ]) {
    const r = await actuar(a, id, 'pago', { cuerpo: { ...cuerpo, referencia: referencia() } })
    esProblema(r, 422, 'MontoIncorrecto')
  }
})

test('una referencia de pago sirve una vez, aunque dos la usen a la vez', async () => {
  const [uno, dos, tres] = [await hasta('Aprobada'), await hasta('Aprobada'), await hasta('Aprobada')]
  const repetida = referencia()
  const rivales = await Promise.all([pagar(a, uno, repetida), pagar(a, dos, repetida)])
  assert.deepEqual(rivales.map((r) => r.estado).sort(), [200, 409])
  esProblema(await pagar(a, tres, repetida), 409, 'ReferenciaDuplicada')
  assert.equal((await leer(tres)).estado, 'Aprobada')
})

test('sin precio no se aprueba; se puede dar al aprobar, y queda congelado', async () => {
  const { id } = await crearReserva(a, { precio: undefined })
  esProblema(await actuar(a, id, 'aprobacion'), 422, 'PrecioRequerido')
  const precio = { monto: '120.50', moneda: 'USD' }
  const r = await actuar(a, id, 'aprobacion', { cuerpo: { precio } })
  assert.deepEqual(r.cuerpo.precio, precio)
})

test('cancelar después de la primera salida se rechaza; el instante justo ya es tarde', async () => {
  const id = await hasta('Pagada')
  a.aLas('2026-12-10T11:15:00Z')
  esProblema(await actuar(a, id, 'cancelacion', { cuerpo: { motivo: 'tarde' } }), 409, 'SalidaPasada')
  a.aLas('2026-12-10T11:14:59Z')
  const r = await actuar(a, id, 'cancelacion', { cuerpo: { motivo: 'a tiempo' } })
  assert.equal(r.estado, 200)
  a.aLas(HOY)
})

test('lo cancelado no se aprueba, ni se paga, ni se cancela otra vez', async () => {
  const id = await hasta('Cancelada')
  esProblema(await actuar(a, id, 'aprobacion'), 409, 'TransicionInvalida')
  esProblema(await pagar(a, id, referencia()), 409, 'TransicionInvalida')
  esProblema(
    await actuar(a, id, 'cancelacion', { cuerpo: { motivo: 'otra vez' } }),
    409,
    'TransicionInvalida',
  )
})

test('una reserva que nadie paga se cancela sola, una vez, con el motivo «expirada»', async () => {
  const [pendiente, aprobada, pagada] = [
    await hasta('Pendiente'),
    await hasta('Aprobada'),
    await hasta('Pagada'),
  ]
  a.aLas('2026-12-04T17:00:00Z')
  assert.equal((await leer(pendiente)).estado, 'Pendiente', 'en su último instante aún vale')
  a.aLas('2026-12-04T17:00:00.001Z')
  await esperarQue('expiran', async () =>
    [await leer(pendiente), await leer(aprobada)].every((r) => r.estado === 'Cancelada'),
  )
  assert.equal((await leer(pendiente)).cancelacion.motivo, 'expirada')
  assert.equal((await leer(pagada)).estado, 'Pagada')
  assert.equal(
    (await hechos(aprobada)).filter((m: { type: string }) => m.type === 'ReservaCancelada').length,
    1,
  )
  a.aLas(HOY)
})

test('caída tres días y con dos procesos, cada reserva expira una sola vez, con la hora en que se supo', async () => {
  await using otra = await abrirApiPrueba({ base: a.base })
  const creadas = await Promise.all([1, 2, 3, 4].map(() => hasta('Pendiente')))
  for (const proceso of [a, otra]) proceso.aLas('2026-12-07T15:00:00Z')
  await esperarQue('expiran', async () =>
    (await Promise.all(creadas.map(leer))).every((r) => r.estado === 'Cancelada'),
  )
  const suyas = (await Promise.all(creadas.map(hechos))).flat()
  const cierres = suyas.filter((m: { type: string }) => m.type === 'ReservaCancelada')
  assert.equal(cierres.length, creadas.length)
  for (const { actor, time } of cierres)
    assert.deepEqual([actor, Number(time)], ['planificador', Date.parse('2026-12-07T15:00:00Z')])
  a.aLas(HOY)
})

test('con el reloj hacia atrás nada se desexpira', async () => {
  const id = await hasta('Pendiente')
  a.aLas('2026-12-04T17:00:01Z')
  await esperarQue('expira', async () => (await leer(id)).estado === 'Cancelada')
  a.aLas(HOY)
  assert.equal((await leer(id)).estado, 'Cancelada')
})

test('pasado el plazo, ni se aprueba ni se paga aunque el planificador no haya llegado', async () => {
  await using lenta = await abrirApiPrueba({ entorno: { ROLES: 'http' } })
  const { id } = await crearReserva(lenta)
  const otra = await crearReserva(lenta)
  await actuar(lenta, otra.id, 'aprobacion')
  lenta.aLas('2026-12-04T17:00:00.001Z')
  esProblema(await actuar(lenta, id, 'aprobacion'), 409, 'ReservaExpirada')
  esProblema(await pagar(lenta, otra.id, referencia()), 409, 'ReservaExpirada')
})

test('If-Match viejo: 412; sin él, la acción corre sobre lo que haya', async () => {
  const id = await hasta('Pendiente')
  const r = await actuar(a, id, 'aprobacion', { encabezados: { 'if-match': '"9"' } })
  esProblema(r, 412, 'VersionObsoleta')
  assert.equal((await actuar(a, id, 'aprobacion', { encabezados: { 'if-match': '"1"' } })).estado, 200)
})

test('respond-async: 202, y el desenlace se lee en su comando', async () => {
  const encabezados = { prefer: 'respond-async' }
  const alta = await a.pedir('POST /reservas', { cuerpo: reservaNueva(), encabezados })
  assert.equal(alta.estado, 202, alta.texto)
  const comando = alta.encabezados.get('location') ?? ''
  await esperarQue('se ejecuta', async () => (await a.pedir(`GET ${comando}`)).cuerpo.estado === 'ejecutado')
  const { recurso: id } = (await a.pedir(`GET ${comando}`)).cuerpo
  assert.equal((await leer(id)).estado, 'Pendiente')
  const pedidos: [string, object | undefined, string][] = [
    ['aprobacion', undefined, 'Aprobada'],
    ['pago', { ...PRECIO, referencia: referencia() }, 'Pagada'],
    ['cancelacion', { motivo: 'cambió de planes' }, 'Cancelada'],
  ]
  for (const [accion, cuerpo, estado] of pedidos) {
    const r = await actuar(a, id, accion, { encabezados, ...(cuerpo && { cuerpo }) })
    assert.equal(r.estado, 202, r.texto)
    await esperarQue(estado, async () => (await leer(id)).estado === estado)
  }
  const tarde = await pagar(a, id, referencia(), { encabezados })
  const suyo = tarde.encabezados.get('location') ?? ''
  await esperarQue('se rechaza', async () => (await a.pedir(`GET ${suyo}`)).cuerpo.estado === 'rechazado')
  assert.equal((await a.pedir(`GET ${suyo}`)).cuerpo.problema.codigo, 'TransicionInvalida')
})

test('el cliente ve sus reservas en la misma transacción, y las ajenas no', async () => {
  const cliente = (await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })).cuerpo.id
  const id = await hasta('Pendiente', { id_cliente: cliente })
  await hasta('Pendiente')
  const suyas = async () => (await a.pedir(`GET /clientes/${cliente}/reservas`)).cuerpo.elementos
  const esperada = { id, ruta: 'BOG–MDE', fecha_salida: '2026-12-10T11:15:00.000Z' }
  assert.deepEqual(await suyas(), [{ ...esperada, estado: 'Pendiente' }])
  await actuar(a, id, 'aprobacion')
  assert.deepEqual(await suyas(), [{ ...esperada, estado: 'Aprobada' }])
  const version = (await a.pedir(`GET /clientes/${cliente}`)).cuerpo.version
  assert.equal(version, 1, 'reservar no cambia la ficha del cliente')
})

test('una reserva de un cliente que no existe no queda', async () => {
  const cuerpo = reservaNueva({ id_cliente: '00000000-0000-4000-8000-00000000dead' })
  esProblema(await a.pedir('POST /reservas', { cuerpo }), 422, 'ClienteDesconocido')
  esProblema(
    await a.pedir('GET /clientes/00000000-0000-4000-8000-00000000dead/reservas'),
    404,
    'ClienteNoEncontrado',
  )
})

test('reservar con un id que ya se usó: 409, con cliente o sin él, también a la vez', async () => {
  const cliente = (await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })).cuerpo.id
  const id = await hasta('Pendiente', { id_cliente: cliente })
  for (const extra of [{}, { id_cliente: cliente }])
    esProblema(await a.pedir('POST /reservas', { cuerpo: reservaNueva({ id, ...extra }) }), 409, 'IdRepetido')
  const otro = crypto.randomUUID()
  const cuerpo = reservaNueva({ id: otro, id_cliente: cliente })
  const rivales = await Promise.all([1, 2, 3].map(() => a.pedir('POST /reservas', { cuerpo })))
  assert.deepEqual(rivales.map((r) => r.estado).sort(), [201, 409, 409])
})

test('una lectora lee y no reserva', async () => {
  const id = await hasta('Pendiente')
  const credencial = 'credencial-lectora'
  assert.equal((await a.pedir(`GET /reservas/${id}`, { credencial })).estado, 200)
  esProblema(await a.pedir('POST /reservas', { credencial, cuerpo: reservaNueva() }), 403, 'NoAutorizado')
  esProblema(await actuar(a, id, 'aprobacion', { credencial }), 403, 'NoAutorizado')
})

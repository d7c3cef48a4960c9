import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { abrirApiPrueba, clienteNuevo, esProblema } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import {
  actuar,
  crearReserva,
  itinerario,
  odo,
  PRECIO,
  pagar,
  RS_01,
  RS_02,
  RS_05,
  reservaNueva,
} from '#pruebas/apoyo/reservas.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())

const reservar = (extra: object) => a.pedir('POST /reservas', { cuerpo: reservaNueva(extra) })
const volar = (...odos: readonly ReturnType<typeof odo>[]) => ({ itinerarios: [itinerario(...odos)] })
const de = (codigo: string) => volar(odo(`${codigo} 2026-12-10T06:15 MDE 2026-12-10T07:15`))
const pasajeros = (...tipos: string[]) => ({ pasajeros: tipos.map((tipo) => ({ tipo })) })
const veces = (n: number, tipo: string) => Array.from({ length: n }, () => tipo)
const LEG = '/itinerarios/0/odos/0/segmentos/0/legs/0'

/** Los negativos de `dominio.md` §6 y §8 para reservas, por la puerta. */
const NEGATIVOS: readonly (readonly [string, object, string, string])[] = [
  ['XXQ fuera de catálogo', de('XXQ'), 'AeropuertoDesconocido', `${LEG}/origen/codigo`],
  ['BO1', de('BO1'), 'AeropuertoDesconocido', `${LEG}/origen/codigo`],
  ['SKBO (OACI)', de('SKBO'), 'AeropuertoDesconocido', `${LEG}/origen/codigo`],
  ['NYC (ciudad)', de('NYC'), 'AeropuertoDesconocido', `${LEG}/origen/codigo`],
  [
    'BOG→BOG',
    volar(odo('BOG 2026-12-10T06:15 BOG 2026-12-10T07:15')),
    'RutaInvalida',
    `${LEG}/destino/codigo`,
  ],
  [
    'llegada anterior a la salida en UTC',
    volar(odo('BOG 2026-12-10T10:00 MAD 2026-12-10T15:59')),
    'LegInvalido',
    `${LEG}/fecha_llegada`,
  ],
  [
    'conexión de 20 min',
    volar(odo('MDE 2026-12-10T06:00 BOG 2026-12-10T07:00', 'BOG 2026-12-10T07:20 CTG 2026-12-10T09:00')),
    'ConexionInvalida',
    '/itinerarios/0/odos/0/segmentos/1/legs/0/fecha_salida',
  ],
  [
    'odos invertidos',
    volar(odo('MIA 2027-01-05T13:10 BOG 2027-01-05T17:00'), odo('BOG 2026-12-18T08:00 MIA 2026-12-18T11:50')),
    'OdosDesordenados',
    '/itinerarios/0/odos/1',
  ],
  ['0 adultos', pasajeros('Menor'), 'PasajerosInvalidos', '/pasajeros'],
  ['2 INF con 1 ADT', pasajeros('Adulto', 'Infante', 'Infante'), 'PasajerosInvalidos', '/pasajeros'],
  ['10 pasajeros', pasajeros(...veces(10, 'Adulto')), 'PasajerosInvalidos', '/pasajeros'],
  ['itinerario vacío', { itinerarios: [] }, 'ItinerarioVacio', '/itinerarios'],
  ['odo vacío', volar({ segmentos: [] }), 'ItinerarioVacio', '/itinerarios/0/odos/0/segmentos'],
  ['precio cero', { precio: { ...PRECIO, monto: '0' } }, 'MontoInvalido', '/precio/monto'],
  [
    'precio con decimales de más',
    { precio: { ...PRECIO, monto: '1.5' } },
    'PrecisionExcedida',
    '/precio/monto',
  ],
  ['una propiedad que nadie conoce', { clase: 'turista' }, 'PeticionInvalida', '/clase'],
]

describe('lo que no se reserva', () => {
  for (const [nombre, extra, codigo, puntero] of NEGATIVOS)
    test(nombre, async () => {
      const antes = (await a.pedir('GET /reservas?totales=si&limite=1')).cuerpo.total
      const problema = esProblema(await reservar(extra), 422, codigo)
      assert.equal(problema.errors[0].pointer, puntero, JSON.stringify(problema.errors))
      assert.equal((await a.pedir('GET /reservas?totales=si&limite=1')).cuerpo.total, antes, 'no queda nada')
    })
  test('el código que no está trae sugerencias', async () => {
    const problema = esProblema(await reservar(de('BO1')), 422, 'AeropuertoDesconocido')
    assert.ok(problema.datos.sugerencias.split(' ').includes('BOG'))
    assert.match(problema.detail, /quiso decir/)
  })
})

test('SYD 12:50 → SCL 11:20 del mismo día se reserva: cruza la línea de fecha', async () => {
  const r = await reservar(volar(odo('SYD 2026-12-10T12:50 SCL 2026-12-10T11:20')))
  assert.equal(r.estado, 201, r.texto)
  const [leg] = r.cuerpo.itinerarios[0].odos[0].segmentos[0].legs
  assert.deepEqual(
    [leg.fecha_salida, leg.fecha_llegada],
    ['2026-12-10T01:50:00.000Z', '2026-12-10T14:20:00.000Z'],
  )
})

test('co-terminales: se llega a GRU y se sigue de CGH, con la marca de cambio de aeropuerto', async () => {
  const r = await reservar(
    volar(odo('BOG 2026-12-10T06:00 GRU 2026-12-10T14:00', 'CGH 2026-12-10T18:00 POA 2026-12-10T19:40')),
  )
  const [uno, dos] = r.cuerpo.itinerarios[0].odos[0].segmentos
  assert.deepEqual(
    [uno.conexion, uno.cambio_de_aeropuerto, dos.conexion, dos.cambio_de_aeropuerto],
    [null, false, 240, true],
  )
})

test('un infante que cumple 2 años en el viaje es menor a la vuelta', async () => {
  const r = await reservar({
    itinerarios: [RS_02],
    pasajeros: [{ tipo: 'Adulto' }, { tipo: 'Infante', nacimiento: '2024-12-30' }],
  })
  const ocupaciones = r.cuerpo.itinerarios[0].odos.map(
    (o: { segmentos: { legs: { ocupacion: object }[] }[] }) => o.segmentos[0]?.legs[0]?.ocupacion,
  )
  assert.deepEqual(ocupaciones, [
    { adultos: 1, menores: 0, infantes: 1 },
    { adultos: 1, menores: 1, infantes: 0 },
  ])
})

test('repetir el alta con la misma clave da los mismos bytes y una sola reserva; con otro cuerpo, 422', async () => {
  const encabezados = { 'idempotency-key': 'alta-unica' }
  const cuerpo = reservaNueva()
  const uno = await a.pedir('POST /reservas', { cuerpo, encabezados })
  const otro = await a.pedir('POST /reservas', { cuerpo, encabezados })
  assert.equal(otro.texto, uno.texto)
  assert.equal(otro.encabezados.get('location'), uno.encabezados.get('location'))
  const distinto = await a.pedir('POST /reservas', {
    cuerpo: reservaNueva({ itinerarios: [RS_05] }),
    encabezados,
  })
  esProblema(distinto, 422, 'ClaveReutilizada')
})

describe('la lista', () => {
  const lista = async (consulta: string) => (await a.pedir(`GET /reservas?${consulta}`)).cuerpo
  const ids = (pagina: { elementos: { id: string }[] }) => pagina.elementos.map((r) => r.id)

  test('por cursor no repite ni salta aunque nazcan otras, y un cursor es de su consulta', async () => {
    const cliente = (await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })).cuerpo.id
    const suyas: string[] = []
    for (let n = 0; n < 7; n += 1) suyas.push((await crearReserva(a, { id_cliente: cliente })).id)
    const base = `id_cliente=${cliente}&orden=fecha_creacion:asc&limite=3`
    const vistas: string[] = []
    let cursor: string | null = null
    do {
      const pagina = await lista(cursor ? `${base}&cursor=${encodeURIComponent(cursor)}` : base)
      vistas.push(...ids(pagina))
      if (vistas.length === 3) suyas.push((await crearReserva(a, { id_cliente: cliente })).id)
      cursor = pagina.siguiente
    } while (cursor)
    assert.deepEqual(vistas.toSorted(), suyas.toSorted())
    const { siguiente } = await lista(base)
    const ajeno = await a.pedir(`GET /reservas?limite=3&cursor=${encodeURIComponent(siguiente)}`)
    esProblema(ajeno, 422, 'CursorInvalido')
  })

  test('filtra por estado, cliente, ruta, salida y texto sin tildes', async () => {
    const cliente = (await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })).cuerpo.id
    const suya = { id_cliente: cliente }
    const uno = await crearReserva(a, { ...suya, pasajeros: [{ tipo: 'Adulto', nombre: 'Xóchitl Ñúñez' }] })
    const dos = await crearReserva(a, { ...suya, itinerarios: [RS_02] })
    await actuar(a, dos.id, 'aprobacion')
    await pagar(a, dos.id, `FILTRO-${dos.id}`)
    const con = async (filtro: string) =>
      ids(await lista(`id_cliente=${cliente}&orden=fecha_salida:asc&${filtro}`))
    assert.deepEqual(await con('totales=si'), [uno.id, dos.id])
    assert.deepEqual(await con('estado=Pagada'), [dos.id])
    assert.deepEqual(await con('estado=Pagada&estado=Pendiente'), [uno.id, dos.id])
    assert.deepEqual(await con('origen=bog&destino=mia'), [dos.id])
    assert.deepEqual(await con('salida_desde=2026-12-11'), [dos.id])
    assert.deepEqual(await con('salida_hasta=2026-12-10'), [uno.id])
    assert.deepEqual(await con('q=xochitl%20nunez'), [uno.id])
    assert.deepEqual(await con('q=medellin'), [uno.id])
    assert.deepEqual(await con(`q=FILTRO-${dos.id}`), [dos.id])
    esProblema(await a.pedir('GET /reservas?salida_desde=2026-02-30'), 422, 'FechaInvalida')
  })
})

test('los aeropuertos se buscan por código, ciudad y nombre, sin tildes', async () => {
  const buscar = async (q: string) =>
    (await a.pedir(`GET /aeropuertos?q=${encodeURIComponent(q)}&limite=3`)).cuerpo.elementos
  assert.deepEqual(await buscar('bogota'), [
    {
      codigo: 'BOG',
      nombre: 'El Dorado International Airport',
      ciudad: 'Bogotá',
      codigo_ciudad: 'BOG',
      pais: 'CO',
      zona: 'America/Bogota',
    },
  ])
  assert.ok((await buscar('SAO')).some((x: { codigo: string }) => x.codigo === 'GRU'))
  assert.deepEqual(await buscar('no hay tal cosa'), [])
  esProblema(await a.pedir('GET /aeropuertos'), 422, 'PeticionInvalida')
})

test('la reserva queda en la bitácora con quién la hizo, y en la cadena de auditoría', async () => {
  const { id } = await crearReserva(a, { itinerarios: [RS_01] })
  const { cuerpo } = await a.pedir('GET /bitacora/eventos-reserva?desde=0&limite=500')
  const [suyo] = cuerpo.mensajes.filter((m: { subject: string }) => m.subject === id)
  assert.deepEqual([suyo.type, suyo.actor, suyo.datos.id_reserva], ['ReservaCreada', 'local', id])
  const cadena = await esperarQue('la cadena la alcanza', async () => {
    const { topicos } = (await a.pedir('GET /auditoria/verificacion')).cuerpo
    const [tramo] = topicos.filter((t: { topico: string }) => t.topico === 'eventos-reserva')
    return tramo.posicion >= suyo.sequence ? tramo : null
  })
  assert.equal(cadena.falla, null)
})

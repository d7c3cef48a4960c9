import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  ReservaAprobada,
  ReservaCancelada,
  ReservaCreada,
  ReservaPagada,
} from '#modulos/vuelos/infraestructura/schema/v1/eventos.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import type { Origen } from '#seedwork/aplicacion/contexto.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import { abrirBanco, alta, mensaje, type Persona, persona, resumen, todas } from './notificaciones-apoyo.ts'

const CREADA = Date.parse('2026-12-01T17:00:00Z')
const EXPIRA = Date.parse('2026-12-04T17:00:00Z')

let ahora = CREADA
const negocio = { ahora: () => Temporal.Instant.fromEpochMilliseconds(ahora) }
let banco: Awaited<ReturnType<typeof abrirBanco>>
before(async () => {
  banco = await abrirBanco({ negocio })
})
after(() => banco[Symbol.asyncDispose]())

const lugar = (codigo: string, ciudad: string, zona: string) => ({
  codigo,
  nombre: codigo,
  ciudad,
  pais: 'CO',
  zona,
})
const ITINERARIOS = [
  {
    tipo: 'Solo ida',
    odos: [
      {
        segmentos: [
          {
            legs: [
              {
                origen: lugar('BOG', 'Bogotá', 'America/Bogota'),
                destino: lugar('MAD', 'Madrid', 'Europe/Madrid'),
                ...{ salida: 1_797_000_000_000n, llegada: 1_797_035_000_000n },
                ...{ salida_local: '2027-02-12T22:30:00', llegada_local: '2027-02-13T14:20:00' },
              },
            ],
          },
        ],
      },
    ],
  },
]
const PRECIO = { monto: '3950000', moneda: 'COP' }

/** Los eventos de una reserva, en el orden en que los deja su vida. */
const reserva = (cliente: Persona | null, origen: Origen = 'api') => {
  const id = randomUUID()
  const comunes = { id_reserva: id, id_cliente: cliente?.id ?? '', itinerarios: ITINERARIOS }
  const con = (evento: EventoIntegracion, version: number, ocurridoEn = CREADA) =>
    mensaje(evento, { clave: id, version, origen, ocurridoEn })
  return {
    id,
    creada: () =>
      con(
        ReservaCreada.crear({
          ...{ ...comunes, estado: 'Pendiente', fecha_creacion: BigInt(CREADA), expira_en: BigInt(EXPIRA) },
          ...{ pasajeros: [], precio: PRECIO, catalogo: '2026-11' },
        }),
        1,
      ),
    aprobada: () => con(ReservaAprobada.crear({ ...comunes, precio: PRECIO, expira_en: BigInt(EXPIRA) }), 2),
    pagada: () => con(ReservaPagada.crear({ ...comunes, precio: PRECIO, referencia: 'PSE-9' }), 3),
    cancelada: (motivo: string, reembolso: typeof PRECIO | null) =>
      con(ReservaCancelada.crear({ ...comunes, motivo, estado_antes: 'Pagada', reembolso }), 4),
  }
}

test('el cliente sabe que su reserva se aprobó, se pagó y se canceló, con los vuelos en hora local', async () => {
  const cliente = persona('Mariana Ríos Cano', 'mariana-reserva@cliente.example')
  const r = reserva(cliente)
  banco.fuente.escribir([
    alta(cliente),
    r.creada(),
    r.aprobada(),
    r.pagada(),
    r.cancelada('se enfermó', PRECIO),
  ])
  const halladas = await banco.cuando('tres enviadas', r.id, (n) => n.length === 3 && todas('enviada')(n))
  assert.deepEqual(
    resumen(halladas),
    ['ReservaAprobada', 'ReservaCancelada', 'ReservaPagada'].map(
      (tipo) => `${tipo} mariana-reserva@cliente.example es enviada`,
    ),
  )
  const aprobada = halladas.find((n) => n.tipo === 'ReservaAprobada')
  assert.deepEqual([aprobada?.id_reserva, aprobada?.id_contrato], [r.id, null])
  assert.equal(aprobada?.asunto, 'Reserva aprobada: BOG–MAD')
  const { texto } = await banco.entera(aprobada?.id ?? '')
  assert.match(texto ?? '', /Bogotá \(BOG\), .*12.*22:30 → Madrid \(MAD\), .*13.*14:20/)
  assert.match(texto ?? '', /COP 3\.950\.000/)
  assert.match(texto ?? '', new RegExp(`https://alpes\\.example/reservas/${r.id}`))
  const cancelada = halladas.find((n) => n.tipo === 'ReservaCancelada')
  const entera = await banco.entera(cancelada?.id ?? '')
  assert.match(entera.texto ?? '', /Le devolveremos COP 3\.950\.000/)
  assert.match(entera.texto ?? '', /Motivo: se enfermó/)
})

test('el mismo evento dos veces es un solo correo', async () => {
  const cliente = persona('Dos Veces', 'dos-veces@cliente.example', 'en')
  const r = reserva(cliente)
  const otra = reserva(cliente)
  banco.fuente.escribir([alta(cliente), r.creada(), r.aprobada(), r.aprobada(), otra.creada(), otra.pagada()])
  await banco.cuando('se leyó lo último', otra.id, todas('enviada'))
  const halladas = await banco.cuando('enviada', r.id, todas('enviada'))
  assert.deepEqual(resumen(halladas), ['ReservaAprobada dos-veces@cliente.example en enviada'])
  assert.equal(halladas[0]?.asunto, 'Booking approved: BOG–MAD')
})

test('el aviso espera a que se conozca a su cliente', async () => {
  const cliente = persona('Llega Tarde', 'tarde@cliente.example')
  const r = reserva(cliente)
  banco.fuente.escribir([r.creada(), r.pagada()])
  await banco.cuando('espera', r.id, (n) => n[0]?.motivo?.includes('espera datos') ?? false)
  banco.fuente.escribir([alta(cliente)])
  assert.deepEqual(resumen(await banco.cuando('sale', r.id, todas('enviada'))), [
    'ReservaPagada tarde@cliente.example es enviada',
  ])
})

test('de una reserva de la demo no se le escribe a nadie; de una sin cliente, no hay a quién', async () => {
  const cliente = persona('Demo', 'demo-reserva@cliente.example')
  const [demo, suelta, testigo] = [reserva(cliente, 'demo'), reserva(null), reserva(cliente)]
  banco.fuente.escribir([alta(cliente), demo.creada(), demo.aprobada(), suelta.creada(), suelta.aprobada()])
  banco.fuente.escribir([testigo.creada(), testigo.pagada()])
  await banco.cuando('se leyó lo último', testigo.id, todas('enviada'))
  assert.deepEqual(
    (await banco.listar(`&id_contrato=${demo.id}`)).map((n) => n.estado),
    ['omitida'],
  )
  assert.deepEqual(await banco.listar(`&id_contrato=${suelta.id}`), [])
})

test('doce horas antes de expirar se recuerda una vez; de la pagada, no', async () => {
  const cliente = persona('Sin Pagar', 'sin-pagar@cliente.example')
  const [debe, pago] = [reserva(cliente), reserva(cliente)]
  banco.fuente.escribir([alta(cliente), debe.creada(), pago.creada(), pago.pagada()])
  await banco.cuando('se leyó', pago.id, todas('enviada'))
  const agenda = async (id: string) =>
    (await banco.pool.query(`select estado from programados where clave = $1`, [`ReservaPorExpirar:${id}`]))
      .rows[0]?.estado
  await esperarQue('se apunta', async () => (await agenda(debe.id)) === 'pendiente')
  assert.equal(await agenda(pago.id), 'cancelado')
  // Las 05:00 en Bogotá: se da, y sale desde las 08:00.
  ahora = EXPIRA - 12 * 3_600_000
  const halladas = await banco.cuando('se recuerda', debe.id, (n) => n.length === 1)
  assert.equal(halladas[0]?.tipo, 'ReservaPorExpirar')
  await esperarQue('se cumple', async () => (await agenda(debe.id)) === 'disparado')
  const { texto } = await banco.entera(halladas[0]?.id ?? '')
  assert.match(texto ?? '', /Si no se paga antes del .*4 .*12:00 \(America\/Bogota\)/)
  ahora = CREADA
})

import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type pg from 'pg'
import { esquemasDeComandos, firma } from '#pruebas/apoyo/nats-socio.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import { sinRegistro } from '../registro.ts'
import { crearBandeja, Rechazado } from './bandeja.ts'

const clave = randomUUID()
const firmar = (): Mensaje => ({
  ...{ id: randomUUIDv7(), topico: 'comandos-contrato', tipo: 'FirmarContrato', clave, posicion: 0 },
  ...{ contenido: firma(clave, randomUUID(), ''), servicio: 'socio', versionAgregado: 0, versionEsquema: 1 },
  ...{ actor: 'socio', origen: 'externo', correlacion: '', causacion: null, traceparent: null },
  ...{ ocurridoEn: 0, guardadoEn: 0 },
})

/** Una bandeja que nunca vio nada; `encolados`, lo que dejó entrar. */
const abrir = (autorizar: (tipo: string) => void) => {
  const encolados: string[] = []
  const bandeja = crearBandeja({
    ...{ suscripcion: 'entrada', principal: 'socio', esquemas: esquemasDeComandos, registro: sinRegistro },
    ...{ reloj: { ahora: () => Temporal.Instant.from('2026-12-01T17:00:00Z') }, autorizar },
    pool: { query: async () => ({ rows: [] }) } as unknown as pg.Pool,
    async encolar(_, { evento }) {
      encolados.push(evento.tipo)
      return { resultado: null, posiciones: [], repetido: false }
    },
  })
  return { bandeja, encolados }
}

test('entra lo que la política deja dar a quien manda de fuera', async () => {
  const preguntados: string[] = []
  const { bandeja, encolados } = abrir((tipo) => preguntados.push(tipo))
  assert.equal(await bandeja.recibir(firmar()), 'aceptado')
  assert.deepEqual([preguntados, encolados], [['FirmarContrato'], ['FirmarContrato']])
})

test('lo que la política no le deja no se encola: se rechaza para siempre', async () => {
  const { bandeja, encolados } = abrir(() => {
    throw new ErrorDominio('NoAutorizado', 'no alcanza')
  })
  await assert.rejects(bandeja.recibir(firmar()), new Rechazado('no alcanza'))
  assert.deepEqual(encolados, [])
})

test('un sobre que dice otra versión que su contenido no entra', async () => {
  const { bandeja, encolados } = abrir(() => {})
  await assert.rejects(
    bandeja.recibir({ ...firmar(), versionEsquema: 2 }),
    new Rechazado('el sobre dice FirmarContrato v2 y el contenido es de la v1'),
  )
  assert.deepEqual(encolados, [])
})

test('que la política falle no es culpa del mensaje: sube tal cual', async () => {
  const { bandeja } = abrir(() => {
    throw new TypeError('defecto')
  })
  await assert.rejects(bandeja.recibir(firmar()), TypeError)
})

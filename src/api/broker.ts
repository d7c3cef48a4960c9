import type pg from 'pg'
import { abrirBrokerDistribuido, type Broker } from '#arranque/broker.ts'
import type { Config } from '#config/config.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Registro as Esquemas } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import { crearBandeja } from '#seedwork/infraestructura/suscripciones/bandeja.ts'
import type { ConsumidorBroker } from '#seedwork/infraestructura/suscripciones/consumidor-broker.ts'
import { type Publicados, vigilarPublicador } from '#seedwork/infraestructura/trazas/publicador.ts'
import type { Motor } from '#seedwork/infraestructura/uow/motor.ts'
import { autorizarComando } from './politicas.ts'
import type { LectorVigilado } from './salud.ts'
import { TOPICOS_EVENTOS } from './topicos.ts'

const TOPICOS_COMANDOS = ['comandos-contrato', 'comandos-reserva'] as const
const CANALES = { eventos: TOPICOS_EVENTOS, comandos: TOPICOS_COMANDOS } as const

/** Lo que puede quien manda por el broker: gestionar, como la oficina (`docs/adr/0017`). */
const DE_FUERA = { roles: ['gestor'] } as const

/** Nombres de las suscripciones: identidades de su cursor y de su bandeja. */
export const RELEVO = 'relevo'
const ENTRADA = 'entrada'

type Partes = Readonly<{
  pool: pg.Pool
  latido: pg.Pool
  fuente: Fuente
  esquemas: Esquemas
  motor: Motor
  registro: Registro
  reloj: Reloj
  tropiezo: Tropiezo
  trazas: Trazas
  /** Lo publicado, para quien mira. */
  publicados: Publicados
}>

/**
 * Que el broker no conteste no deja sin servicio a la API: los comandos van a la bitácora y lo publicado
 * espera. Por eso quien está en pausa, insistiendo, cuenta como vivo.
 */
const insistente = (nombre: string, estado: LectorVigilado['estado']): LectorVigilado => ({
  nombre,
  estado() {
    const suyo = estado()
    return suyo.situacion === 'pausada' ? { ...suyo, sinVuelta: 0 } : suyo
  },
})

const ponerRelevo = (p: Partes, broker: Broker, pila: AsyncDisposableStack): LectorVigilado => {
  const { pool, latido, fuente, registro, tropiezo, esquemas } = p
  const suyo = broker.publicador(CANALES, esquemas.espacioDe)
  const publicador = vigilarPublicador(suyo, p.trazas, p.publicados)
  const relevo = pila.use(
    abrirRelevo({
      ...{ pool, latido, fuente, registro, tropiezo, publicador },
      ...{ nombre: RELEVO, topicos: TOPICOS_EVENTOS },
      // Volver tras una caída no tiene por qué esperar medio minuto; y un atraso largo se drena en lotes grandes.
      ...{ pausa: { base: 200, tope: 5_000 }, lote: 2_000 },
    }),
  )
  return insistente(RELEVO, relevo.estado)
}

const ponerEntrada = (p: Partes, broker: Broker, pila: AsyncDisposableStack): LectorVigilado => {
  const { pool, esquemas, registro, reloj, motor, tropiezo } = p
  const { principal } = broker
  const { encolar } = motor
  const bandeja = crearBandeja({
    ...{ suscripcion: ENTRADA, pool, esquemas, registro, reloj, principal, encolar },
    autorizar: (tipo) => autorizarComando(DE_FUERA, tipo),
  })
  const entrada = pila.use(broker.entrada(CANALES, { bandeja, registro, tropiezo }))
  return insistente(ENTRADA, () => {
    const { sinVuelta, motivo } = entrada.estado()
    return { situacion: motivo === null ? 'activa' : 'pausada', motivo, sinVuelta, retenidas: 0, topicos: [] }
  })
}

/** El broker visto por quien opera; sin broker no hay. */
export type BrokerVisto = Readonly<{
  clase: 'nats' | 'kafka'
  consumidores(): Promise<readonly ConsumidorBroker[]>
}>

/**
 * Lo que esta API hace con un broker: el rol `relevo` publica en él los eventos, y el rol `consumidores`
 * toma de él los comandos de fuera. Con `BROKER=bitacora`, nada. `visto`: para enseñarlo, tenga el rol que tenga.
 */
export const abrirBroker = (
  { brokerUrl, roles }: Pick<Config, 'brokerUrl' | 'roles'>,
  p: Partes,
  pila: AsyncDisposableStack,
): Readonly<{ lectores: LectorVigilado[]; visto: BrokerVisto | null }> => {
  if (brokerUrl === undefined) return { lectores: [], visto: null }
  const url = brokerUrl.revelar()
  const broker = abrirBrokerDistribuido({ url, nombre: 'alpes api', registro: p.registro }, pila)
  return {
    lectores: [
      ...(roles.includes('relevo') ? [ponerRelevo(p, broker, pila)] : []),
      ...(roles.includes('consumidores') ? [ponerEntrada(p, broker, pila)] : []),
    ],
    visto: {
      clase: url.startsWith('kafka:') ? 'kafka' : 'nats',
      consumidores: () => broker.consumidores(CANALES),
    },
  }
}

import type pg from 'pg'
import type { Config } from '#config/config.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import type { Registro as Esquemas } from '#seedwork/infraestructura/esquemas/registro.ts'
import { leerAjustesNats } from '#seedwork/infraestructura/nats/ajustes.ts'
import { abrirConexionNats, type ConexionNats } from '#seedwork/infraestructura/nats/conexion.ts'
import { abrirEntradaNats } from '#seedwork/infraestructura/nats/entrada.ts'
import { abrirPublicadorNats } from '#seedwork/infraestructura/nats/publicador.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirRelevo } from '#seedwork/infraestructura/relevo.ts'
import { crearBandeja } from '#seedwork/infraestructura/suscripciones/bandeja.ts'
import { type Publicados, vigilarPublicador } from '#seedwork/infraestructura/trazas/publicador.ts'
import type { Motor } from '#seedwork/infraestructura/uow/motor.ts'
import { autorizarComando } from './politicas.ts'
import type { LectorVigilado } from './salud.ts'
import { TOPICOS_EVENTOS } from './topicos.ts'

const TOPICOS_COMANDOS = ['comandos-contrato', 'comandos-reserva'] as const
const ASUNTOS = [...TOPICOS_EVENTOS, ...TOPICOS_COMANDOS]

/** Lo que puede quien manda por el broker: gestionar, como la oficina (`docs/adr/0017`). */
const DE_FUERA = { roles: ['gestor'] } as const

/** Nombres de las suscripciones: identidades de su cursor y de su bandeja. */
const RELEVO = 'relevo'
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

const ponerRelevo = (p: Partes, conexion: ConexionNats, pila: AsyncDisposableStack): LectorVigilado => {
  const { pool, latido, fuente, registro, tropiezo, esquemas } = p
  const nats = abrirPublicadorNats({ conexion, asuntos: ASUNTOS, espacioDe: esquemas.espacioDe })
  const publicador = vigilarPublicador(nats, p.trazas, p.publicados)
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

const ponerEntrada = (p: Partes, conexion: ConexionNats, pila: AsyncDisposableStack): LectorVigilado => {
  const { pool, esquemas, registro, reloj, motor, tropiezo } = p
  const { principal } = conexion.ajustes
  const { encolar } = motor
  const bandeja = crearBandeja({
    ...{ suscripcion: ENTRADA, pool, esquemas, registro, reloj, principal, encolar },
    autorizar: (tipo) => autorizarComando(DE_FUERA, tipo),
  })
  const partes = { conexion, asuntos: ASUNTOS, topicos: TOPICOS_COMANDOS, bandeja, registro, tropiezo }
  const entrada = pila.use(abrirEntradaNats(partes))
  return insistente(ENTRADA, () => {
    const { sinVuelta, motivo } = entrada.estado()
    return { situacion: motivo === null ? 'activa' : 'pausada', motivo, sinVuelta, retenidas: 0, topicos: [] }
  })
}

/**
 * Lo que esta API hace con un broker: el rol `relevo` publica en él los eventos, y el rol `consumidores`
 * toma de él los comandos de fuera. Con `BROKER=bitacora`, nada.
 */
export const abrirBroker = (
  { brokerUrl, roles }: Pick<Config, 'brokerUrl' | 'roles'>,
  p: Partes,
  pila: AsyncDisposableStack,
): LectorVigilado[] => {
  if (brokerUrl === undefined) return []
  const conexion = pila.use(
    abrirConexionNats({
      ...{ ajustes: leerAjustesNats(brokerUrl.revelar()), nombre: 'alpes api', registro: p.registro },
    }),
  )
  return [
    ...(roles.includes('relevo') ? [ponerRelevo(p, conexion, pila)] : []),
    ...(roles.includes('consumidores') ? [ponerEntrada(p, conexion, pila)] : []),
  ]
}

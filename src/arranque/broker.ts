import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { leerAjustesKafka } from '#seedwork/infraestructura/kafka/ajustes.ts'
import { abrirConexionKafka } from '#seedwork/infraestructura/kafka/conexion.ts'
import { abrirEntradaKafka, consumidoresKafka } from '#seedwork/infraestructura/kafka/entrada.ts'
import { abrirFuenteKafka } from '#seedwork/infraestructura/kafka/fuente.ts'
import { abrirPublicadorKafka } from '#seedwork/infraestructura/kafka/publicador.ts'
import { leerAjustesNats } from '#seedwork/infraestructura/nats/ajustes.ts'
import { abrirConexionNats } from '#seedwork/infraestructura/nats/conexion.ts'
import { consumidoresNats } from '#seedwork/infraestructura/nats/consumidores.ts'
import { abrirEntradaNats } from '#seedwork/infraestructura/nats/entrada.ts'
import { abrirFuenteNats } from '#seedwork/infraestructura/nats/fuente.ts'
import { abrirPublicadorNats } from '#seedwork/infraestructura/nats/publicador.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { PublicadorConMemoria } from '#seedwork/infraestructura/relevo.ts'
import type { ConsumidorBroker } from '#seedwork/infraestructura/suscripciones/consumidor-broker.ts'
import type { Entrada, OpcionesEntrada } from '#seedwork/infraestructura/suscripciones/entrada.ts'

/** Tópicos que salen por el broker y tópicos por los que entra lo de fuera. */
export type Canales = Readonly<{ eventos: readonly string[]; comandos: readonly string[] }>

/** Un broker distribuido, sea cual sea. */
export type Broker = Readonly<{
  /** En nombre de quién entran los comandos de fuera. */
  principal: string
  publicador(canales: Canales, espacioDe: (topico: string) => string | undefined): PublicadorConMemoria
  entrada(canales: Canales, o: Omit<OpcionesEntrada, 'topicos'>): Entrada
  fuente(respaldo: Fuente): Fuente & AsyncDisposable
  /** Quién lo lee de los nuestros y de los ajenos, y cuánto le falta. Falla con `DependenciaCaida`. */
  consumidores(canales: Canales): Promise<readonly ConsumidorBroker[]>
}>

type Partes = Readonly<{ url: string; nombre: string; registro: Registro }>

const asuntosDe = ({ eventos, comandos }: Canales): string[] => [...eventos, ...comandos]

const abrirNats = ({ url, nombre, registro }: Partes, pila: AsyncDisposableStack): Broker => {
  const conexion = pila.use(abrirConexionNats({ ajustes: leerAjustesNats(url), nombre, registro }))
  return {
    principal: conexion.ajustes.principal,
    publicador: (canales, espacioDe) =>
      abrirPublicadorNats({ conexion, asuntos: asuntosDe(canales), espacioDe }),
    entrada: (canales, o) =>
      abrirEntradaNats({ ...o, conexion, asuntos: asuntosDe(canales), topicos: canales.comandos }),
    fuente: (respaldo) => abrirFuenteNats({ conexion, respaldo, registro }),
    consumidores: () => consumidoresNats(conexion),
  }
}

const abrirKafka = ({ url, nombre, registro }: Partes, pila: AsyncDisposableStack): Broker => {
  const conexion = pila.use(abrirConexionKafka({ ajustes: leerAjustesKafka(url), nombre }))
  return {
    principal: conexion.ajustes.principal,
    publicador: ({ eventos }, espacioDe) => abrirPublicadorKafka({ conexion, topicos: eventos, espacioDe }),
    entrada: ({ comandos }, o) => abrirEntradaKafka({ ...o, conexion, topicos: comandos }),
    fuente: (respaldo) => abrirFuenteKafka({ conexion, respaldo, registro }),
    consumidores: ({ comandos }) => consumidoresKafka(conexion, comandos),
  }
}

/**
 * Prepara el broker que nombra `BROKER` (`nats://` o `kafka://`), sin esperar a que conteste.
 * @throws {ErrorArranque} si la URL no se entiende o falta un archivo que nombra.
 */
export const abrirBrokerDistribuido = (partes: Partes, pila: AsyncDisposableStack): Broker =>
  partes.url.startsWith('kafka:') ? abrirKafka(partes, pila) : abrirNats(partes, pila)

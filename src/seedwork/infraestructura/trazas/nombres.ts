import type { Atributos } from '../../aplicacion/trazas.ts'

/**
 * Con qué nombre sale cada atributo. Los de mensajería aún están en desarrollo en las convenciones de
 * OpenTelemetry: cambian aquí y en ningún otro sitio.
 */
export const NOMBRES: Readonly<Record<keyof Atributos, string>> = {
  metodo: 'http.request.method',
  ruta: 'http.route',
  estado: 'http.response.status_code',
  comando: 'alpes.comando',
  topico: 'messaging.destination.name',
  posicion: 'alpes.posicion',
  mensaje: 'alpes.mensaje.tipo',
  idMensaje: 'messaging.message.id',
  suscripcion: 'messaging.consumer.group.name',
  cuantos: 'messaging.batch.message_count',
  intento: 'alpes.intento',
  conexiones: 'alpes.conexiones',
}

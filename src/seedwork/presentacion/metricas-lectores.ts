import { Gauge, type Registry } from '@prometheus-io/client'
import type { EstadoSuscripcion } from '../infraestructura/suscripciones/suscriptor.ts'
import { estaVivo } from '../infraestructura/suscripciones/vida.ts'
import type { FilaSuscripcion } from '../infraestructura/suscripciones/vista.ts'
import { fotografiar } from './metricas.ts'

/** Un lector de este proceso. */
type Lector = Readonly<{ nombre: string; estado(): EstadoSuscripcion }>

/** Los lectores de este proceso, y las suscripciones de su base, las lea quien las lea. */
export type Lectores = Readonly<{
  lectores: readonly Lector[]
  listar: () => Promise<readonly FilaSuscripcion[]>
}>

type PorTopico = readonly [nombre: string, ayuda: string, valor: (f: FilaSuscripcion) => number | null]

const POR_TOPICO: readonly PorTopico[] = [
  [
    'alpes_lector_atraso',
    'Mensajes entre el cursor de una suscripción y la cabeza de su tópico',
    (f) => f.atraso,
  ],
  [
    'alpes_lector_pendiente_segundos',
    'Edad del mensaje más antiguo que una suscripción no ha aplicado; 0 al día',
    (f) => f.edad_pendiente,
  ],
  [
    'alpes_lector_sin_dueno',
    '1 si nadie tiene arrendado el cursor: la suscripción no la lee ningún proceso',
    (f) => (f.estado === 'sin-dueno' ? 1 : 0),
  ],
  ['alpes_apartados', 'Mensajes apartados sin cerrar', (f) => f.apartados],
  ['alpes_lector_caidas', 'Veces seguidas que un lector murió sin mover el cursor', (f) => f.caidas],
]

const vigilarFilas = (registers: Registry[], { listar }: Lectores): void => {
  const foto = fotografiar(listar)
  for (const [name, help, valor] of POR_TOPICO)
    new Gauge({
      ...{ name, help, registers, labelNames: ['suscripcion', 'topico'] },
      async collect() {
        // Sin base no hay cuenta que dar, y una vieja engañaría: mejor que falte.
        this.reset()
        for (const fila of (await foto()) ?? []) {
          const cuanto = valor(fila)
          if (cuanto !== null) this.set({ suscripcion: fila.suscripcion, topico: fila.topico }, cuanto)
        }
      },
    })
}

/** Vigila los lectores: atraso, edad de lo pendiente, apartados y si están vivos. */
export const vigilarLectores = (registers: Registry[], vigilados: Lectores): void => {
  vigilarFilas(registers, vigilados)
  const propios = (name: string, help: string, valor: (e: EstadoSuscripcion) => number) =>
    new Gauge({
      ...{ name, help, registers, labelNames: ['suscripcion'] },
      collect() {
        for (const { nombre, estado } of vigilados.lectores)
          this.set({ suscripcion: nombre }, valor(estado()))
      },
    })
  propios(
    'alpes_lector_sin_vuelta_segundos',
    'Segundos desde que un lector de este proceso dio su última vuelta entera',
    (e) => e.sinVuelta / 1_000,
  )
  propios('alpes_lector_vivo', '0 si un lector de este proceso está muerto o detenido', (e) =>
    estaVivo(e) ? 1 : 0,
  )
}

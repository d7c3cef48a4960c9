import { definirMensaje, type EventoDe } from './definicion.ts'

const topico = 'resultados-comando'
const namespace = 'co.alpes.comandos'

export const ComandoEjecutado = definirMensaje({
  topico,
  tipo: 'ComandoEjecutado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ComandoEjecutado',
    namespace,
    doc: 'Un comando asíncrono se cumplió; está en la misma transacción que su efecto.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del comando.' },
      { name: 'tipo', type: 'string', doc: 'Nombre del comando, p. ej. FirmarContrato.' },
      { name: 'recurso', type: ['null', 'string'], default: null, doc: 'Id del agregado.' },
      {
        name: 'posiciones',
        doc: 'Lo que dejó en la bitácora: vale para Alpes-Esperar.',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'Posicion',
            namespace,
            fields: [
              { name: 'topico', type: 'string' },
              { name: 'posicion', type: 'long' },
            ],
          },
        },
        default: [],
      },
    ],
  },
})

export const ComandoRechazado = definirMensaje({
  topico,
  tipo: 'ComandoRechazado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ComandoRechazado',
    namespace,
    doc: 'Un comando asíncrono incumple una regla: no tuvo ningún efecto.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del comando.' },
      { name: 'tipo', type: 'string', doc: 'Nombre del comando, p. ej. FirmarContrato.' },
      { name: 'codigo', type: 'string', doc: 'Código del catálogo de errores.' },
      { name: 'detalle', type: 'string' },
    ],
  },
})

export const RESULTADOS_COMANDO = [ComandoEjecutado, ComandoRechazado] as const

/** Todo lo que un consumidor puede recibir en `resultados-comando`. */
export type ResultadoComandoV1 = EventoDe<(typeof RESULTADOS_COMANDO)[number]>

import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'

const topico = 'actos-operacion'
const namespace = 'co.alpes.operacion'

export const ActoDeOperador = definirMensaje({
  topico,
  tipo: 'ActoDeOperador',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ActoDeOperador',
    namespace,
    doc: 'Quien opera hizo algo con el sistema y dijo por qué; quién y cuándo van en el sobre.',
    fields: [
      { name: 'acto', type: 'string', doc: 'Nombre de la operación, p. ej. ReintentarApartado.' },
      { name: 'sobre', type: 'string', doc: 'Sobre qué: el id de un apartado, el nombre de una proyección…' },
      { name: 'motivo', type: 'string', doc: 'Por qué.' },
      {
        name: 'detalle',
        type: { type: 'map', values: 'string' },
        default: {},
        doc: 'Lo que hace falta para entenderlo sin ir a buscarlo: nunca el contenido de un mensaje.',
      },
    ],
  },
})

export const ACTOS_OPERACION = [ActoDeOperador] as const

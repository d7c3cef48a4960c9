import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { etiqueta, GESTIONAN, type Partes, uno } from './contratos-comun.ts'
import { Terminacion } from './contratos-esquemas.ts'
import { PorId } from './esquemas.ts'
import { responder } from './ordenes.ts'
import { ruta } from './rutas.ts'

const terminacion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/terminacion',
    ruta({
      resumen: 'Termina un contrato antes de su fin; el inmueble queda libre desde el día siguiente',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      entrada: { params: PorId, body: Terminacion },
      exitos: { 200: uno },
      problemas: [
        'ContratoNoEncontrado',
        'TransicionInvalida',
        'PeriodoInvalido',
        'FechaInvalida',
        'MontoInvalido',
        'PrecisionExcedida',
        'MonedaNoSoportada',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'TerminarAnticipadamente', id, ...peticion.body } as const
      const manejador = contratos.comandos.TerminarAnticipadamente
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id })
      return responder(respuesta, desenlace, { estado: 200 })
    },
  )
}

/** Lo que le pasa a un contrato ya firmado. */
export const montarVida = (app: Aplicacion, partes: Partes): void => {
  terminacion(app, partes)
}

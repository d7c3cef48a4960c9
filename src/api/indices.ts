import { idDeIpc } from '#modulos/contratos/modulo.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import type { Partes } from './contratos-comun.ts'
import { CifraIpc, Indice, Indices, PorAnio } from './contratos-esquemas.ts'
import { responder } from './ordenes.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

const etiqueta = 'índices'

/** Las variaciones anuales con que crecen los cánones. */
export const montarIndices = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.get(
    '/indices',
    ruta({
      operacion: 'ListarIndices',
      resumen: 'Variaciones anuales publicadas, de la más reciente a la más antigua',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.ListarIndices,
      entrada: {},
      exitos: { 200: { descripcion: 'Las variaciones', esquema: Indices } },
    }),
    async () => ({
      elementos: await contratos.queries.ListarIndices({ tipo: 'ListarIndices' }),
      siguiente: null,
    }),
  )
  app.put(
    '/indices/ipc/:anio',
    ruta({
      operacion: 'PublicarIpc',
      resumen: 'Publica, o corrige, la variación del IPC de un año; lo ya aplicado no se recalcula',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.PublicarIpc,
      clase: 'comando',
      entrada: { params: PorAnio, body: CifraIpc },
      exitos: { 200: { descripcion: 'La variación', esquema: Indice } },
    }),
    async (peticion, respuesta) => {
      const anio = Number(peticion.params.anio)
      const comando = { tipo: 'PublicarIpc', anio, puntosBasicos: peticion.body.puntos_basicos } as const
      const manejador = contratos.comandos.PublicarIpc
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: idDeIpc(anio) })
      return responder(respuesta, desenlace, { estado: 200 })
    },
  )
}

import Type from 'typebox'
import type { abrirVuelos } from '#modulos/vuelos/modulo.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { listaEntera, objeto, ref, texto } from './esquemas.ts'
import { POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

const Consulta = objeto({
  q: texto(100, { description: 'Código, ciudad o nombre; sin tildes da igual', examples: ['bogota'] }),
  limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 25 })),
})

type Partes = Readonly<{ vuelos: Pick<ReturnType<typeof abrirVuelos>, 'queries'> }>

/** La búsqueda de aeropuertos, para escoger origen y destino. */
export const montarAeropuertos = (app: Aplicacion, { vuelos: { queries } }: Partes): void => {
  app.get(
    '/aeropuertos',
    ruta({
      operacion: 'BuscarAeropuertos',
      resumen: 'Busca aeropuertos; lo más parecido va primero',
      etiqueta: 'reservas',
      politica: POLITICA_DE_CONSULTAS.BuscarAeropuertos,
      entrada: { querystring: Consulta },
      exitos: {
        200: {
          descripcion: 'Los hallados',
          esquema: listaEntera(ref('Lugar')),
        },
      },
    }),
    async ({ query: { q, limite = 25 } }) => ({
      elementos: await queries.BuscarAeropuertos({ tipo: 'BuscarAeropuertos', q, limite }),
      siguiente: null,
    }),
  )
}

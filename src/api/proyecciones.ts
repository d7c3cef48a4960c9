import Type from 'typebox'
import type { Proyecciones } from '#seedwork/infraestructura/proyecciones/proyecciones.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { ActoSimple } from './apartados.ts'
import { Instante, nulo, objeto } from './esquemas.ts'
import { apuntarActo } from './operador/apuntes.ts'
import { ruta } from './rutas.ts'

const OPERAN = ['operador'] as const
const etiqueta = 'operación'
const cadena = Type.String()
const entero = Type.Integer()

const Avance = objeto({
  generacion: entero,
  version: entero,
  motivo: cadena,
  actor: cadena,
  iniciada_en: Instante,
  aplicados: entero,
  total: entero,
  apartados: entero,
})

const Listado = objeto({
  elementos: Type.Array(
    objeto({
      nombre: cadena,
      version: entero,
      topicos: Type.Array(cadena),
      viva: nulo(Avance),
      reconstruccion: nulo(Avance),
    }),
  ),
})

const PorNombre = objeto({ nombre: Type.String({ pattern: '^[a-z]{1,40}$' }) })

const listado = (app: Aplicacion, proyecciones: Proyecciones): void => {
  app.get(
    '/proyecciones',
    ruta({
      operacion: 'ListarProyecciones',
      resumen: 'Proyecciones: la generación que se lee y la que se construye, con su avance',
      etiqueta,
      politica: OPERAN,
      entrada: {},
      exitos: { 200: { descripcion: 'Una fila por proyección', esquema: Listado } },
    }),
    async () => ({ elementos: await proyecciones.listar() }),
  )
}

const reconstruccion = (app: Aplicacion, proyecciones: Proyecciones): void => {
  app.post(
    '/proyecciones/:nombre/reconstruccion',
    ruta({
      operacion: 'ReconstruirProyeccion',
      resumen: 'Rehace una proyección desde el principio, al lado de la viva, y la cambia al alcanzarla',
      etiqueta,
      politica: OPERAN,
      entrada: { params: PorNombre, body: ActoSimple },
      exitos: {
        202: {
          descripcion: 'Empezó; su avance, en `GET /proyecciones`',
          esquema: objeto({ nombre: cadena, generacion: entero }),
        },
      },
      problemas: ['ProyeccionNoEncontrada', 'ReconstruccionEnCurso', 'ReconstruccionImposible'],
      costosa: true,
    }),
    async ({ params: { nombre }, body: { motivo }, principal }, respuesta) => {
      const actor = principal?.nombre ?? ''
      const hecho = await proyecciones.reconstruir(nombre, {
        ...{ motivo, actor },
        apuntar: (tx, generacion) =>
          apuntarActo(tx, {
            ...{ acto: 'ReconstruirProyeccion', sobre: nombre, motivo, actor },
            detalle: { generacion: String(generacion) },
          }),
      })
      return respuesta.status(202).header('location', '/proyecciones').send(hecho)
    },
  )
}

/** Las proyecciones, con su avance, y cómo rehacer una al lado de la que se lee. */
export const montarProyecciones = (app: Aplicacion, proyecciones: Proyecciones): void => {
  listado(app, proyecciones)
  reconstruccion(app, proyecciones)
}

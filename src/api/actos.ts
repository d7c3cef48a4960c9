import type { Static, TSchema } from 'typebox'
import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import type { Codigo } from './errores.ts'
import { PorId } from './esquemas.ts'
import { type Ejecutar, encolable, type MensajeDeComando, responder } from './ordenes.ts'
import { POLITICA_DE_COMANDOS } from './politicas.ts'
import { type Ruta, ruta } from './rutas.ts'

type Comando = Readonly<{ tipo: TipoDeActo; id: string }>

/** Los comandos que alguien puede pedir: los internos no tienen ruta. */
type TipoDeActo = {
  [T in keyof typeof POLITICA_DE_COMANDOS]: (typeof POLITICA_DE_COMANDOS)[T] extends 'interna' ? never : T
}[keyof typeof POLITICA_DE_COMANDOS]

type Exito = Ruta<object>['exitos'][number]

/** Una orden sobre algo que ya existe, `POST /<recurso>/:id/<camino>`: qué cuerpo trae y cómo puede fallar. */
export type Acto<C extends Comando, B extends TSchema> = Readonly<{
  tipo: C['tipo']
  camino: string
  resumen: string
  cuerpo: B
  cuerpoOpcional?: boolean
  /** 201, con `Location`, si deja algo nuevo. */
  estado: 200 | 201
  /** Si no contesta el recurso. */
  exito?: Exito
  problemas: readonly Codigo[]
  comando(id: string, cuerpo: Static<B>): C
}>

/** Los actos de un recurso: en qué se parecen todos. */
export type Recurso<C extends Comando> = Readonly<{
  /** El camino de la colección, como `/reservas`. */
  camino: string
  etiqueta: string
  exito: Exito
  aceptado: Exito
  ubicacion: (hecho: { id: string }) => string
  /** Los que pueden dar todos sus actos. */
  problemas: readonly Codigo[]
  comandos: Readonly<Record<C['tipo'], unknown>>
  mensajeDeComando: MensajeDeComando<C>
  ejecutar: Ejecutar
}>

/** El compilador no sabe que el manejador elegido es el del tipo del comando. */
type Manejador<C> = (orden: Orden<C>) => Promise<Hecho<{ id: string; version: number }>>

/** Monta la ruta de un acto; también se acepta para después. */
export const montarActo = <C extends Comando, B extends TSchema>(
  app: Aplicacion,
  recurso: Recurso<C>,
  { tipo, camino, resumen, cuerpo, cuerpoOpcional = false, estado, comando: comandoDe, ...acto }: Acto<C, B>,
): void => {
  app.post(
    `${recurso.camino}/:id/${camino}`,
    ruta({
      ...{ operacion: tipo, resumen, cuerpoOpcional, etiqueta: recurso.etiqueta },
      politica: POLITICA_DE_COMANDOS[tipo],
      ...{ clase: 'comando', asincrona: true, entrada: { params: PorId, body: cuerpo } },
      exitos: { [estado]: acto.exito ?? recurso.exito, 202: recurso.aceptado },
      problemas: [...recurso.problemas, ...acto.problemas],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params as Static<typeof PorId>
      const comando = comandoDe(id, peticion.body as Static<B>)
      const manejador = recurso.comandos[tipo] as Manejador<C>
      const desenlace = await recurso.ejecutar(peticion, {
        ...{ comando, manejador, agregado: id },
        ...encolable(recurso, comando),
      })
      return responder(respuesta, desenlace, {
        estado,
        ...(estado === 201 && { ubicacion: recurso.ubicacion }),
      })
    },
  )
}

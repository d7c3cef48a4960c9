import Type from 'typebox'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { ROLES } from '#seedwork/presentacion/autenticacion.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { enlaceSiguiente } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { Motivo, nulo, objeto, paginaDe, TOTALES, Uuid } from '../esquemas.ts'
import { ruta } from '../rutas.ts'
import type { AlmacenClaves, PedidoClave } from './almacen.ts'

export type PartesClaves = Readonly<{
  almacen: AlmacenClaves
  cursores: Cursores
  registro: Registro
  /** Algo se revocó: lo recordado de las credenciales ya no vale. */
  alRevocar(): void
}>

const Roles = Type.Array(Type.Enum([...ROLES], { type: 'string' }), {
  minItems: 1,
  maxItems: ROLES.length,
  uniqueItems: true,
})
const cadena = Type.String()
const IdClave = Type.String({
  pattern: '^[0-9a-f]{16}$',
  description: 'Lo que va entre `pk_` y el segundo `_`',
})

const FICHA = {
  id: IdClave,
  nombre: cadena,
  roles: Roles,
  partes: Type.Array(Uuid),
  creada_en: cadena,
  creada_por: cadena,
  motivo: cadena,
  caduca_en: nulo(cadena),
  usada_en: nulo(cadena),
  revocada_en: nulo(cadena),
  revocada_por: nulo(cadena),
  motivo_revocacion: nulo(cadena),
}
const Ficha = objeto(FICHA)

const Pedido = objeto({
  nombre: Type.String({
    pattern: '^[a-z0-9][a-z0-9.-]{1,62}$',
    description:
      'Con qué nombre actúa quien la use; dos claves vivas pueden llamarse igual mientras se rotan',
  }),
  roles: Roles,
  partes: Type.Optional(
    Type.Array(Uuid, {
      maxItems: 100,
      uniqueItems: true,
      description: 'Por quiénes firma, si sólo es firmante',
    }),
  ),
  dias: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650, description: 'Días que vale' })),
  motivo: Motivo,
})

/** Nombres de quienes actúan sin clave: nadie puede hacerse pasar por ellos. */
const RESERVADOS = ['local', 'sistema', 'demo', 'planificador', 'importacion', 'externo']

const etiqueta = 'claves'
// Sólo quien administra: quien reparte papeles se los puede dar todos.
const politica = ['admin'] as const

const comprobarNombre = ({ nombre }: PedidoClave): void => {
  if (!RESERVADOS.includes(nombre)) return
  const detalle = 'ese nombre es del sistema'
  throw new ErrorDominio('PeticionInvalida', detalle, {}, [{ puntero: '/nombre', detalle }])
}

/** De una línea y sin nada invisible: se lee en una terminal. */
const motivoDe = ({ motivo }: { motivo: string }): string => textoDeUnaLinea('motivo', motivo, { max: 500 })

const altas = (app: Aplicacion, { almacen, registro }: PartesClaves): void => {
  app.post(
    '/claves',
    ruta({
      operacion: 'CrearClave',
      ...{ resumen: 'Una clave nueva: su texto sólo se ve aquí', etiqueta, politica, clase: 'acto' },
      entrada: { body: Pedido },
      exitos: { 201: { descripcion: 'La clave', esquema: objeto({ ...FICHA, clave: cadena }) } },
    }),
    async ({ body, principal }, respuesta) => {
      comprobarNombre(body)
      const actor = principal?.nombre ?? ''
      const motivo = motivoDe(body)
      const hecha = await almacen.crear({ ...body, motivo }, actor)
      const { id, nombre, roles } = hecha
      registro.info({ actor, clave: id, nombre, roles, motivo }, 'clave creada')
      return respuesta.status(201).header('location', `/claves/${id}`).send(hecha)
    },
  )
}

const lista = (app: Aplicacion, { almacen, cursores }: PartesClaves): void => {
  app.get(
    '/claves',
    ruta({
      ...{ operacion: 'ListarClaves', resumen: 'Las claves, sin su texto', etiqueta, politica },
      entrada: {
        querystring: objeto({
          limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 25 })),
          cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
          totales: TOTALES,
        }),
      },
      exitos: { 200: { descripcion: 'Una página', esquema: paginaDe(Ficha) } },
      problemas: ['CursorInvalido'],
    }),
    async ({ query: { limite = 25, cursor, totales }, url }, respuesta) => {
      const despues = cursor === undefined ? {} : { despues: String(cursores.abrir(cursor, ['claves'])) }
      const leidas = await almacen.listar({ ...despues, limite: limite + 1 })
      const elementos = leidas.slice(0, limite)
      const ultima = leidas.length > limite ? elementos.at(-1) : undefined
      const siguiente = ultima ? cursores.sellar(ultima.id, ['claves']) : null
      if (siguiente !== null) respuesta.header('link', enlaceSiguiente(url, siguiente))
      return { elementos, siguiente, ...(totales === 'si' && { total: await almacen.contar() }) }
    },
  )
}

const bajas = (app: Aplicacion, { almacen, registro, alRevocar }: PartesClaves): void => {
  app.delete(
    '/claves/:id',
    ruta({
      operacion: 'RevocarClave',
      ...{ resumen: 'Revoca una clave: deja de valer en segundos', etiqueta, politica, clase: 'acto' },
      entrada: { params: objeto({ id: IdClave }), body: objeto({ motivo: Motivo }) },
      exitos: { 200: { descripcion: 'Revocada', esquema: Ficha } },
      problemas: ['ClaveNoEncontrada'],
    }),
    async ({ params: { id }, body, principal }) => {
      const actor = principal?.nombre ?? ''
      const motivo = motivoDe(body)
      const revocada = await almacen.revocar({ id, motivo, actor })
      alRevocar()
      registro.info({ actor, clave: id, motivo }, 'clave revocada')
      return revocada
    },
  )
}

/** `GET|POST|DELETE /claves` y `GET /sesion`: de quién es la credencial con que se pregunta. */
export const montarClaves = (app: Aplicacion, partes: PartesClaves): void => {
  altas(app, partes)
  lista(app, partes)
  bajas(app, partes)
  app.get(
    '/sesion',
    ruta({
      operacion: 'VerSesion',
      resumen: 'De quién es esta credencial',
      etiqueta,
      politica: 'cualquiera',
      entrada: {},
      exitos: {
        200: {
          descripcion: 'Con qué nombre y papeles actúa',
          esquema: objeto({
            actor: cadena,
            roles: Type.Array(cadena),
            partes: Type.Optional(Type.Array(Uuid)),
          }),
        },
      },
    }),
    async ({ principal }) => ({
      actor: principal?.nombre ?? '',
      roles: [...(principal?.roles ?? [])],
      ...(principal?.partes && { partes: [...principal.partes] }),
    }),
  )
}

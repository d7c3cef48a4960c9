import type pg from 'pg'
import Type from 'typebox'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { errorGuardado, type RegistroComando } from '#seedwork/infraestructura/uow/registro.ts'
import { leerRegistros } from '#seedwork/infraestructura/uow/registro-comandos.ts'
import { buscarPosiciones } from '#seedwork/infraestructura/uow/respuestas.ts'
import type { Principal } from '#seedwork/presentacion/autenticacion.ts'
import { escribirPosiciones } from '#seedwork/presentacion/encabezados.ts'
import { problemaDe, type TablaErrores } from '#seedwork/presentacion/problemas.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { ERRORES } from './errores.ts'
import { objeto, PorId, ref, Uuid } from './esquemas.ts'
import { ruta } from './rutas.ts'

const ESTADOS = ['pendiente', 'ejecutado', 'rechazado', 'apartado'] as const
const Estado = Type.Unsafe<(typeof ESTADOS)[number]>({ type: 'string', enum: ESTADOS })

/** Lo que se contesta a `Prefer: respond-async`. */
export const ComandoAceptado = objeto(
  { id: Uuid, tipo: Type.String(), estado: Estado },
  { $id: 'ComandoAceptado' },
)

const EstadoComando = objeto({
  id: Uuid,
  tipo: Type.String(),
  estado: Estado,
  posicion: Type.Optional(Type.String({ description: 'Vale para `Alpes-Esperar`' })),
  recurso: Type.Optional(Uuid),
  problema: Type.Optional(ref('Problema')),
})

// Un mensaje apartado tiene por id el de su comando.
const APARTADO =
  'select exists (select from apartados where id_mensaje = $1 and cerrado_en is null) as apartado'

const estaApartado = async (pool: pg.Pool, id: string): Promise<boolean> =>
  (await pool.query<{ apartado: boolean }>(APARTADO, [id])).rows[0]?.apartado ?? false

const noEncontrado = (id: string) =>
  new ErrorDominio('ComandoNoEncontrado', 'no hay un comando con ese id', { id })

/** El registro, si es suyo o si opera el sistema; lo ajeno no existe. */
const buscar = async (pool: pg.Pool, id: string, principal: Principal | null): Promise<RegistroComando> => {
  const { rows } = await pool.query<RegistroComando>(leerRegistros([id]) as pg.QueryConfig)
  const [registro] = rows
  const opera = principal?.roles.some((r) => r === 'admin' || r === 'operador')
  if (registro && (opera || registro.actor === principal?.nombre)) return registro
  throw noEncontrado(id)
}

const problemaDeRegistro = ({ problema }: RegistroComando, instancia: string) =>
  problema && problemaDe(ERRORES as TablaErrores, errorGuardado(problema), instancia)

const describir = async (pool: pg.Pool, registro: RegistroComando, instancia: string) => {
  const { id, tipo, estado, recurso, agregados } = registro
  const posiciones = estado === 'ejecutado' ? await buscarPosiciones(pool, agregados) : []
  const problema = problemaDeRegistro(registro, instancia)
  return {
    id,
    tipo,
    estado: estado === 'pendiente' && (await estaApartado(pool, id)) ? ('apartado' as const) : estado,
    ...(posiciones.length > 0 && { posicion: escribirPosiciones(posiciones) }),
    ...(recurso !== null && { recurso }),
    ...(problema && { problema }),
  }
}

/** En qué quedó un comando: `GET /comandos/{id}`. */
export const montarComandos = (app: Aplicacion, { pool }: Readonly<{ pool: pg.Pool }>): void => {
  app.addSchema(ComandoAceptado)
  app.get(
    '/comandos/:id',
    ruta({
      operacion: 'ObtenerComando',
      resumen: 'En qué quedó un comando',
      etiqueta: 'comandos',
      politica: ['lector', 'gestor', 'firmante', 'operador'],
      entrada: { params: PorId },
      exitos: { 200: { descripcion: 'Su estado', esquema: EstadoComando } },
      problemas: ['ComandoNoEncontrado'],
    }),
    async ({ params: { id }, principal, id: peticion }) =>
      describir(pool, await buscar(pool, id, principal), peticion),
  )
}

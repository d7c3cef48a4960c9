import Type from 'typebox'
import type { abrirAuditoria } from '#modulos/auditoria/modulo.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { listarSuscripciones } from '#seedwork/infraestructura/suscripciones/vista.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { ActoSimple, montarApartados, type PartesApartados } from './apartados.ts'
import { listaEntera, nulo, objeto } from './esquemas.ts'
import { montarActos } from './operador/actos.ts'
import { apuntarActo } from './operador/apuntes.ts'
import { POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

/** Hace una copia del servidor embebido; la da quien lo abrió. Contesta dónde quedó. */
export type Respaldar = (
  motivo: string,
  actor: string,
) => Promise<Readonly<{ carpeta: string; archivos: number; bytes: number }>>

export type PartesOperacion = PartesApartados &
  Readonly<{
    fuente: Fuente
    auditoria: Pick<ReturnType<typeof abrirAuditoria>, 'queries'>
    respaldar?: Respaldar | undefined
  }>

const OPERAN = ['operador'] as const
const etiqueta = 'operación'
const cadena = Type.String()
const entero = Type.Integer()

const Suscripciones = listaEntera(
  objeto({
    suscripcion: cadena,
    topico: cadena,
    posicion: entero,
    cabeza: nulo(entero),
    atraso: nulo(entero),
    edad_pendiente: nulo(entero),
    estado: cadena,
    motivo: nulo(cadena),
    dueno: nulo(cadena),
    caidas: entero,
    apartados: entero,
    intentos: entero,
    ultimo_error: nulo(cadena),
  }),
)

const suscripciones = (app: Aplicacion, { pool, fuente }: PartesOperacion): void => {
  app.get(
    '/suscripciones',
    ruta({
      operacion: 'ListarSuscripciones',
      resumen: 'Lectores duraderos y su atraso',
      etiqueta,
      politica: OPERAN,
      entrada: {},
      exitos: { 200: { descripcion: 'Una fila por suscripción y tópico', esquema: Suscripciones } },
    }),
    async () => ({ elementos: await listarSuscripciones(pool, fuente), siguiente: null }),
  )
}

const PLAZO_LARGO = 600_000
/** Ms que apuntar una copia puede esperar a la base. */
const PLAZO_APUNTE = 5_000

const Dictamen = objeto({
  integra: Type.Boolean(),
  topicos: Type.Array(Type.Object({})),
  puntos: nulo(Type.Object({})),
})

const verificacion = (app: Aplicacion, { auditoria }: PartesOperacion): void => {
  app.get(
    '/auditoria/verificacion',
    ruta({
      operacion: 'VerificarAuditoria',
      resumen: 'Recorre las cadenas y sus puntos de control firmados, y nombra la primera entrada mala',
      etiqueta,
      politica: POLITICA_DE_CONSULTAS.VerificarAuditoria,
      entrada: {},
      exitos: {
        200: { descripcion: 'El dictamen', esquema: Dictamen },
      },
      plazo: PLAZO_LARGO,
      costosa: true,
    }),
    async () => auditoria.queries.VerificarAuditoria({ tipo: 'VerificarAuditoria' }),
  )
}

const respaldo = (app: Aplicacion, { pool, respaldar }: PartesOperacion): void => {
  app.post(
    '/respaldo',
    ruta({
      ...{ operacion: 'Respaldar', resumen: 'Copia en caliente del servidor embebido' },
      clase: 'acto',
      etiqueta,
      politica: OPERAN,
      entrada: { body: ActoSimple },
      exitos: {
        201: {
          descripcion: 'Dónde quedó',
          esquema: objeto({ carpeta: cadena, archivos: entero, bytes: entero }),
        },
      },
      problemas: ['RespaldoNoDisponible'],
      plazo: PLAZO_LARGO,
      costosa: true,
    }),
    async ({ body: { motivo }, principal }, respuesta) => {
      if (!respaldar)
        throw new ErrorDominio(
          'RespaldoNoDisponible',
          'el servidor no es el embebido: respáldelo con sus medios',
        )
      const actor = principal?.nombre ?? ''
      // Antes: la copia se lleva todo, y que alguien la pidió se sabe aunque muramos a medias.
      await enTransaccion({ pool, plazo: PLAZO_APUNTE }, (tx) =>
        apuntarActo(tx, { acto: 'Respaldar', sobre: 'base', motivo, actor, detalle: {} }),
      )
      return respuesta.status(201).send(await respaldar(motivo, actor))
    },
  )
}

/** Lo que mira y hace quien opera el sistema. Todo acto lleva motivo. */
export const montarOperacion = (app: Aplicacion, partes: PartesOperacion): void => {
  suscripciones(app, partes)
  montarApartados(app, partes)
  montarActos(app, partes)
  verificacion(app, partes)
  respaldo(app, partes)
}

import Type from 'typebox'
import type { abrirAuditoria, Encadenado } from '#modulos/auditoria/modulo.ts'
import { aJsonSeguro } from '#seedwork/infraestructura/esquemas/json.ts'
import type { Registro as Esquemas } from '#seedwork/infraestructura/esquemas/registro.ts'
import { puede } from '#seedwork/presentacion/autenticacion.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { enlaceSiguiente } from '#seedwork/presentacion/encabezados.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { Instante, nulo, objeto, paginaDe, Uuid } from '../esquemas.ts'
import { POLITICA_DE_CONSULTAS } from '../politicas.ts'
import { ruta } from '../rutas.ts'
import { TOPICO_CLAVES, TOPICO_OPERACION } from '../topicos.ts'

type Partes = Readonly<{
  auditoria: Pick<ReturnType<typeof abrirAuditoria>, 'queries'>
  esquemas: Esquemas
  cursores: Cursores
}>

const cadena = Type.String()

const Acto = objeto({
  id: Uuid,
  acto: Type.String({ description: 'Nombre de la operación' }),
  sobre: cadena,
  motivo: cadena,
  detalle: Type.Record(cadena, cadena),
  actor: cadena,
  ocurrido_en: Instante,
  topico: cadena,
  posicion: Type.Integer(),
  hash: nulo(Type.String({ description: 'Su eslabón en la cadena; `null` si aún no llega a él' })),
})

const LIMITE = 50

type Datos = Readonly<Record<string, unknown>>

const DE_CLAVE: Readonly<Record<string, string>> = {
  ClaveCreada: 'CrearClave',
  ClaveRevocada: 'RevocarClave',
}

/** Lo de una clave que no es su id ni su motivo, en texto. */
const detalleDe = (datos: Datos): Record<string, string> =>
  Object.fromEntries(
    Object.entries(datos)
      .filter(([campo, v]) => !['id', 'motivo'].includes(campo) && v !== null && String(v) !== '')
      .map(([campo, v]) => [
        campo,
        campo === 'caduca_en'
          ? Temporal.Instant.fromEpochMilliseconds(Number(v)).toString()
          : [v].flat().join(', '),
      ]),
  )

const actoDe = ({ contenido, tipo, ...sobre }: Encadenado, datos: Datos) => {
  const propio = DE_CLAVE[tipo] === undefined
  return {
    ...sobre,
    acto: propio ? String(datos.acto) : (DE_CLAVE[tipo] ?? tipo),
    sobre: String(propio ? datos.sobre : datos.id),
    motivo: String(datos.motivo),
    detalle: propio ? (datos.detalle as Record<string, string>) : detalleDe(datos),
  }
}

/** `GET /actos`: lo que hizo quien opera, con quién, cuándo, por qué y su eslabón. Los de claves, sólo a quien administra. */
export const montarActos = (app: Aplicacion, { auditoria, esquemas, cursores }: Partes): void => {
  app.get(
    '/actos',
    ruta({
      operacion: 'ListarActos',
      resumen: 'Actos de quienes operan, del más nuevo al más viejo, de la cadena de auditoría',
      etiqueta: 'operación',
      politica: POLITICA_DE_CONSULTAS.ListarEncadenados,
      entrada: {
        querystring: objeto({
          limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: LIMITE })),
          cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
        }),
      },
      exitos: { 200: { descripcion: 'Una página', esquema: paginaDe(Acto) } },
      problemas: ['CursorInvalido'],
    }),
    async ({ query: { limite = LIMITE, cursor }, principal, url }, respuesta) => {
      const administra = principal !== null && puede(principal, [])
      const topicos = administra ? [TOPICO_OPERACION, TOPICO_CLAVES] : [TOPICO_OPERACION]
      const leidos = await auditoria.queries.ListarEncadenados({
        ...{ tipo: 'ListarEncadenados', topicos, limite: limite + 1 },
        ...(cursor !== undefined && { antes: String(cursores.abrir(cursor, topicos)) }),
      })
      const pagina = leidos.slice(0, limite)
      const ultimo = leidos.length > limite ? pagina.at(-1) : undefined
      const siguiente = ultimo ? cursores.sellar(ultimo.id, topicos) : null
      if (siguiente !== null) respuesta.header('link', enlaceSiguiente(url, siguiente))
      const elementos = pagina.map((e) =>
        actoDe(e, aJsonSeguro(esquemas.escrito(e.contenido).datos) as Datos),
      )
      return { elementos, siguiente }
    },
  )
}

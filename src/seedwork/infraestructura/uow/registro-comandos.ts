import type { Posicion } from '../../aplicacion/contexto.ts'
import { sentenciaDeFilas } from './arreglos.ts'
import type { Canal } from './canal.ts'
import type { Emision, Intento } from './intento.ts'
import type { OrdenEnCola } from './orden.ts'
import { guardarProblema, type Rastro, type RegistroComando } from './registro.ts'
import type { Sentencia } from './sentencias.ts'

const CAMPOS = 'id, tipo, actor, huella, estado, recurso, agregados, respuesta, problema'
const COLUMNAS = [
  ['id', 'uuid'],
  ['tipo', 'text'],
  ['actor', 'text'],
  ['huella', 'text'],
  ['estado', 'text'],
  ['recurso', 'uuid'],
  ['agregados', 'jsonb'],
  ['respuesta', 'text'],
  ['problema', 'jsonb'],
] as const

/** Busca registros por id. */
export const leerRegistros = (ids: readonly string[]): Sentencia => ({
  name: 'comandos:leer',
  text: `select ${CAMPOS} from comandos where id = any($1::uuid[])`,
  values: [`{${ids.join(',')}}`],
})

/** Junta las búsquedas de registros de un turno en una sola sentencia, como `Lecturas`. */
export class BuscadorDeRegistros {
  readonly #canal: Canal
  #esperan = new Map<string, PromiseWithResolvers<RegistroComando | null>>()

  constructor(canal: Canal) {
    this.#canal = canal
  }

  buscar(id: string): Promise<RegistroComando | null> {
    if (this.#esperan.size === 0) process.nextTick(() => void this.#despachar())
    // Quien pidió el mismo puede haber soltado ya su clave: la respuesta es de los dos.
    const promesa = this.#esperan.get(id) ?? Promise.withResolvers<RegistroComando | null>()
    this.#esperan.set(id, promesa)
    return promesa.promise
  }

  async #despachar(): Promise<void> {
    const esperan = this.#esperan
    this.#esperan = new Map()
    try {
      const [respuesta] = await this.#canal.enviar([leerRegistros([...esperan.keys()])])
      for (const fila of respuesta!.filas) esperan.get(fila.id as string)?.resolve(fila as RegistroComando)
      for (const promesa of esperan.values()) promesa.resolve(null)
    } catch (error) {
      for (const promesa of esperan.values()) promesa.reject(error)
    }
  }
}

const RASTRO = [
  ['topico', 'text'],
  ['clave', 'uuid'],
  ['version', 'int8'],
] as const

/** Busca las posiciones de unos rastros. De lo que no dejó evento, o ya se podó, vale la cabeza de su tópico. */
export const leerPosiciones = (rastros: readonly Rastro[]): Sentencia =>
  sentenciaDeFilas(
    {
      nombre: 'comandos:posiciones',
      columnas: RASTRO,
      filas: rastros.map((r) => [r.topico, r.clave, r.version]),
    },
    (origen) => `select c.topico, coalesce(max(b.posicion), c.posicion) as posicion from ${origen}
      join cabezas c on c.topico = u.topico
      left join bitacora b on b.topico = u.topico and b.clave = u.clave and b.version_agregado = u.version
      group by c.topico, c.posicion order by c.topico`,
  )

/** Las filas de `leerPosiciones`. */
export const aPosiciones = (filas: readonly Record<string, unknown>[]): Posicion[] =>
  filas.map((f) => ({ topico: f.topico as string, posicion: Number(f.posicion) }))

/** Los rastros que dejan unas emisiones, sin repetir; sin ninguna, los de lo que se leyó para escribir. */
export const rastrosDe = (intento: Intento): Rastro[] => {
  const porEmision = intento.emisiones.map(({ evento, clave, version }: Emision) => ({
    topico: evento.topico,
    clave,
    version,
  }))
  const deLectura = [...intento.leidos.values()].map(({ mapa, id, version }) => ({
    topico: mapa.topico ?? `eventos-${mapa.agregado}`,
    clave: id,
    version,
  }))
  const rastros = porEmision.length > 0 ? porEmision : deLectura
  return [...new Map(rastros.map((r) => [`${r.topico}:${r.clave}:${r.version}`, r])).values()]
}

/** Un registro por escribir. */
export type PorRegistrar = Readonly<{
  orden: OrdenEnCola
  intento: Intento
  resultado: unknown
  error?: Error
}> & { texto?: string }

const filaDe = (porRegistrar: PorRegistrar): unknown[] => {
  const { orden, intento, resultado, error } = porRegistrar
  const { contexto, registro } = orden
  const conRespuesta =
    !error && registro !== 'encolado' && (contexto.clave !== undefined || registro === 'consumido')
  if (conRespuesta) porRegistrar.texto = JSON.stringify(resultado ?? null)
  const [primero] = intento.cambios.values()
  return [
    contexto.idComando,
    contexto.tipo ?? contexto.clave?.operacion ?? 'desconocido',
    contexto.actor,
    contexto.clave?.huella ?? null,
    error ? 'rechazado' : registro === 'encolado' ? 'pendiente' : 'ejecutado',
    primero?.id ?? null,
    rastrosDe(intento),
    porRegistrar.texto ?? null,
    error ? guardarProblema(error) : null,
  ]
}

const LISTA = COLUMNAS.map(([n]) => n).join(', ')
const REGISTRAR = (origen: string): string =>
  `insert into comandos (${LISTA}) select ${LISTA} from ${origen} on conflict do nothing returning id::text as id`
// Un comando consumido ya tiene su registro pendiente: se cierra una sola vez.
const CERRAR = (origen: string): string => `insert into comandos (${LISTA}) select ${LISTA} from ${origen}
  on conflict (id) do update set estado = excluded.estado, recurso = excluded.recurso,
    agregados = excluded.agregados, respuesta = excluded.respuesta, problema = excluded.problema
  where comandos.estado in ('pendiente', 'apartado') returning id::text as id`

/** Escribe los registros; devuelve los ids que entraron. Quien no entra, pierde. */
export const registrar = (porRegistrar: readonly PorRegistrar[], cierra: boolean): Sentencia => {
  const filas = porRegistrar.map(filaDe).sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
  const nombre = cierra ? 'comandos:cerrar' : 'comandos:registrar'
  return sentenciaDeFilas({ nombre, columnas: COLUMNAS, filas }, cierra ? CERRAR : REGISTRAR)
}

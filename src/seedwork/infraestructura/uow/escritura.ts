import { ErrorDominio } from '../../dominio/errores.ts'
import type { Canal } from './canal.ts'
import type { Corrido } from './corrida.ts'
import type { Cambio } from './intento.ts'
import type { Guarda, Mapa } from './mapa.ts'
import { registrar } from './registro-comandos.ts'
import { cambiarFilas, columnasDe, insertarConGuarda, type Sentencia, textosDe } from './sentencias.ts'

const porTexto = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Agrupa por tabla, tablas en orden de nombre y filas en orden de id: así los procesos no se abrazan. */
const agrupar = <T>(cosas: readonly T[], tabla: (t: T) => string, id: (t: T) => string): [string, T[]][] => {
  const grupos = Map.groupBy(cosas, tabla)
  return [...grupos]
    .sort(([a], [b]) => porTexto(a, b))
    .map(([nombre, filas]) => [nombre, filas.sort((a, b) => porTexto(id(a), id(b)))])
}

type Bloqueo = { mapa: Mapa<never>; id: string; version: number; exclusivo: boolean; corrido: Corrido }

const bloqueosDe = (corrido: Corrido): Bloqueo[] =>
  [...corrido.intento.leidos].map(([llave, leido]) => ({
    ...leido,
    exclusivo: corrido.intento.cambios.has(llave),
    corrido,
  }))

/** Lo que hay que bloquear, por tabla y en orden de id. */
export const bloqueosPorTabla = (corridos: readonly Corrido[]): [string, Bloqueo[]][] =>
  agrupar(
    corridos.flatMap(bloqueosDe),
    (b) => b.mapa.tabla,
    (b) => b.id,
  )

/**
 * Paso a: bloquea lo que cambia (`for update`) y lo que sólo se leyó para decidir (`for share`), y
 * compara versiones. Devuelve quienes decidieron sobre algo que ya cambió: se van antes de escribir nada.
 */
export const bloquear = async (canal: Canal, corridos: readonly Corrido[]): Promise<Set<Corrido>> => {
  const grupos = bloqueosPorTabla(corridos)
  const respuestas = await canal.enviar(grupos.map(([, filas]) => sentenciaDeBloqueo(filas)))
  const perdedores = new Set<Corrido>()
  grupos.forEach(([, filas], i) => {
    const vigentes = new Map(respuestas[i]!.filas.map((f) => [f.id as string, Number(f.version)]))
    for (const b of filas) if (vigentes.get(b.id) !== b.version) perdedores.add(b.corrido)
  })
  return perdedores
}

// Una sola sentencia por tabla: con dos (primero exclusivos, luego compartidos) el orden de ids se
// rompería y dos procesos podrían esperarse mutuamente. Si algo cambia, todo se bloquea en exclusivo.
export const sentenciaDeBloqueo = (filas: readonly Bloqueo[]): Sentencia => {
  const { mapa } = filas[0]!
  const modo = filas.some((f) => f.exclusivo) ? 'bloquear' : 'compartir'
  const ids = [...new Set(filas.map((f) => f.id))]
  return { name: `${modo}:${mapa.tabla}`, text: textosDe(mapa)[modo], values: [`{${ids.join(',')}}`] }
}

/** Una fila que entra sólo si nadie se adelantó, con quien la puso. */
type Puesta = {
  corrido: Corrido
  id: string
  en: string
  /** Qué significa haber perdido dos veces aquí. */
  error: (canal: Canal) => Promise<Error>
}
type Grupo = {
  en: string
  sentencia: Sentencia
  puestas: readonly Puesta[]
  borrar: (ids: string[]) => Sentencia
}

const filaDe = ({ mapa, id, version, estado }: Cambio): unknown[] => {
  const fila = mapa.aFila(estado as never)
  return columnasDe(mapa).map(([n]) => (n === 'id' ? id : n === 'version' ? version : fila[n]))
}

const borrarDe =
  (tabla: string, columna: string) =>
  (ids: string[]): Sentencia => ({
    name: `borrar:${tabla}`,
    text: `delete from ${tabla} where ${columna} = any($1::uuid[])`,
    values: [`{${ids.join(',')}}`],
  })

const gruposDeComandos = (corridos: readonly Corrido[]): Grupo[] =>
  [false, true].flatMap((cierra) => {
    const suyos = corridos.filter((c) => (c.orden.registro === 'consumido') === cierra)
    if (suyos.length === 0) return []
    const puestas = suyos.map((corrido) => ({
      corrido,
      id: corrido.orden.contexto.idComando,
      en: 'comandos',
      error: async () => new ErrorDominio('ClaveReutilizada', 'ese id de comando ya se usó'),
    }))
    return [
      { en: 'comandos', sentencia: registrar(suyos, cierra), puestas, borrar: borrarDe('comandos', 'id') },
    ]
  })

const gruposDeAltas = (corridos: readonly Corrido[]): Grupo[] => {
  const altas = corridos.flatMap((corrido) =>
    [...corrido.intento.cambios.values()].filter((c) => c.antes === 0).map((cambio) => ({ corrido, cambio })),
  )
  const grupos = agrupar(
    altas,
    (a) => a.cambio.mapa.tabla,
    (a) => a.cambio.id,
  )
  return grupos.map(([tabla, filas]) => {
    const { mapa } = filas[0]!.cambio
    return {
      en: tabla,
      sentencia: insertarConGuarda(`crear:${tabla}`, tabla, {
        columnas: columnasDe(mapa),
        filas: filas.map((f) => filaDe(f.cambio)),
      }),
      puestas: filas.map(({ corrido, cambio }) => ({
        corrido,
        id: cambio.id,
        en: tabla,
        error: (canal: Canal) => porQueNoEntra(canal, cambio),
      })),
      borrar: borrarDe(tabla, 'id'),
    }
  })
}

/** Por qué no entró un alta: el id ya existe, o chocó con otra fila en una columna única. */
const porQueNoEntra = async (canal: Canal, { mapa, id, estado }: Cambio): Promise<Error> => {
  const fila = mapa.aFila(estado as never)
  const columnas = ['id', ...mapa.unicos.map((u) => u.columna)]
  const valores = [id, ...mapa.unicos.map((u) => fila[u.columna])]
  const condicion = columnas.map((c, i) => `${c} = $${i + 1}::${mapa.columnas[c] ?? 'uuid'}`)
  const pruebas = condicion.map((c, i) => `bool_or(${c}) as c${i}`)
  const text = `select ${pruebas.join(', ')} from ${mapa.tabla} where ${condicion.join(' or ')}`
  const [respuesta] = await canal.enviar([{ text, values: valores }])
  const unico = mapa.unicos.find((_, i) => respuesta!.filas[0]?.[`c${i + 1}`] === true)
  return unico && respuesta!.filas[0]?.c0 !== true
    ? new ErrorDominio(unico.codigo, unico.mensaje, { [unico.columna]: String(fila[unico.columna]) })
    : new ErrorDominio(mapa.errores.yaExiste, `ya existe ${mapa.agregado} con id ${id}`, { id })
}

const gruposDeGuardas = (corridos: readonly Corrido[]): Grupo[] => {
  const guardas = corridos.flatMap((corrido) =>
    corrido.intento.guardas.map((guarda) => ({ corrido, guarda })),
  )
  const grupos = agrupar(
    guardas,
    (g) => g.guarda.tabla,
    (g) => String(g.guarda.valores[0]),
  )
  return grupos.map(([tabla, filas]) => grupoDeGuarda(tabla, filas))
}

const grupoDeGuarda = (tabla: string, filas: readonly { corrido: Corrido; guarda: Guarda }[]): Grupo => {
  const columnas = Object.entries(filas[0]!.guarda.columnas)
  return {
    en: tabla,
    sentencia: insertarConGuarda(`guarda:${tabla}`, tabla, {
      columnas,
      filas: filas.map((f) => f.guarda.valores),
    }),
    puestas: filas.map(({ corrido, guarda }) => ({
      corrido,
      id: String(guarda.valores[0]),
      en: tabla,
      error: async () => guarda.alPerder(),
    })),
    borrar: borrarDe(tabla, columnas[0]![0]),
  }
}

/** Todo lo que entra con guarda, en el orden en que se escribe. */
export const gruposDe = (corridos: readonly Corrido[]): Grupo[] => [
  ...gruposDeComandos(corridos),
  ...gruposDeAltas(corridos),
  ...gruposDeGuardas(corridos),
]

/** Lo que dejó el paso b. `limpieza` borra lo que alcanzaron a poner quienes perdieron en otra guarda. */
export type Guardado = Readonly<{
  perdedores: ReadonlyMap<Corrido, Puesta>
  limpieza: readonly Sentencia[]
}>

/**
 * Paso b: ids de comando, altas y guardas, con `on conflict do nothing returning`: quien no vuelve,
 * perdió. `previas` viajan delante en el mismo paquete (mover un cursor) y deben contestar una fila.
 */
export const guardar = async (
  canal: Canal,
  corridos: readonly Corrido[],
  previas: readonly Sentencia[],
): Promise<Guardado> => {
  const grupos = gruposDe(corridos)
  const sueltas = corridos.flatMap((c) => c.intento.sueltas).map((s) => borrarDe(s.tabla, s.columna)([s.id]))
  const respuestas = await canal.enviar([...previas, ...sueltas, ...grupos.map((g) => g.sentencia)])
  previas.forEach((_, i) => {
    if (respuestas[i]!.filas.length !== 1) throw new CursorPerdido()
  })
  const deGrupos = respuestas.slice(previas.length + sueltas.length)
  const perdedores = new Map<Corrido, Puesta>()
  const entraron = grupos.map((g, i) => {
    const dentro = new Set(deGrupos[i]!.filas.map((f) => f.id as string))
    for (const p of g.puestas) if (!dentro.has(p.id)) perdedores.set(p.corrido, p)
    return dentro
  })
  return { perdedores, limpieza: limpiar(grupos, entraron, perdedores) }
}

/** Otro dueño movió el cursor: nada de este lote puede confirmarse. */
export class CursorPerdido extends Error {
  constructor() {
    super('el cursor de la suscripción lo movió otro dueño')
  }
}

const limpiar = (
  grupos: readonly Grupo[],
  entraron: readonly Set<string>[],
  perdedores: ReadonlyMap<Corrido, Puesta>,
): Sentencia[] =>
  grupos.flatMap((g, i) => {
    const ids = g.puestas.filter((p) => perdedores.has(p.corrido) && entraron[i]!.has(p.id)).map((p) => p.id)
    return ids.length > 0 ? [g.borrar(ids)] : []
  })

/** Los cambios de estado de la cola, una sentencia por tabla. */
export const cambiarEstados = (corridos: readonly Corrido[]): Sentencia[] => {
  const cambios = corridos.flatMap((c) => [...c.intento.cambios.values()].filter((x) => x.antes > 0))
  const grupos = agrupar(
    cambios,
    (c) => c.mapa.tabla,
    (c) => c.id,
  )
  return grupos.map(([, filas]) => cambiarFilas(filas[0]!.mapa, filas.map(filaDe)))
}

import type { Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { Canal, Respuesta } from './canal.ts'
import type { Corrido } from './corrida.ts'
import { bloqueosPorTabla, gruposDe, sentenciaDeBloqueo } from './escritura.ts'
import type { Sentencia } from './sentencias.ts'
import { cambiaUnicos } from './unicidad.ts'

/** SQLSTATE con que `exigir` (migración de la bitácora) corta la transacción si alguien se adelantó. */
const ADELANTADO = 'AL002'

/** Lotes que van por el camino largo después de que alguien se adelantara: donde hubo choque, habrá más. */
const CAUTELA = 8

/** Cuándo vale la pena escribir un lote en un solo paquete. */
export class Optimismo {
  #cautela = 0

  vale(): boolean {
    if (this.#cautela === 0) return true
    this.#cautela--
    return false
  }

  escarmentar(): void {
    this.#cautela = CAUTELA
  }
}

/** Lo que acompaña al lote: el cursor de un lector, la cola, y los puntos de caída de las pruebas. */
type Envio = Readonly<{ cursor: readonly Sentencia[]; cola: readonly Sentencia[]; tropiezo: Tropiezo }>

/**
 * El lote entero —bloquear y comparar, guardas, bitácora, estados y COMMIT— en un solo paquete: cada
 * paso exige que nadie se adelantara, y si alguien lo hizo la transacción se corta sin escribir nada.
 * Sin conflictos ahorra dos idas y vueltas por lote (`docs/adr/0013`).
 * @returns las respuestas de `cola`, o `null` si hay que ir paso a paso.
 */
export const escribirDeUnaVez = async (
  canal: Canal,
  corridos: readonly Corrido[],
  { cursor, cola, tropiezo }: Envio,
): Promise<Respuesta[] | null> => {
  if (corridos.some((c) => c.intento.sueltas.length > 0 || cambiaUnicos(c))) return null
  const bloqueos = bloqueosExigidos(corridos)
  if (!bloqueos) return null
  const previas = [...bloqueos, ...cursor, ...gruposDe(corridos).map((g) => exigirEntrada(g.sentencia))]
  try {
    const enviado = canal.confirmar([...previas, ...cola])
    // Ya salió y aún no contestan: morir aquí es no saber si el COMMIT ocurrió.
    await tropiezo('uow:de-una-vez-enviado')
    const respuestas = await enviado
    await tropiezo('uow:de-una-vez-confirmado')
    return respuestas.slice(previas.length)
  } catch (error) {
    if ((error as { code?: string }).code !== ADELANTADO) throw error
    await canal.deshacer()
    return null
  }
}

/** Los bloqueos con la versión que exigen, o `null` si dos órdenes leyeron versiones distintas de lo mismo. */
const bloqueosExigidos = (corridos: readonly Corrido[]): Sentencia[] | null => {
  const sentencias: Sentencia[] = []
  for (const [, filas] of bloqueosPorTabla(corridos)) {
    const versiones = new Map(filas.map((f) => [f.id, f.version]))
    if (filas.some((f) => versiones.get(f.id) !== f.version)) return null
    const { name, text } = sentenciaDeBloqueo(filas)
    sentencias.push({
      name: `exigir:${name}`,
      text: `with b as materialized (${text}) select exigir(
        (select count(*) from b join unnest($1::uuid[], $2::int8[]) as e(id, version) using (id, version)),
        cardinality($1::uuid[]))`,
      values: [`{${[...versiones.keys()].join(',')}}`, `{${[...versiones.values()].join(',')}}`],
    })
  }
  return sentencias
}

// Con varias filas, la primera columna de toda guarda es un arreglo de uuid: de ahí sale cuántas debían entrar.
const exigirEntrada = ({ name = '', text, values }: Sentencia): Sentencia => ({
  name: `exigir:${name}`,
  text: `with i as (${text}) select exigir((select count(*) from i), ${name.endsWith(':1') ? '1' : 'cardinality($1::uuid[])'})`,
  ...(values && { values }),
})

import path from 'node:path'
import type pg from 'pg'
import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import type { Guion, Resultado } from './guion.ts'
import type { Violacion } from './historia.ts'
import { ordenar } from './ordenes.ts'
import {
  type ApiSuelta,
  arrancar,
  conCarga,
  juzgarMontaje,
  lanzarNotificaciones,
  type Montaje,
  montar,
  SRC,
  salir,
} from './separado.ts'
import { lanzarTestigo, puertoLibre } from './sistema.ts'
import { copiarSiguiente } from './version-siguiente.ts'

/** Ms que conviven las dos versiones por cada vez que se pide: con veinte, dos minutos. */
const CONVIVENCIA = 6_000

/** La de ahora, que publica `ContratoCreado` v1, y la siguiente, que publica v1 y v2. */
type Versiones = Record<'ahora' | 'siguiente', ApiSuelta>

/**
 * La siguiente llega, migra bajo la carga que lleva la de ahora, y durante un rato atienden y leen las dos: cada vez, la
 * siguiente se va y vuelve, como cuando se despliega de a una. Al final se va la de ahora. Devuelve ms de cada llegada.
 */
const convivir = async (
  m: Montaje,
  { ahora, siguiente }: Versiones,
  veces: number,
  punto: () => void,
): Promise<number[]> => {
  const vieja = await arrancar(m, ahora)
  m.balanceador.repartir([ahora.puerto])
  const notificaciones = lanzarNotificaciones(m)
  const testigo = m.pila.use(lanzarTestigo(m.balanceador.url, m.cuaderno, 1))
  await conCarga(m)
  const tiempos: number[] = []
  let nueva: ProcesoHijo | undefined
  for (let vez = 1; vez <= veces; vez++) {
    if (nueva) {
      m.balanceador.repartir([ahora.puerto])
      await salir('la siguiente', nueva)
    }
    const llega = performance.now()
    nueva = await arrancar(m, siguiente)
    tiempos.push(performance.now() - llega)
    m.balanceador.repartir([ahora.puerto, siguiente.puerto])
    const juntas = performance.now()
    await conCarga(m)
    await esperarQue('conviven', () => performance.now() - juntas > CONVIVENCIA, CONVIVENCIA * 2)
    punto()
  }
  // Deja de recibir a la vez que se le pide salir: lo que le llegue ya no lo hace, y se repite ante la otra.
  m.balanceador.repartir([siguiente.puerto])
  await salir('la de ahora', vieja)
  await conCarga(m)
  await salir('el testigo', testigo)
  if (notificaciones.hijo.exitCode !== null) throw new Error(`avisos salió: ${notificaciones.dicho()}`)
  return tiempos
}

const NACIMIENTOS = `select array_to_string(array_agg(version_esquema order by posicion), '+') as salio, count(*)::int as n,
    max(posicion) - min(posicion) + 1 = count(*) as seguidas
  from alpes.bitacora where tipo = 'ContratoCreado' group by clave`
const AVISOS_REPETIDOS = `select tipo, id_contrato from notificaciones.entregas
  group by tipo, id_contrato, hito, destinatario, fecha_fin having count(*) > 1`

type Nacimiento = Readonly<{ salio: string; seguidas: boolean }>

/** Lo propio de dos versiones: cada contrato nace en las de quien lo escribió, y a nadie le cuenta dos veces. */
const dosVersiones = async (
  pool: pg.Pool,
  api: string,
): Promise<{ violaciones: Violacion[]; nota: string }> => {
  const nacidos = (await pool.query<Nacimiento>(NACIMIENTOS)).rows
  const con = (salio: string): number => nacidos.filter((n) => n.salio === salio && n.seguidas).length
  const [vieja, nueva] = [con('1'), con('1+2')]
  const repetidos = (await pool.query<{ tipo: string; id_contrato: string }>(AVISOS_REPETIDOS)).rows
  const { contratos, meses } = JSON.parse((await ordenar(api, 'GET /panel')).texto) as {
    contratos: { total: number }
    meses: { creados: number }[]
  }
  const creados = meses.reduce((n, mes) => n + mes.creados, 0)
  const faltas = [
    ...(vieja + nueva === nacidos.length ? [] : ['un contrato no nació ni en v1 ni en v1 y v2 seguidas']),
    ...(vieja > 0 && nueva > 0 ? [] : [`sólo escribió una de las dos: ${vieja} y ${nueva}`]),
    ...repetidos.map((r) => `el aviso ${r.tipo} de ${r.id_contrato} salió dos veces`),
    ...(contratos.total === nacidos.length && creados === nacidos.length
      ? []
      : [`el panel cuenta dos veces: ${contratos.total} y ${creados} de ${nacidos.length}`]),
  ]
  return {
    violaciones: faltas.map((detalle) => ({ regla: 'versiones', detalle })),
    nota: `${vieja} contratos en v1, ${nueva} en v1 y v2`,
  }
}

/** La versión de ahora y la siguiente a la vez sobre la misma base, con carga. */
export const VERSIONES: Guion = {
  ...{ nombre: 'dos versiones a la vez, y migrar con carga', filas: [28] },
  async correr(veces, punto): Promise<Resultado> {
    await using pila = new AsyncDisposableStack()
    const m = await montar(pila)
    const fuentes = await copiarSiguiente(path.join(m.comun.ALPES_DATOS ?? '', 'siguiente'))
    const versiones = {
      ahora: { nombre: 'la de ahora', fuentes: SRC, puerto: await puertoLibre(), extra: {} },
      siguiente: {
        ...{ nombre: 'la siguiente', fuentes, puerto: await puertoLibre() },
        extra: { VERSIONES_EVENTOS: 'ContratoCreado=1+2' },
      },
    }
    const tiempos = await convivir(m, versiones, veces, punto)
    const { propio, violaciones, aceptados } = await juzgarMontaje(m, (pool) =>
      dosVersiones(pool, `http://127.0.0.1:${versiones.siguiente.puerto}`),
    )
    return { tiempos, aceptados, violaciones: [...violaciones, ...propio.violaciones], nota: propio.nota }
  },
}

import { existsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { abrirServidorSmtp } from '../conformidad/correo-servidor.ts'
import { abrirBalanceador, type Balanceador } from './balanceador.ts'
import { abrirDuradero, conPool } from './bases.ts'
import { leerCuaderno } from './cuaderno.ts'
import type { Guion, Resultado } from './guion.ts'
import type { Violacion } from './historia.ts'
import { pedir } from './insistente.ts'
import { esperarReposo, leerHistoria } from './lectura.ts'
import { ordenar } from './ordenes.ts'
import { carpetaPropia, lanzarTestigo, puertoLibre, TOKEN } from './sistema.ts'
import { verificar } from './verificador.ts'
import { copiarSiguiente } from './version-siguiente.ts'

/** Ms que conviven las dos versiones por cada vez que se pide: con veinte, dos minutos. */
const CONVIVENCIA = 6_000
const SRC = path.join(import.meta.dirname, '../../src')

/** Una API en su puerto: la de ahora, que publica `ContratoCreado` v1, o la siguiente, que publica v1 y v2. */
type Version = Readonly<{ nombre: string; fuentes: string; puerto: number; extra: Record<string, string> }>

type Montaje = Readonly<{
  pila: AsyncDisposableStack
  comun: Readonly<Record<string, string>>
  balanceador: Balanceador
  base: string
  cuaderno: string
  smtp: Awaited<ReturnType<typeof abrirServidorSmtp>>
}>

const lista = async (nombre: string, puerto: number, proceso: ProcesoHijo): Promise<void> => {
  const mirar = () => pedir(`http://127.0.0.1:${puerto}`, { metodo: 'GET', ruta: '/readyz' })
  await esperarQue(
    `${nombre} está lista`,
    () =>
      proceso.hijo.exitCode !== null ||
      mirar().then(
        (c) => c.estado === 200,
        () => false,
      ),
    120_000,
  )
  if (proceso.hijo.exitCode !== null) throw new Error(`${nombre} salió: ${proceso.dicho()}`)
}

const arrancar = async (m: Montaje, { nombre, fuentes, puerto, extra }: Version): Promise<ProcesoHijo> => {
  const entorno = { ...m.comun, PUERTO_API: String(puerto), ...extra }
  const proceso = m.pila.use(lanzar(path.join(fuentes, 'api/principal.ts'), { entorno }))
  await lista(nombre, puerto, proceso)
  return proceso
}

const montar = async (pila: AsyncDisposableStack): Promise<Montaje> => {
  const datos = await carpetaPropia('alpes-versiones-')
  pila.defer(() => rm(datos, { recursive: true, force: true, maxRetries: 5 }))
  const { url: base } = await abrirDuradero(pila)
  const smtp = pila.use(await abrirServidorSmtp())
  const balanceador = pila.use(await abrirBalanceador())
  const comun = {
    ...{ ALPES_DATOS: datos, ALPES_TOKEN: TOKEN, DEMO: 'no', NIVEL_REGISTRO: 'warn', PUERTO_METRICAS: '0' },
    ...{ BASE_DATOS_URL: base, API_URL: balanceador.url, SMTP_URL: smtp.url },
    ROLES: 'http,consumidores,planificador',
  }
  return { pila, comun, balanceador, base, smtp, cuaderno: path.join(datos, 'cuaderno') }
}

const conCarga = async ({ cuaderno }: Montaje): Promise<void> => {
  const anotado = (): number => (existsSync(cuaderno) ? statSync(cuaderno).size : 0)
  const antes = anotado()
  await esperarQue('hay carga', () => anotado() > antes + 20_000, 60_000)
}

const salir = async (quien: string, proceso: ProcesoHijo): Promise<void> => {
  proceso.senal('SIGTERM')
  const fin = await proceso.fin
  if (fin !== 0) throw new Error(`${quien} salió con ${fin}: ${proceso.dicho()}`)
}

/**
 * La siguiente llega, migra bajo la carga que lleva la de ahora, y durante un rato atienden y leen las dos: cada vez, la
 * siguiente se va y vuelve, como cuando se despliega de a una. Al final se va la de ahora. Devuelve ms de cada llegada.
 */
const convivir = async (
  m: Montaje,
  { ahora, siguiente }: Record<'ahora' | 'siguiente', Version>,
  veces: number,
  punto: () => void,
): Promise<number[]> => {
  const vieja = await arrancar(m, ahora)
  m.balanceador.repartir([ahora.puerto])
  const notificaciones = m.pila.use(
    lanzar(path.join(SRC, 'notificaciones/principal.ts'), {
      entorno: { ...m.comun, PUERTO_NOTIFICACIONES: '0' },
    }),
  )
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

const juzgar = async (m: Montaje, siguiente: Version) =>
  conPool(m.base, async (pool) => {
    await esperarReposo(pool, 90_000)
    const aceptados = leerCuaderno(m.cuaderno)
    const correos = m.smtp.recibidos.map((r) => r.idMensaje)
    const historia = await leerHistoria(pool, { aceptados, correos, caidas: 0 })
    const propias = await dosVersiones(pool, `http://127.0.0.1:${siguiente.puerto}`)
    return {
      aceptados: aceptados.length,
      violaciones: [...verificar(historia), ...propias.violaciones],
      nota: propias.nota,
    }
  })

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
    return { tiempos, ...(await juzgar(m, versiones.siguiente)) }
  },
}

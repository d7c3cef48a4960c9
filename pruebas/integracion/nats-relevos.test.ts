import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { abrirTaller, serie, type Taller, TOPICO, tanda } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { abrirGrupoNats, abrirServidorNats, natsServer } from '../apoyo/nats.ts'
import { oir, publicadas } from '../apoyo/nats-relevo.ts'
import { lanzar } from '../apoyo/proceso-hijo.ts'
import { alDia, brokerCompleto, cuandoTodo, relevar } from '../apoyo/relevo-broker.ts'

const opciones = { skip: natsServer.saltar }
/** Muertes de un servidor del grupo; el tamaño entero, `REPETICIONES=40`: dos minutos. */
const MUERTES = Number(process.env.REPETICIONES ?? 3)

const HIJO = path.join(import.meta.dirname, '../apoyo/relevo-broker-hijo.ts')

const posicionDe = async ({ pool }: Taller): Promise<number> => {
  const { rows } = await pool.query<{ p: number }>(
    `select posicion::float8 as p from suscripciones where suscripcion = 'relevo'`,
  )
  return rows[0]?.p ?? 0
}
const duenoDe = async ({ pool }: Taller): Promise<number> => {
  const { rows } = await pool.query<{ dueno: string }>(
    `select dueno from suscripciones where suscripcion = 'relevo' and arrendado_hasta > clock_timestamp()`,
  )
  return Number(rows[0]?.dueno.split(':')[1] ?? 0)
}
test(
  'de dos relevos trabaja uno; detenido, lo toma el otro, y al volver ya no puede confirmar nada',
  opciones,
  async () => {
    await using taller = await abrirTaller()
    await using servidor = await abrirServidorNats()
    const entorno = { BASE_URL: taller.url, BROKER_URL: servidor.url }
    await using uno = lanzar(HIJO, { entorno })
    await using otro = lanzar(HIJO, { entorno })
    const relevos = [uno, otro]
    let escritos = 0
    const escribir = async (n: number): Promise<void> => {
      await taller.escribir(TOPICO, tanda(n))
      escritos += n
      await esperarQue('se publica', async () => (await posicionDe(taller)) === escritos, 20_000)
    }
    for (let vuelta = 0; vuelta < 3; vuelta++) {
      await escribir(60)
      const pid = await esperarQue('alguno trabaja', () => duenoDe(taller))
      const activo = relevos.find((r) => r.pid === pid)!
      activo.senal('SIGSTOP')
      await taller.escribir(TOPICO, tanda(30))
      escritos += 30
      const nuevo = await esperarQue('lo toma el otro', async () => {
        const ahora = await duenoDe(taller)
        return ahora !== pid && ahora !== 0 ? ahora : null
      })
      assert.ok(relevos.some((r) => r.pid === nuevo))
      await esperarQue('el otro publica', async () => (await posicionDe(taller)) === escritos)
      const dicho = activo.dicho().length
      activo.senal('SIGCONT')
      await esperarQue('el que vuelve sabe que ya no es suyo', () =>
        activo.dicho().slice(dicho).includes('esperando'),
      )
      assert.equal(await posicionDe(taller), escritos)
    }
    await brokerCompleto(() => publicadas(servidor.url, TOPICO), escritos)
  },
)

test(
  'SIGKILL tras publicar, sin anotarlo o sin mover el cursor, y a medio empezar con otro broker: no falta nada',
  opciones,
  async () => {
    await using taller = await abrirTaller()
    await using servidor = await abrirServidorNats()
    const entorno = { BASE_URL: taller.url, BROKER_URL: servidor.url, ALPES_PRUEBAS: 'si' }
    const caer = async (falla: string): Promise<void> => {
      await using muere = lanzar(HIJO, { entorno: { ...entorno, FALLA_EN: falla } })
      assert.equal(await muere.fin, 'SIGKILL', muere.dicho())
    }
    await taller.escribir(TOPICO, tanda(200))
    // De 50 en 50: cada muerte deja un lote publicado que el siguiente repite.
    for (const punto of ['relevo:sin-anotar:1', 'relevo:publicado:2', 'relevo:sin-anotar:2'])
      await caer(punto)
    assert.equal(await posicionDe(taller), 100)
    const antes = await publicadas(servidor.url, TOPICO)
    assert.deepEqual([...new Set(antes)], serie(150))
    assert.equal(antes.length, 250, 'se repite el lote que murió sin anotar, y nada más')
    await servidor.matar()
    await servidor.borrarDisco()
    await servidor.arrancar()
    await caer('relevo:retrocedido:1')
    assert.equal(await posicionDe(taller), 0)
    await using _sano = lanzar(HIJO, { entorno })
    await brokerCompleto(() => publicadas(servidor.url, TOPICO), 200)
    await esperarQue('el cursor llega', async () => (await posicionDe(taller)) === 200)
  },
)

test(
  `tres servidores, uno muerto cada poco bajo carga (${MUERTES} veces): no se pierde nada`,
  opciones,
  async () => {
    await using pila = new AsyncDisposableStack()
    const taller = pila.use(await abrirTaller())
    const grupo = pila.use(await abrirGrupoNats())
    const relevo = relevar(taller, grupo.url, pila)
    const remota = oir(taller, grupo.url, pila)
    let escritos = 0
    const cargar = async (n: number): Promise<void> => {
      await taller.escribir(TOPICO, tanda(n))
      escritos += n
    }
    for (let i = 0; i < MUERTES; i++) {
      await cargar(100)
      await esperarQue(
        'el relevo avanza',
        () => (relevo.estado().topicos[0]?.posicion ?? 0) > escritos - 100,
        60_000,
      )
      const muere = grupo.servidores[i % 3]!
      await muere.matar()
      for (let j = 0; j < 10; j++) await cargar(20)
      await esperarQue('sigue con dos', () => relevo.estado().topicos[0]?.posicion === escritos, 60_000)
      await muere.arrancar()
    }
    await alDia(remota, escritos)
    await cuandoTodo(() => publicadas(grupo.url, TOPICO), escritos)
    assert.deepEqual(await juzgar(taller.pool, 'remota'), [])
  },
)

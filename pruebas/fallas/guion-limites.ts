import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { FLUJO } from '#seedwork/infraestructura/nats/flujo.ts'
import { listarApartados, marcarApartado } from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { abrirTaller, anotar, CLAVES, type Taller, TOPICO } from '../apoyo/bitacora.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { juzgar } from '../apoyo/juicio.ts'
import { mensaje } from '../apoyo/mensaje.ts'
import { abrirServidorNats, conectarNats, type ServidorNats } from '../apoyo/nats.ts'
import { oir, publicadas } from '../apoyo/nats-relevo.ts'
import { alDia, relevar } from '../apoyo/relevo-broker.ts'
import { requerir } from '../apoyo/requerir.ts'
import type { Guion, Resultado } from './guion.ts'
import type { Violacion } from './historia.ts'
import { carpetaPropia } from './sistema.ts'

const MEGA = 1_048_576
/** Bytes de un mensaje pesado, cuántos van de una vez, y bytes que caben en el broker además de lo que ya tiene. */
const PESO = 20_000
const TANDA = 200
const SITIO = 2 * MEGA

/** Un broker con límites: cada vez que arranca vale lo último que se le puso. */
type Limitado = Readonly<{ servidor: ServidorNats; limitar(texto: string): Promise<void> }>

const abrirLimitado = async (pila: AsyncDisposableStack, texto: string): Promise<Limitado> => {
  const carpeta = await carpetaPropia('alpes-limites-')
  pila.defer(() => rm(carpeta, { recursive: true, force: true }))
  const archivo = path.join(carpeta, 'nats.conf')
  writeFileSync(archivo, texto)
  const servidor = pila.use(await abrirServidorNats(undefined, ['-c', archivo]))
  return {
    servidor,
    async limitar(nuevo) {
      writeFileSync(archivo, nuevo)
      await servidor.matar()
      await servidor.arrancar()
    },
  }
}

const disco = (bytes: number): string => `jetstream { max_file_store: ${bytes} }\n`

/** Bytes que ocupa el flujo. */
const ocupado = async (url: string): Promise<number> => {
  await using conexion = conectarNats(url)
  const jsm = await jetstreamManager(await conexion.obtener())
  return (await jsm.streams.info(FLUJO)).state.bytes
}

type Banco = Readonly<{ taller: Taller; versiones: Map<string, number>; escritos: { n: number } }>

const abrirBanco = async (pila: AsyncDisposableStack): Promise<Banco> => ({
  taller: pila.use(await abrirTaller()),
  versiones: new Map(),
  escritos: { n: 0 },
})

const escribir = async (b: Banco, claves: readonly string[], peso: number): Promise<void> => {
  const nuevos = claves.map((clave) => {
    const versionAgregado = (b.versiones.get(clave) ?? 0) + 1
    b.versiones.set(clave, versionAgregado)
    return mensaje({ topico: TOPICO, clave, versionAgregado, contenido: Buffer.alloc(peso, 1) })
  })
  await anotar(b.taller.pool, nuevos)
  b.escritos.n += nuevos.length
}

const pesada = (n: number): string[] => Array.from({ length: n }, (_, i) => CLAVES[i % CLAVES.length]!)

const pausado = async (relevo: Suscripcion): Promise<string> => {
  const motivo = () => (relevo.estado().situacion === 'pausada' ? relevo.estado().motivo : null)
  return await esperarQue('el relevo se para y lo dice', motivo, 60_000)
}

const faltanEn = async (url: string, n: number): Promise<Violacion[]> => {
  const vistas = new Set(await publicadas(url, TOPICO))
  return vistas.size === n ? [] : [{ regla: 'C12', detalle: `no se publicaron ${n - vistas.size}` }]
}

/** El disco del broker se llena: el relevo se para y lo dice, quien lee sigue por la bitácora, y con sitio sale todo. */
const sinSitio: Guion = {
  ...{
    nombre: 'broker: sin sitio en el disco',
    filas: [22],
    impedimento: () => requerir('nats-server').saltar || null,
  },
  async correr(veces, punto): Promise<Resultado> {
    await using pila = new AsyncDisposableStack()
    const broker = await abrirLimitado(pila, disco(SITIO))
    const { url } = broker.servidor
    const b = await abrirBanco(pila)
    const relevo = relevar(b.taller, url, pila)
    const remota = oir(b.taller, url, pila)
    const tiempos: number[] = []
    let dicho = ''
    for (let vez = 1; vez <= veces; vez++) {
      if (vez > 1) await broker.limitar(disco((await ocupado(url)) + SITIO))
      await escribir(b, pesada(TANDA), PESO)
      dicho = await pausado(relevo)
      await alDia(remota, b.escritos.n)
      const libre = performance.now()
      await broker.limitar(disco(1_024 * MEGA))
      await alDia(relevo, b.escritos.n)
      tiempos.push(performance.now() - libre)
      punto()
    }
    const violaciones = [...(await juzgar(b.taller.pool, 'remota')), ...(await faltanEn(url, b.escritos.n))]
    return { violaciones, tiempos, aceptados: b.escritos.n, nota: dicho }
  },
}

/** Con `megas` el broker olvida lo viejo: quien vuelve tarde lo lee de la bitácora. */
const olvidadizo: Guion = {
  ...{
    nombre: 'broker: olvida lo viejo',
    filas: [22],
    impedimento: () => requerir('nats-server').saltar || null,
  },
  async correr(veces, punto): Promise<Resultado> {
    await using pila = new AsyncDisposableStack()
    const { url } = pila.use(await abrirServidorNats())
    const b = await abrirBanco(pila)
    const relevo = relevar(b.taller, `${url}?megas=1`, pila)
    const tiempos: number[] = []
    let olvidados = 0
    for (let vez = 1; vez <= veces; vez++) {
      {
        await using lectura = new AsyncDisposableStack()
        await escribir(b, pesada(20), PESO)
        await alDia(oir(b.taller, url, lectura), b.escritos.n)
      }
      await escribir(b, pesada(TANDA), PESO)
      await alDia(relevo, b.escritos.n)
      olvidados = b.escritos.n - new Set(await publicadas(url, TOPICO)).size
      if (olvidados < TANDA / 2) throw new Error(`el broker sólo olvidó ${olvidados}`)
      const vuelve = performance.now()
      await using lectura = new AsyncDisposableStack()
      await alDia(oir(b.taller, url, lectura), b.escritos.n)
      tiempos.push(performance.now() - vuelve)
      punto()
    }
    const violaciones = await juzgar(b.taller.pool, 'remota')
    return { violaciones, tiempos, aceptados: b.escritos.n, nota: `el broker olvidó ${olvidados}` }
  },
}

const apartadosDe = (pool: Taller['pool']) => listarApartados(pool, { suscripcion: 'relevo' })

/**
 * Lo que se intente antes de que el relevo vuelva a conectar falla otra vez: quien opera lo pide de nuevo. Devuelve si ya
 * no queda nada.
 */
const pedirDeNuevo = async (pool: Taller['pool']): Promise<boolean> => {
  const quedan = await apartadosDe(pool)
  for (const { id } of quedan.filter((a) => a.estado === 'espera-operador'))
    await marcarApartado(pool, { id, acto: 'reintento', motivo: 'ya cabe', actor: 'prueba' })
  return quedan.length === 0
}

/** Un mensaje que no cabe se aparta con los de su clave; los demás salen, y quien lee lo tiene todo por la bitácora. */
const demasiado: Guion = {
  ...{
    nombre: 'broker: no admite lo grande',
    filas: [22],
    impedimento: () => requerir('nats-server').saltar || null,
  },
  async correr(veces, punto): Promise<Resultado> {
    await using pila = new AsyncDisposableStack()
    const chico = 'max_payload: 8192\n'
    const broker = await abrirLimitado(pila, chico)
    const { url } = broker.servidor
    const b = await abrirBanco(pila)
    const { pool } = b.taller
    const abiertos = () => apartadosDe(pool)
    const relevo = relevar(b.taller, url, pila)
    const remota = oir(b.taller, url, pila)
    const tiempos: number[] = []
    for (let vez = 1; vez <= veces; vez++) {
      await broker.limitar(chico)
      const grande = randomUUID()
      await escribir(b, pesada(20), 100)
      await escribir(b, [grande], PESO)
      await escribir(b, [...pesada(20), grande], 100)
      await alDia(relevo, b.escritos.n)
      await alDia(remota, b.escritos.n)
      if ((await abiertos()).length === 0) throw new Error('lo que no cabe no se apartó')
      // Publicarlo todo otra vez, con algo apartado: el resto sale, y el relevo no se atasca en ello.
      await broker.servidor.matar()
      await broker.servidor.borrarDisco()
      await broker.servidor.arrancar()
      const elResto = async () => b.escritos.n - (await abiertos()).length
      const salieron = async () => new Set(await publicadas(url, TOPICO)).size === (await elResto())
      await esperarQue('sale el resto', () => salieron().catch(() => false), 60_000)
      const cabe = performance.now()
      await broker.limitar('')
      await esperarQue('sale lo apartado', () => pedirDeNuevo(pool), 60_000)
      tiempos.push(performance.now() - cabe)
      punto()
    }
    const violaciones = [...(await juzgar(pool, 'remota')), ...(await faltanEn(url, b.escritos.n))]
    return { violaciones, tiempos, aceptados: b.escritos.n }
  },
}

/** El broker con límites: de disco, de lo que guarda y de lo que pesa un mensaje. */
export const LIMITES: readonly Guion[] = [sinSitio, olvidadizo, demasiado]

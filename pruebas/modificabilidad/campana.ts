// `npm run modificabilidad`: cada cambio del escenario de calidad, hecho de verdad sobre una copia del último
// commit. Con nombres, sólo esos experimentos. Rehace la tabla del README, salvo con `--comprobar`.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { aplicar, type Copia, copiar, ponerPrueba, RAIZ } from './copia.ts'
import type { Experimento } from './experimento.ts'
import { EXPERIMENTOS } from './experimentos.ts'
import { CAPAS, comparar, type Medida, medir, nucleo, union } from './medida.ts'
import { ponerTabla, type Resultado, tabla } from './tabla.ts'

const RESULTADO = join(import.meta.dirname, 'resultado.json')
const NODE = process.execPath
const binario = (nombre: string): string => join(RAIZ, 'node_modules/.bin', nombre)

type Salida = Readonly<{ codigo: number; texto: string }>

const correrEn = (cwd: string, url: string, orden: readonly string[]): Promise<Salida> => {
  const [programa = '', ...args] = orden
  // Una prueba que corre dentro de otra hereda su manera de informar: se quita.
  const { NODE_TEST_CONTEXT: _, ...entorno } = process.env
  const hijo = spawn(programa, args, {
    cwd,
    env: { ...entorno, BASE_DATOS_PRUEBAS_URL: url, REQUERIR: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const trozos: Buffer[] = []
  for (const canal of [hijo.stdout, hijo.stderr]) canal.on('data', (t: Buffer) => trozos.push(t))
  return new Promise((resolver, rechazar) => {
    hijo.once('error', rechazar)
    hijo.once('close', (codigo) =>
      resolver({ codigo: codigo ?? 1, texto: Buffer.concat(trozos).toString('utf8') }),
    )
  })
}

const exigirVerde = (que: string, { codigo, texto }: Salida): void => {
  if (codigo !== 0) throw new Error(`${que} no pasa:\n${texto.split('\n').slice(-80).join('\n')}`)
}

const probar = (copia: Copia, url: string, archivos: readonly string[]): Promise<Salida> =>
  correrEn(copia.raiz, url, [NODE, 'pruebas/correr.ts', ...archivos])

const comprobar = async (copia: Copia, url: string, e: Experimento): Promise<void> => {
  if (e.catalogos)
    exigirVerde('los catálogos', await correrEn(copia.raiz, url, [NODE, 'herramientas/catalogos.ts']))
  const [tipos, capas, pruebas] = await Promise.all([
    correrEn(copia.raiz, url, [binario('tsc'), '-p', '.']),
    correrEn(copia.raiz, url, [NODE, binario('depcruise'), 'src', '--config', '.dependency-cruiser.mjs']),
    probar(copia, url, [e.prueba, ...e.suites]),
  ])
  exigirVerde('los tipos', tipos)
  exigirVerde('las capas', capas)
  exigirVerde('la prueba del cambio o una suite', pruebas)
}

const exigirListon = (e: Experimento, medida: Medida): void => {
  if (e.nucleo !== undefined && nucleo(medida) > e.nucleo)
    throw new Error(`toca ${nucleo(medida)} líneas de dominio o aplicación, y no debería ninguna`)
  if (e.union !== undefined && union(medida) > e.union)
    throw new Error(`toca ${union(medida)} líneas ajenas, y el listón es ${e.union}`)
}

const experimentar = async (e: Experimento, url: string): Promise<Resultado> => {
  using copia = copiar()
  ponerPrueba(copia.raiz, e)
  if ((await probar(copia, url, [e.prueba])).codigo === 0)
    throw new Error(`${e.prueba} ya pasa sin el cambio: no prueba nada`)
  console.log('   en rojo antes')
  aplicar(copia.raiz, e)
  await comprobar(copia, url, e)
  console.log(`   en verde después, con ${e.suites.length} suites, los tipos y las capas`)
  const medida = medir(comparar(copia.base, copia.raiz))
  exigirListon(e, medida)
  for (const capa of CAPAS) {
    const { nuevos, lineasNuevas, tocados, lineasTocadas } = medida[capa]
    if (nuevos + tocados > 0)
      console.log(
        `   ${capa}: ${nuevos} nuevos (${lineasNuevas} líneas), ${tocados} tocados (${lineasTocadas})`,
      )
  }
  return { nombre: e.nombre, titulo: e.titulo, medida }
}

const abrirServidor = async (cierre: AsyncDisposableStack): Promise<string> => {
  const carpeta = mkdtempSync(join(tmpdir(), 'alpes-modificabilidad-base-'))
  cierre.defer(() => rmSync(carpeta, { recursive: true, force: true }))
  chmodSync(carpeta, 0o711)
  const ajustes = { fsync: 'off', synchronous_commit: 'off', max_connections: '300' }
  return cierre.use(
    await abrirPostgresEmbebido({ datos: join(carpeta, 'datos'), registro: sinRegistro, ajustes }),
  ).url
}

/** Lo medido ahora sobre lo que ya había, en el orden de la tabla. */
const reunir = (nuevos: readonly Resultado[]): readonly Resultado[] => {
  const previos: readonly Resultado[] = existsSync(RESULTADO)
    ? JSON.parse(readFileSync(RESULTADO, 'utf8'))
    : []
  return EXPERIMENTOS.flatMap(({ nombre }) => {
    const suyo = [...nuevos, ...previos].find((r) => r.nombre === nombre)
    return suyo ? [suyo] : []
  })
}

const escribir = (resultados: readonly Resultado[]): void => {
  writeFileSync(RESULTADO, `${JSON.stringify(resultados, null, 2)}\n`)
  const readme = join(RAIZ, 'README.md')
  writeFileSync(readme, ponerTabla(readFileSync(readme, 'utf8'), tabla(resultados)))
}

const pedidos = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const suyos = EXPERIMENTOS.filter((e) => pedidos.length === 0 || pedidos.includes(e.nombre))
if (suyos.length === 0 || suyos.length < pedidos.length) {
  console.error(`no hay ese experimento; los que hay: ${EXPERIMENTOS.map((e) => e.nombre).join(', ')}`)
  process.exit(1)
}
{
  await using cierre = new AsyncDisposableStack()
  const url = process.env.BASE_DATOS_PRUEBAS_URL ?? (await abrirServidor(cierre))
  const resultados: Resultado[] = []
  for (const [i, e] of suyos.entries()) {
    const desde = Date.now()
    console.log(`\n${i + 1}/${suyos.length} ${e.nombre}: ${e.estimulo}`)
    try {
      resultados.push(await experimentar(e, url))
    } catch (error) {
      console.error(`   FALLA ${(error as Error).message}`)
      process.exitCode = 1
    }
    console.log(`   ${((Date.now() - desde) / 1000).toFixed(1)} s`)
  }
  console.log(`\n${tabla(resultados)}`)
  // Con `--comprobar`, sólo mide: es lo que corre quien revisa un cambio.
  if (!process.argv.includes('--comprobar')) escribir(reunir(resultados))
}

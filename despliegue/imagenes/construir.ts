import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const RAIZ = path.join(import.meta.dirname, '../..')

/** Las imágenes, con el archivo que hace cada una. */
export const IMAGENES = {
  api: 'aeroalpes.Dockerfile',
  adaptador: 'adaptador.Dockerfile',
  notificacion: 'notificacion.Dockerfile',
  ui: 'ui.Dockerfile',
} as const
export type NombreImagen = keyof typeof IMAGENES

/** Una imagen construida y montada, con lo que su Dockerfile dice de cómo se corre. */
export type Imagen = Readonly<{
  nombre: NombreImagen
  /** Su sistema de archivos, en esta máquina. */
  raiz: string
  orden: readonly string[]
  entorno: readonly string[]
  /** `uid:gid`. */
  usuario: string
  carpeta: string
  salud: readonly string[]
  volumenes: readonly string[]
  puertos: readonly string[]
  senalDeParada: string
}>

const correr = (
  orden: string,
  args: readonly string[],
  opciones: { cwd?: string; verSalida?: boolean } = {},
) => {
  const { cwd = RAIZ, verSalida = false } = opciones
  const { status, stdout, stderr, error } = spawnSync(orden, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', verSalida ? 'inherit' : 'pipe'],
  })
  if (error) throw error
  if (status !== 0)
    throw new Error(`${orden} ${args[0]} salió con ${status}:\n${stderr ?? ''}${stdout}`.trim())
  return stdout.trim()
}

/** buildah con su almacén aparte: al terminar se borra la carpeta y no queda nada. */
const buildah = (almacen: string, ...args: readonly string[]): string =>
  correr('buildah', ['--root', path.join(almacen, 'capas'), '--runroot', path.join(almacen, 'run'), ...args])

const construir = (almacen: string, etiqueta: string, ...args: readonly string[]): void => {
  // HEALTHCHECK sólo existe en el formato de Docker.
  const comunes = ['--isolation', 'chroot', '--pull-never', '--format', 'docker', '-t', etiqueta]
  buildah(almacen, 'bud', ...comunes, ...args)
}

/** El valor de `ARG <nombre>=…`, que es el nombre de una imagen pública. */
const argumento = (nombre: 'NODE' | 'BASE'): string => {
  const valores = Object.values(IMAGENES).map(
    (archivo) =>
      new RegExp(`^ARG ${nombre}=(\\S+)$`, 'm').exec(readFileSync(path.join(RAIZ, archivo), 'utf8'))?.[1],
  )
  const [valor] = valores
  if (!valor || valores.some((otro) => otro !== valor))
    throw new Error(`ARG ${nombre} no es el mismo en todas`)
  return valor
}

const CERTIFICADOS = '/etc/ssl/certs/ca-certificates.crt'

const npmDeEstaMaquina = (): string => {
  const programa = process.env.npm_execpath ?? correr('sh', ['-c', 'command -v npm'])
  return path.dirname(path.dirname(realpathSync(programa)))
}

/**
 * Bases locales con el nombre de las públicas: la de Debian la hace mmdebstrap y la de Node le suma el Node del
 * candado y el npm de esta máquina. Los certificados son los de aquí, por si la red los cambia.
 */
const construirBases = (almacen: string): void => {
  const base = argumento('BASE')
  const debian = path.join(almacen, 'debian')
  mkdirSync(debian)
  const suite = /:(\w+)/.exec(base)?.[1] ?? ''
  correr('mmdebstrap', ['--quiet', '--variant=minbase', suite, path.join(debian, 'raiz.tar')])
  writeFileSync(path.join(debian, 'Dockerfile'), 'FROM scratch\nADD raiz.tar /\nCMD ["bash"]\n')
  construir(almacen, base, debian)
  const node = path.join(almacen, 'node')
  mkdirSync(node)
  cpSync(realpathSync(process.execPath), path.join(node, 'node'))
  cpSync(npmDeEstaMaquina(), path.join(node, 'npm'), { recursive: true, dereference: true })
  writeFileSync(path.join(node, 'ca.crt'), existsSync(CERTIFICADOS) ? readFileSync(CERTIFICADOS) : '')
  const pasos = [
    `FROM ${base}`,
    'RUN apt-get update -q && apt-get install -y -q --no-install-recommends libatomic1',
    'COPY node /usr/local/bin/node',
    'COPY npm /usr/local/lib/node_modules/npm',
    'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
    `COPY ca.crt ${CERTIFICADOS}`,
    `ENV NODE_EXTRA_CA_CERTS=${CERTIFICADOS}`,
  ]
  writeFileSync(path.join(node, 'Dockerfile'), `${pasos.join('\n')}\n`)
  construir(almacen, argumento('NODE'), node)
}

/** El `.npmrc` de quien construye, si tiene uno: los Dockerfile lo admiten como secreto. */
const secretoNpm = (): string[] => {
  const archivo = correr('npm', ['config', 'get', 'userconfig'])
  return existsSync(archivo) ? ['--secret', `id=npmrc,src=${archivo}`] : []
}

type Configuracion = {
  Cmd: string[]
  Env: string[]
  User: string
  WorkingDir: string
  Healthcheck?: { Test: string[] }
  Volumes?: Record<string, object>
  ExposedPorts?: Record<string, object>
  StopSignal?: string
}

const montar = (almacen: string, nombre: NombreImagen): Imagen => {
  const contenedor = buildah(almacen, 'from', '--pull-never', `aeroalpes/${nombre}`)
  const raiz = buildah(almacen, 'mount', contenedor)
  const { Docker } = JSON.parse(buildah(almacen, 'inspect', '--type', 'image', `aeroalpes/${nombre}`)) as {
    Docker: { config: Configuracion }
  }
  const c = Docker.config
  const [forma, ...salud] = c.Healthcheck?.Test ?? []
  if (forma !== 'CMD') throw new Error(`${nombre}: HEALTHCHECK no es de forma exec`)
  return {
    ...{ nombre, raiz, orden: c.Cmd, entorno: c.Env, usuario: c.User, carpeta: c.WorkingDir, salud },
    volumenes: Object.keys(c.Volumes ?? {}),
    puertos: Object.keys(c.ExposedPorts ?? {}),
    senalDeParada: c.StopSignal ?? 'SIGTERM',
  }
}

/** Construye las cuatro en `almacen` y las deja montadas. */
export const construirImagenes = (almacen: string, decir: (texto: string) => void): readonly Imagen[] => {
  decir('hace las imágenes base')
  construirBases(almacen)
  const secreto = secretoNpm()
  return Object.entries(IMAGENES).map(([nombre, archivo]) => {
    decir(`construye aeroalpes/${nombre}`)
    construir(almacen, `aeroalpes/${nombre}`, ...secreto, '-f', archivo, '.')
    return montar(almacen, nombre as NombreImagen)
  })
}

/** Desmonta y borra todo lo que hizo buildah. */
export const borrarAlmacen = (almacen: string): void => {
  buildah(almacen, 'rm', '--all')
  buildah(almacen, 'rmi', '--all', '--force')
}

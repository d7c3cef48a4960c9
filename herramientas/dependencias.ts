import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Lo que de `package-lock.json` importa aquí. */
export type Candado = Readonly<{
  packages: Readonly<
    Record<
      string,
      Readonly<{
        resolved?: string
        integrity?: string
        link?: boolean
        optional?: boolean
        hasInstallScript?: boolean
        license?: string
      }>
    >
  >
}>

/** Dependencias directas en marcha que aceptamos. Subirlo es una decisión que se revisa. */
const DIRECTAS_MAXIMAS = 24

const nombreDe = (ruta: string): string =>
  ruta.slice(ruta.lastIndexOf('node_modules/') + 'node_modules/'.length)

/**
 * Faltas del candado: de otro sitio, sin huella fuerte, o con un guion de instalación que nadie permitió.
 * El candado no dice de dónde viene cada paquete (lo pone quien instala); si lo dice, que sea por https y
 * de uno solo. De los optativos de otras plataformas no hay huella: aquí no se instalan.
 */
export const faltasDelCandado = ({ packages }: Candado, conGuion: readonly string[]): readonly string[] => {
  const instalados = Object.entries(packages).filter(([ruta, p]) => ruta !== '' && !p.link)
  const sitios = new Set(instalados.flatMap(([, { resolved: r }]) => (r ? [new URL(r).origin] : [])))
  const faltas = instalados.flatMap(([ruta, { resolved, integrity, hasInstallScript, optional }]) => {
    const nombre = nombreDe(ruta)
    const conHuella = integrity?.startsWith('sha512-') ?? (optional === true && integrity === undefined)
    return [
      ...(resolved && !resolved.startsWith('https://') ? [`${nombre}: no viene por https`] : []),
      ...(conHuella ? [] : [`${nombre}: sin huella sha512`]),
      ...(hasInstallScript && !conGuion.includes(nombre) ? [`${nombre}: corre un guion al instalarse`] : []),
    ]
  })
  return sitios.size > 1 ? [...faltas, `los paquetes vienen de ${sitios.size} sitios`] : faltas
}

const RAIZ = path.join(import.meta.dirname, '..')
const leer = <T>(archivo: string): T => JSON.parse(readFileSync(path.join(RAIZ, archivo), 'utf8')) as T

type Paquete = { dependencies: Record<string, string>; allowScripts: Record<string, boolean> }

/** Revisa lo instalado sin red. Devuelve las faltas. */
export const revisar = (): readonly string[] => {
  const { dependencies, allowScripts } = leer<Paquete>('package.json')
  const directas = Object.keys(dependencies)
  const flojas = Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
  return [
    ...faltasDelCandado(leer<Candado>('package-lock.json'), Object.keys(allowScripts)),
    // Se instala con `--ignore-scripts`: el único guion que hay allí no corre.
    ...faltasDelCandado(leer<Candado>('herramientas/asyncapi/package-lock.json'), ['@scarf/scarf']),
    ...flojas.map(([nombre, version]) => `${nombre}: ${version} no es una versión exacta`),
    ...(directas.length > DIRECTAS_MAXIMAS ? [`son ${directas.length} dependencias en marcha`] : []),
  ]
}

const npm = (...argumentos: string[]): string => {
  const r = spawnSync('npm', argumentos, { cwd: RAIZ, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return r.stdout
}

/** El inventario de lo que corre (CycloneDX), con sus licencias. */
const inventariar = (): number => {
  const texto = npm('sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--omit=dev')
  const { components } = JSON.parse(texto) as { components: { licenses?: { license?: { id?: string } }[] }[] }
  const destino = path.join(RAIZ, 'artefactos', 'sbom.cdx.json')
  mkdirSync(path.dirname(destino), { recursive: true })
  writeFileSync(destino, texto)
  const licencias = new Set(
    components.flatMap((c) => (c.licenses ?? []).map((l) => l.license?.id ?? 'sin decir')),
  )
  console.log(
    `${path.relative(RAIZ, destino)}: ${components.length} componentes; ${[...licencias].sort().join(', ')}`,
  )
  return 0
}

type Dictamen = { metadata?: { vulnerabilities?: { high: number; critical: number } } }

const dictamen = (): Dictamen => {
  try {
    return JSON.parse(npm('audit', '--json', '--omit=dev')) as Dictamen
  } catch {
    return {}
  }
}

/** Revisa el candado y pregunta por fallas conocidas; sin quien conteste, lo dice y sigue. */
const auditar = (): number => {
  const faltas = revisar()
  for (const falta of faltas) console.error(falta)
  const halladas = dictamen().metadata?.vulnerabilities
  if (halladas === undefined)
    console.error('nadie contestó por las fallas conocidas: sólo se revisó el candado')
  else console.log(`fallas conocidas: ${halladas.critical} críticas, ${halladas.high} altas`)
  const graves = (halladas?.critical ?? 0) + (halladas?.high ?? 0)
  return faltas.length + graves > 0 ? 1 : 0
}

if (import.meta.main) process.exitCode = process.argv[2] === 'sbom' ? inventariar() : auditar()

// Completa package-lock.json con los paquetes opcionales de otras plataformas que npm no anotó porque el
// registro con que se resolvió no los tenía. Sin ellos `npm ci` dice que el archivo no corresponde y se niega.
// Se corre a mano después de cambiar dependencias; en esta plataforma esos paquetes nunca se bajan.

import { readFileSync, writeFileSync } from 'node:fs'

const ARCHIVO = new URL('../package-lock.json', import.meta.url)
const SISTEMAS = [
  'android',
  'aix',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const PROCESADORES = [
  ...['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'],
]
const ALIAS = { armv7: 'arm', x86_64: 'x64', i386: 'ia32', windows: 'win32' }

const plataforma = (nombre) => {
  const partes = nombre.split(/[/-]/).map((parte) => ALIAS[parte] ?? parte)
  const os = partes.filter((parte) => SISTEMAS.includes(parte))
  const cpu = partes.filter((parte) => PROCESADORES.includes(parte))
  const libc = partes.some((parte) => parte.startsWith('musl')) ? ['musl'] : []
  return { ...(cpu.length && { cpu }), ...(libc.length && { libc }), ...(os.length && { os }) }
}

/** Las carpetas donde Node busca lo que pide un paquete: la suya y las de hacia arriba. */
const haciaArriba = (desde) => {
  const corte = desde.lastIndexOf('/node_modules/')
  return desde === '' ? [''] : [desde, ...haciaArriba(corte < 0 ? '' : desde.slice(0, corte))]
}

const hay = (paquetes, desde, nombre) =>
  haciaArriba(desde).some((carpeta) => paquetes[`${carpeta && `${carpeta}/`}node_modules/${nombre}`])

const candado = JSON.parse(readFileSync(ARCHIVO, 'utf8'))
const { packages: paquetes } = candado
const nuevos = []
for (const [desde, { optionalDependencies = {}, dev }] of Object.entries(paquetes)) {
  for (const [nombre, rango] of Object.entries(optionalDependencies)) {
    if (hay(paquetes, desde, nombre)) continue
    const version = rango.replace(/^[~^>=\s]+/, '')
    nuevos.push(nombre)
    paquetes[`node_modules/${nombre}`] = {
      version,
      ...plataforma(nombre),
      ...(dev && { dev }),
      optional: true,
    }
  }
}
const [raiz, ...resto] = Object.entries(paquetes)
candado.packages = Object.fromEntries([raiz, ...resto.sort(([a], [b]) => a.localeCompare(b, 'en'))])
writeFileSync(ARCHIVO, `${JSON.stringify(candado, null, 2)}\n`)
console.log(nuevos.length === 0 ? 'no faltaba ninguno' : `añadidos ${nuevos.length}:\n${nuevos.join('\n')}`)

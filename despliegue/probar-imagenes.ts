/**
 * `npm run imagenes`: construye de verdad los cuatro Dockerfile y arranca cada imagen desde su sistema de archivos,
 * sola y como en `compose.yaml`, donde no hay un motor de contenedores. Pide root, buildah, mmdebstrap y nats-server.
 * `--conservar` deja la carpeta de trabajo, que se dice al empezar.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { borrarAlmacen, construirImagenes, type Imagen, type NombreImagen } from './imagenes/construir.ts'
import { type Escena, probarSolas, revisar } from './imagenes/solas.ts'
import { probarTopologia } from './imagenes/topologia.ts'

const decir = (texto: string): void => console.log(texto)

const tamano = (raiz: string): string =>
  spawnSync('du', ['-sxh', raiz], { encoding: 'utf8' }).stdout.split('\t')[0] ?? ''

/** Dentro de una red sin nadie más: los puertos son los de siempre y no chocan con lo que haya en la máquina. */
const probar = async (trabajo: string): Promise<void> => {
  spawnSync('ip', ['link', 'set', 'lo', 'up'], { stdio: 'inherit' })
  const imagenes = JSON.parse(readFileSync(path.join(trabajo, 'imagenes.json'), 'utf8')) as Imagen[]
  const escena: Escena = {
    imagen: (nombre: NombreImagen) => imagenes.find((i) => i.nombre === nombre)!,
    trabajo,
    decir,
  }
  for (const imagen of imagenes) {
    revisar(imagen)
    decir(`  ${imagen.nombre}: ${tamano(imagen.raiz)}, usuario ${imagen.usuario}`)
  }
  decir('cada imagen sola')
  await probarSolas(escena)
  decir('la topología de compose.yaml')
  await probarTopologia(escena)
}

const faltan = (): string[] =>
  ['buildah', 'mmdebstrap', 'nats-server', 'unshare', 'nsenter', 'setpriv', 'ip', 'openssl'].filter(
    (programa) => spawnSync('sh', ['-c', `command -v ${programa}`]).status !== 0,
  )

const construirYProbar = (conservar: boolean): number => {
  const ausentes = faltan()
  if (process.getuid?.() !== 0 || ausentes.length > 0) {
    console.error(`hace falta ser root${ausentes.length > 0 ? `, y falta ${ausentes.join(', ')}` : ''}`)
    return 78
  }
  const trabajo = mkdtempSync(path.join(tmpdir(), 'alpes-imagenes-'))
  // El PostgreSQL que hace de `base` no corre como root y tiene que llegar a sus datos.
  chmodSync(trabajo, 0o711)
  decir(`trabaja en ${trabajo}`)
  try {
    writeFileSync(path.join(trabajo, 'imagenes.json'), JSON.stringify(construirImagenes(trabajo, decir)))
    const args = ['--net', process.execPath, import.meta.filename, '--en', trabajo]
    return spawnSync('unshare', args, { stdio: 'inherit' }).status ?? 1
  } finally {
    if (!conservar) {
      borrarAlmacen(trabajo)
      rmSync(trabajo, { recursive: true, force: true })
    }
  }
}

const { values } = parseArgs({
  options: { en: { type: 'string' }, conservar: { type: 'boolean', default: false } },
})
if (values.en) await probar(values.en)
else process.exitCode = construirYProbar(values.conservar)

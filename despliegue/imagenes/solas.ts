import assert from 'node:assert/strict'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Imagen, NombreImagen } from './construir.ts'
import { arrancar, type Contenedor, crearVolumen } from './contenedor.ts'

/** Lo que hace falta para cada comprobación: las imágenes, y dónde dejar capas y volúmenes. */
export type Escena = Readonly<{
  imagen(nombre: NombreImagen): Imagen
  trabajo: string
  decir(texto: string): void
}>

const API = 'http://127.0.0.1:5000'
const TOKEN = 'clave-de-una-imagen-sola'

const HERRAMIENTAS = ['npm', 'npx', 'yarn', 'corepack', 'cc', 'gcc', 'g++', 'make', 'git', 'python3', 'curl']
const CARPETAS = ['usr/local/bin', 'usr/bin', 'bin', 'usr/sbin', 'usr/local/sbin']

/** Un usuario corriente y ninguna herramienta de construir. */
export const revisar = (imagen: Imagen): void => {
  assert.match(imagen.usuario, /^[1-9]\d+:[1-9]\d+$/, `${imagen.nombre}: usuario con número, y no root`)
  const sobran = CARPETAS.flatMap((c) => HERRAMIENTAS.map((h) => path.join(imagen.raiz, c, h))).filter(
    existsSync,
  )
  assert.deepEqual(sobran, [], `${imagen.nombre}: sin herramientas de construir`)
  for (const volumen of imagen.volumenes) assert.ok(existsSync(path.join(imagen.raiz, volumen)))
}

/** SIGTERM drena y sale con 0. */
export const despedir = async (e: Escena, nombre: string, contenedor: Contenedor): Promise<void> => {
  const { codigo, ms } = await contenedor.parar()
  assert.equal(codigo, 0, `${nombre} salió con ${codigo}:\n${contenedor.dicho()}`)
  e.decir(`  ${nombre}: SIGTERM, salió con 0 en ${ms} ms`)
}

const estadoDe = async (credencial: string): Promise<number> => {
  const respuesta = await fetch(`${API}/contratos?limite=1`, {
    headers: { authorization: `Bearer ${credencial}` },
  })
  await respuesta.body?.cancel()
  return respuesta.status
}

/** Sin ajustes: su base embebida en un volumen, una clave por la línea de órdenes, y una muerte en medio. */
const apiSola = async (e: Escena): Promise<void> => {
  const imagen = e.imagen('api')
  const volumen = crearVolumen(imagen, path.join(e.trabajo, 'datos-api'), '/datos')
  const primera = await arrancar(imagen, e.trabajo, { montajes: [volumen] })
  await primera.esperarSano()
  const alpes = [
    'node',
    'src/cli/principal.ts',
    'claves',
    'crear',
    'ana',
    '--roles',
    'gestor',
    '--motivo',
    'prueba',
  ]
  const { codigo, salida } = primera.ejecutar(...alpes)
  assert.equal(codigo, 0, salida)
  const clave = salida.trim()
  assert.equal(await estadoDe(clave), 200)
  assert.equal(await estadoDe(`${clave}x`), 401)
  await primera.parar('SIGKILL')
  const segunda = await arrancar(imagen, e.trabajo, { montajes: [volumen] })
  await segunda.esperarSano()
  assert.equal(await estadoDe(clave), 200, 'la clave sigue tras matar el contenedor')
  e.decir('  api: sana sin ajustes; muerta con SIGKILL, el mismo volumen conserva lo confirmado')
  await despedir(e, 'api', segunda)
}

/** La primera clave, de un archivo. */
const apiConClave = async (e: Escena): Promise<void> => {
  const imagen = e.imagen('api')
  const archivo = path.join(e.trabajo, 'alpes_token')
  writeFileSync(archivo, `${TOKEN}\n`)
  chmodSync(archivo, 0o444)
  const clave = { de: archivo, a: '/run/secretos/alpes_token', soloLectura: true }
  const volumen = crearVolumen(imagen, path.join(e.trabajo, 'datos-api-clave'), '/datos')
  const entorno = { ALPES_TOKEN_FILE: clave.a }
  const api = await arrancar(imagen, e.trabajo, { montajes: [volumen, clave], entorno })
  await api.esperarSano()
  assert.equal(await estadoDe(TOKEN), 200)
  const notificacion = e.imagen('notificacion')
  const propia = crearVolumen(notificacion, path.join(e.trabajo, 'datos-notificacion'), '/datos')
  const avisos = await arrancar(notificacion, e.trabajo, { montajes: [propia, clave], entorno })
  await avisos.esperarSano()
  const ui = await arrancar(e.imagen('ui'), e.trabajo, { montajes: [clave], entorno })
  await ui.esperarSano()
  e.decir('  notificacion (con su base embebida) y ui: sanas junto a una api')
  await despedir(e, 'ui', ui)
  await despedir(e, 'notificacion', avisos)
  await despedir(e, 'api con clave de archivo', api)
}

const adaptadorSolo = async (e: Escena): Promise<void> => {
  const adaptador = await arrancar(e.imagen('adaptador'), e.trabajo)
  await adaptador.esperarSano()
  await despedir(e, 'adaptador', adaptador)
}

/** Lo que no puede ir sin credencial lo dice en una línea y sale con 78. */
const sinCredencial = async (e: Escena): Promise<void> => {
  for (const nombre of ['notificacion', 'ui'] as const) {
    const imagen = e.imagen(nombre)
    const montajes = imagen.volumenes.map((a) =>
      crearVolumen(imagen, path.join(e.trabajo, `sin-${nombre}`), a),
    )
    const contenedor = await arrancar(imagen, e.trabajo, { montajes })
    assert.equal(await contenedor.fin, 78)
    assert.match(contenedor.dicho(), /^ALPES_TOKEN: falta/m)
  }
  e.decir('  notificacion y ui sin credencial: salen con 78 y dicen «ALPES_TOKEN: falta»')
}

/** Cada imagen como con `docker run`, una por una. */
export const probarSolas = async (e: Escena): Promise<void> => {
  await apiSola(e)
  await apiConClave(e)
  await adaptadorSolo(e)
  await sinCredencial(e)
}

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { ADMIN, type ApiPrueba, abrirApiPrueba } from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
const carpeta = mkdtempSync(path.join(tmpdir(), 'alpes-claves-'))
before(async () => {
  a = await abrirApiPrueba({ accesoPropio: true })
})
after(async () => {
  await a[Symbol.asyncDispose]()
  rmSync(carpeta, { recursive: true, force: true })
})

const PRINCIPAL = path.join(import.meta.dirname, '../../src/cli/principal.ts')

type Salida = { codigo: number; dicho: string; error: string }

const alpes = (...argumentos: string[]): Promise<Salida> =>
  new Promise((resolver) => {
    const env = { PATH: process.env.PATH, API_URL: a.servicio.url, ALPES_TOKEN: ADMIN, ALPES_DATOS: carpeta }
    execFile(process.execPath, [PRINCIPAL, ...argumentos], { env }, (fallo, dicho, error) =>
      resolver({ codigo: fallo ? Number(fallo.code) : 0, dicho: dicho.trim(), error }),
    )
  })

test('alpes claves: se hace, se ve, entra, se revoca y deja de entrar', async () => {
  const hecha = await alpes(
    'claves',
    'crear',
    'oficina',
    '--roles',
    'gestor,operador',
    '--motivo',
    'alta',
    '--dias',
    '30',
  )
  assert.equal(hecha.codigo, 0, hecha.error)
  assert.match(hecha.dicho, /^pk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
  assert.equal((await a.pedir('GET /suscripciones', { credencial: hecha.dicho })).estado, 200)

  const lista = await alpes('claves')
  assert.match(lista.dicho, /oficina +gestor,operador +viva/)
  assert.ok(!lista.dicho.includes(hecha.dicho.slice(-43)))

  const id = hecha.dicho.split('_')[1] ?? ''
  assert.equal((await alpes('claves', 'revocar', id, '--motivo', 'se fue')).codigo, 0)
  assert.equal((await a.pedir('GET /suscripciones', { credencial: hecha.dicho })).estado, 401)
  assert.match((await alpes('claves', 'listar')).dicho, /revocada/)

  const { mensajes } = (await a.pedir('GET /bitacora/actos-clave', { credencial: ADMIN })).cuerpo
  assert.deepEqual(
    mensajes.map((m: { type: string; datos: { roles: string[]; motivo: string } }) => [
      ...[m.type, m.datos.roles.join(), m.datos.motivo],
    ]),
    [
      ['ClaveCreada', 'gestor,operador', 'alta'],
      ['ClaveRevocada', 'gestor,operador', 'se fue'],
    ],
    'lo que se dijo al hacerla y al revocarla queda en la bitácora, y de ahí en la cadena',
  )
})

test('alpes claves crear --archivo la guarda con permiso 0600 y no la imprime', async () => {
  const archivo = path.join(carpeta, 'primera.clave')
  const orden = [
    'claves',
    'crear',
    'servicio',
    '--roles',
    'operador',
    '--motivo',
    'alta',
    '--archivo',
    archivo,
  ]
  const hecha = await alpes(...orden)
  assert.equal(hecha.codigo, 0, hecha.error)
  assert.doesNotMatch(hecha.dicho, /pk_/)
  assert.equal(statSync(archivo).mode & 0o777, 0o600)
  const credencial = readFileSync(archivo, 'utf8').trim()
  assert.equal((await a.pedir('GET /sesion', { credencial })).cuerpo.actor, 'servicio')
})

test('lo que falta o no sirve se dice, y sale con 1', async () => {
  assert.equal((await alpes('claves', 'crear', 'x', '--roles', 'gestor')).codigo, 1)
  const mala = await alpes('claves', 'crear', 'x1', '--roles', 'dios', '--motivo', 'm')
  assert.equal(mala.codigo, 1)
  assert.match(mala.error, /PeticionInvalida/)
  assert.match(
    (await alpes('claves', 'revocar', '0000000000000000', '--motivo', 'm')).error,
    /ClaveNoEncontrada/,
  )
})

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ADMIN, abrirApiPrueba, clienteNuevo, inmuebleNuevo } from '#pruebas/apoyo/api.ts'
import { abrirApiFalsa } from '#pruebas/apoyo/api-falsa.ts'
import { requerir } from '#pruebas/apoyo/requerir.ts'
import { abrirSidecarPrueba } from '#pruebas/apoyo/sidecar.ts'

const AJENO = join(import.meta.dirname, '../ajeno')
const python = requerir('python3-grpc')

const CASOS = [
  ...['clave_de_idempotencia', 'contratos', 'crear_y_consultar', 'errores', 'flujo', 'gzip', 'plazos'],
  ...['reflexion', 'regla_rota', 'salud'],
]

/** Los protos del cliente, como descriptores: los compila buf, que no mira los nuestros. */
const compilar = (): string => {
  const carpeta = mkdtempSync(join(tmpdir(), 'alpes-ajeno-'))
  after(() => rmSync(carpeta, { recursive: true }))
  const salida = join(carpeta, 'ajeno.binpb')
  execFileSync(join(import.meta.dirname, '../../node_modules/.bin/buf'), ['build', AJENO, '-o', salida])
  return salida
}

const correr = (
  args: readonly string[],
  entrada: object,
): Promise<readonly { nombre: string; falla: unknown }[]> => {
  const { promise, resolve, reject } = Promise.withResolvers<readonly { nombre: string; falla: unknown }[]>()
  const hijo = execFile(python.ruta, [join(AJENO, 'cliente.py'), ...args], (error, salida, errores) => {
    if (error) return reject(new Error(errores))
    resolve(
      salida
        .trim()
        .split('\n')
        .map((linea) => JSON.parse(linea)),
    )
  })
  hijo.stdin?.end(JSON.stringify(entrada))
  return promise
}

test('un cliente de Python, con sus protos: llamadas, errores, plazos y flujo', {
  skip: python.saltar,
}, async (t) => {
  await using a = await abrirApiPrueba()
  await using sidecar = await abrirSidecarPrueba(a.servicio.url)
  await using muda = await abrirApiFalsa()
  await using colgado = await abrirSidecarPrueba(muda.url, { plazoMs: 1_000 })
  const crear = async (ruta: string, cuerpo: object) => (await a.pedir(`POST ${ruta}`, { cuerpo })).cuerpo.id
  const resultados = await correr([sidecar.url, compilar()], {
    ...{ credencial: ADMIN, lectora: 'credencial-lectora', colgado: colgado.url },
    id_propiedad: await crear('/inmuebles', inmuebleNuevo()),
    id_compania: await crear('/clientes', clienteNuevo()),
    id_inquilino: await crear('/clientes', clienteNuevo()),
  })
  assert.deepEqual(
    resultados.map((r) => r.nombre),
    CASOS,
  )
  for (const { nombre, falla } of resultados)
    await t.test(nombre, () => assert.equal(falla, null, String(falla)))
})

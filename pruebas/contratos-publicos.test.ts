import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { leerAscensos, leerPublicadas } from '#pruebas/apoyo/definiciones.ts'
import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { ascender } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { EsquemaAvro } from '#seedwork/infraestructura/esquemas/tipos.ts'
import { compararContratos } from '../herramientas/contratos/comparar.ts'
import { grabarLecturas } from '../herramientas/contratos/grabar.ts'

const RAIZ = join(import.meta.dirname, '..')
const correr = (...args: string[]) =>
  spawnSync(process.execPath, ['herramientas/contratos.ts', ...args], { cwd: RAIZ, encoding: 'utf8' })

const version = (n: number, campos: Readonly<Record<string, EsquemaAvro>>) =>
  definirMensaje({
    ...{ topico: 'eventos-x', tipo: 'Equis', version: n },
    esquema: {
      ...{ type: 'record', name: 'Equis', namespace: 'co.x' },
      fields: Object.entries(campos).map(([name, type]) => ({ name, type })),
    },
  })

const lectura = (n: number, campos: Readonly<Record<string, EsquemaAvro>>) => ({
  ...{ consumidor: 'correos', topico: 'eventos-x', tipo: 'Equis', version: n },
  lee: version(n, campos).esquema,
})

const v1 = version(1, { id: 'string', nombre: 'string' })
const v2 = version(2, { id: 'string', apodo: 'string' })
const mensajes = (r: ReturnType<typeof compararContratos>) => r.map((x) => `${x.consumidor} ${x.mensaje}`)

test('docs/consumidores.json es lo que el código lee: `npm run contratos -- --grabar` lo rehace', async () => {
  const grabado = JSON.parse(readFileSync(join(RAIZ, 'docs/consumidores.json'), 'utf8'))
  assert.deepEqual(JSON.parse(JSON.stringify(await grabarLecturas())), grabado)
})

test('hoy no se rompe nadie', () => {
  const { status, stdout, stderr } = correr()
  assert.equal(status, 0, stderr)
  assert.match(stdout, /: 0 rupturas/)
})

test('un cambio plantado sale con 1 y nombra a cada consumidor que se rompe, y a ninguno más', () => {
  const { status, stderr } = correr('--borrador', 'pruebas/apoyo/contrato-roto.ts')
  assert.equal(status, 1)
  assert.match(stderr, /✗ panel lee la v2 y no entiende ContratoCreado v1/)
  assert.match(stderr, /✗ busqueda lee la v2 y no entiende ContratoCreado v1/)
  assert.doesNotMatch(stderr, /notificaciones/)
})

test('retirar hoy ContratoCreado v1 rompería a notificaciones, que aún la lee, y a nadie más', async () => {
  const lecturas = JSON.parse(readFileSync(join(RAIZ, 'docs/consumidores.json'), 'utf8'))
  const todas = (await leerPublicadas()).map((p) => p.definicion)
  const definiciones = todas.filter((d) => !(d.tipo === 'ContratoCreado' && d.version === 1))
  const rupturas = compararContratos(lecturas, { definiciones, ascensos: await leerAscensos() })
  assert.deepEqual(mensajes(rupturas), ['notificaciones ContratoCreado v2'])
})

test('hacia delante: retirar la v1 rompe a quien la lee; publicarla al lado, no', () => {
  const lee = [lectura(1, { nombre: 'string' })]
  assert.deepEqual(mensajes(compararContratos(lee, { definiciones: [v2] })), ['correos Equis v2'])
  assert.deepEqual(compararContratos(lee, { definiciones: [v1, v2] }), [])
})

test('hacia atrás: quien pasa a la v2 no lee lo viejo sin ascenso, y con él sí', () => {
  const lee = [lectura(2, { apodo: 'string' })]
  const definiciones = [v1, v2]
  assert.deepEqual(mensajes(compararContratos(lee, { definiciones })), ['correos Equis v1'])
  const pasar = (datos: unknown) => datos
  assert.deepEqual(
    compararContratos(lee, { definiciones, ascensos: [ascender({ desde: v1, hasta: v2, pasar })] }),
    [],
  )
})

test('cambiar lo que nadie lee no rompe; retirar su versión, o dejar de publicar, sí', () => {
  const lee = [lectura(1, { id: 'string' })]
  const sinNombre = version(1, { id: 'string' })
  assert.deepEqual(compararContratos(lee, { definiciones: [sinNombre] }), [])
  assert.deepEqual(mensajes(compararContratos(lee, { definiciones: [v2] })), ['correos Equis v2'])
  assert.deepEqual(mensajes(compararContratos(lee, { definiciones: [] })), ['correos Equis'])
})

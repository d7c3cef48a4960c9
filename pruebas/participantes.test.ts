import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { TOPICOS as DE_BUSQUEDA } from '#modulos/busqueda/infraestructura/consumidores/plegar.ts'
import { REACCIONES_CLIENTES } from '#modulos/clientes/infraestructura/reacciones.ts'
import { REACCIONES_CONTRATOS } from '#modulos/contratos/infraestructura/reacciones.ts'
import { crearReacciones } from '#modulos/inmuebles/infraestructura/reacciones.ts'
import { TOPICOS as DE_PANEL } from '#modulos/panel/infraestructura/consumidores/plegar.ts'
import { REACCIONES_VUELOS } from '#modulos/vuelos/infraestructura/reacciones.ts'
import { leerCatalogo, leidasPor } from '../src/api/catalogo/catalogo.ts'
import { TOPICOS, TOPICOS_EVENTOS } from '../src/api/topicos.ts'
import { TOPICOS as DE_NOTIFICACIONES } from '../src/notificaciones/infraestructura/consumidores/consumir.ts'
import { TOPICO_RESULTADOS, TOPICOS_DE_OPERADOR, TOPICOS_DE_TODOS } from '../src/ui/ws/protocolo.ts'
import { leerPublicadas } from './apoyo/definiciones.ts'

const definiciones = (await leerPublicadas()).map((p) => p.definicion)
const catalogo = leerCatalogo(definiciones)
const { participantes } = catalogo
const participante = (nombre: string) => {
  const hallado = participantes.find((p) => p.nombre === nombre)
  assert.ok(hallado, `${nombre} no está declarado`)
  return hallado
}

for (const [nombre, topicos] of Object.entries({
  notificaciones: DE_NOTIFICACIONES,
  panel: DE_PANEL,
  busqueda: DE_BUSQUEDA,
  relevo: TOPICOS_EVENTOS,
  auditoria: TOPICOS,
  ui: [...TOPICOS_DE_TODOS, ...TOPICOS_DE_OPERADOR, TOPICO_RESULTADOS],
}))
  test(`${nombre} lee los tópicos que declara`, () => {
    assert.deepEqual(Object.keys(participante(nombre).consume).sort(), [...topicos].sort())
  })

for (const [nombre, reacciones] of Object.entries({
  contratos: REACCIONES_CONTRATOS,
  inmuebles: crearReacciones({} as never),
  clientes: REACCIONES_CLIENTES,
  vuelos: REACCIONES_VUELOS,
}))
  test(`${nombre} reacciona a lo que declara`, () => {
    const { reacciona = [], consume } = participante(nombre)
    assert.deepEqual([...reacciona].sort(), Object.keys(reacciones).sort())
    const topicos = definiciones.filter((d) => reacciona.includes(d.tipo)).map((d) => d.topico)
    assert.deepEqual(
      topicos.filter((t) => consume[t] === undefined),
      [],
    )
  })

test('quien grabó una lectura está declarado como lector de ese tópico', () => {
  for (const { consumidor, topico } of catalogo.lecturas)
    assert.ok(participante(consumidor).consume[topico], `${consumidor} lee ${topico}`)
})

test('todo tópico tiene quien lo escriba y quien lo lea, y nadie nombra uno que no existe', () => {
  const conMensajes = [...new Set(definiciones.map((d) => d.topico))].sort()
  assert.deepEqual(conMensajes, [...TOPICOS].sort())
  const escritos = new Set(participantes.flatMap((p) => p.produce))
  const leidos = new Set(participantes.flatMap((p) => Object.keys(p.consume)))
  assert.deepEqual([...escritos].sort(), conMensajes)
  assert.deepEqual([...leidos].sort(), conMensajes)
})

test('de un tópico, cada uno lee lo grabado, lo que le hace reaccionar o todo', () => {
  const tipos = (nombre: string) =>
    leidasPor(catalogo, participante(nombre), 'eventos-contrato').map((d) => d.tipo)
  assert.ok(tipos('notificaciones').includes('ContratoCreado'))
  assert.deepEqual(tipos('inmuebles'), ['ContratoFirmado', 'ContratoProrrogado', 'ContratoTerminado'])
  assert.deepEqual(
    tipos('auditoria'),
    definiciones.filter((d) => d.topico === 'eventos-contrato').map((d) => d.tipo),
  )
})

test('la imagen de la API lleva los dos archivos de los que sale el catálogo', () => {
  const leer = (archivo: string) => readFileSync(join(import.meta.dirname, '..', archivo), 'utf8')
  for (const archivo of ['docs/participantes.json', 'docs/consumidores.json']) {
    assert.match(leer('.dockerignore'), new RegExp(`^!${archivo}$`, 'm'))
    assert.ok(leer('aeroalpes.Dockerfile').includes(archivo), archivo)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { estadoEnPalabras } from '../src/cli/palabras.ts'
import { TEXTOS_ES } from '../src/notificaciones/dominio/plantillas/textos-es.ts'
import { TEXTOS_RESERVA } from '../src/notificaciones/dominio/plantillas/textos-reserva.ts'
import { VIDA_ES } from '../src/notificaciones/dominio/plantillas/textos-vida-es.ts'
import { en } from '../src/ui/pagina/textos/en.ts'
import { es } from '../src/ui/pagina/textos/es.ts'
import { leerPublicadas } from './apoyo/definiciones.ts'

const avisos = [TEXTOS_ES.avisos, VIDA_ES, TEXTOS_RESERVA.es.avisos].flatMap((t) => Object.keys(t))
const hechos = (await leerPublicadas())
  .map((p) => p.definicion)
  .filter((d) => /^eventos-(contrato|inmueble|cliente|reserva)$/.test(d.topico))
  .map((d) => d.tipo)

for (const [idioma, textos] of [
  ['es', es],
  ['en', en],
] as const) {
  test(`la página tiene palabras en «${idioma}» para cada aviso que se manda y cada hecho que se publica`, () => {
    assert.ok(avisos.length > 15 && hechos.length > 20)
    const { hechos: deHechos, tiposAviso } = textos
    assert.deepEqual(
      avisos.filter((tipo) => !(tipo in { ...deHechos, ...tiposAviso })),
      [],
    )
    assert.deepEqual(
      hechos.filter((tipo) => !(tipo in deHechos)),
      [],
    )
  })
  test(`en «${idioma}», ninguna cifra del resumen se llama como un estado, que cuenta otra cosa`, () => {
    const sinPlural = (t: string) => t.toLowerCase().replace(/s$/, '')
    const { vigentes, firmados, porVencer, pendientes, fallidos } = textos.resumen
    const estados = new Set(Object.values(textos.estados).map(sinPlural))
    const cifras = [vigentes, firmados, porVencer, pendientes, fallidos]
    assert.deepEqual(
      cifras.filter((c) => estados.has(sinPlural(c))),
      [],
    )
  })
}

test('la línea de órdenes nombra los estados como la página', () => {
  const deServicio = ['up', 'down', 'sin-respuesta']
  const deLaPagina = Object.entries(es.operaciones.estados).filter(([estado]) => !deServicio.includes(estado))
  assert.ok(deLaPagina.length >= 8)
  assert.deepEqual(
    deLaPagina.map(([estado]) => [estado, estadoEnPalabras(estado)]),
    deLaPagina,
  )
})

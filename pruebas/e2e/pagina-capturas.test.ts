import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { navegador, type Sembrado, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

/** Las capturas quedan aquí, para mirarlas y compararlas con las de otra corrida. */
const ARTEFACTOS = join(import.meta.dirname, '../../artefactos/pagina')

const { saltar: skip } = navegador
let sembrado: Sembrado
const sistema = sistemaDelArchivo(async (s) => {
  mkdirSync(ARTEFACTOS, { recursive: true })
  await Promise.all(Array.from({ length: 6 }, () => s.sembrar()))
  sembrado = await s.ejecutar({ fecha_inicio: '2026-01-01', fecha_fin: '2026-12-31' })
})

const VISTAS = (): readonly (readonly [nombre: string, ruta: string, espera: string])[] => [
  ['contratos', '/contratos', 'tbody tr'],
  ['contrato', `/contratos/${sembrado.contrato}`, '.historia .hito'],
  ['resumen', '/resumen', '.claves'],
  ['rent-roll', '/informes/rent-roll', 'tbody tr'],
  ['operaciones', '/operaciones', '.servicio'],
  ['catalogo', '/operaciones/catalogo', 'tbody tr'],
]

const TITULO = { 'es-CO': 'Contratos', 'en-GB': 'Leases' } as const

/** Lo oscuro que es el fondo, de 0 (negro) a 255. */
const FONDO = `getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3`

for (const idioma of ['es-CO', 'en-GB'] as const)
  for (const tema of ['light', 'dark'] as const)
    for (const ancho of [360, 768, 1440]) {
      test(`cada vista cabe y se ve en su idioma y su tema (${idioma}, ${tema}, ${ancho} px)`, {
        skip,
      }, async () => {
        await using persona = await sistema.entrar({ idioma, tema, ancho })
        const { pagina, errores } = persona
        await pagina.getByRole('heading', { name: TITULO[idioma], level: 1 }).waitFor()
        for (const [nombre, ruta, espera] of VISTAS()) {
          await pagina.goto(sistema.url() + ruta)
          await pagina.locator(espera).first().waitFor()
          const archivo = `${nombre}-${idioma.slice(0, 2)}-${tema}-${ancho}.png`
          await pagina.screenshot({ path: join(ARTEFACTOS, archivo), fullPage: true })
          const sobra = await pagina.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
          assert.ok(sobra <= 0, `${archivo} se sale ${sobra} px`)
          const fondo = await pagina.evaluate<number>(FONDO)
          assert.equal(fondo < 128, tema === 'dark', `${archivo}: fondo ${fondo}`)
        }
        assert.deepEqual(errores, [])
      })
    }

test('impresa, la ficha es su contenido sobre blanco: ni menú, ni botones, ni filtros', {
  skip,
}, async () => {
  await using persona = await sistema.entrar({ tema: 'dark', ruta: `/contratos/${sembrado.contrato}` })
  const { pagina } = persona
  await pagina.locator('.historia .hito').first().waitFor()
  await pagina.emulateMedia({ media: 'print' })
  for (const fuera of ['.barra', '.cabecera-acciones', '.seccion-acciones'])
    assert.equal(await pagina.locator(fuera).first().isVisible(), false, fuera)
  assert.equal(await pagina.locator('.boton:visible').count(), 0)
  assert.equal(await pagina.locator('.cajetin').first().isVisible(), true)
  // Con movimiento reducido el cambio dura un instante, no ninguno.
  await pagina.waitForFunction(`${FONDO} === 255`)
  const pdf = await pagina.pdf({ path: join(ARTEFACTOS, 'contrato-impreso.pdf'), format: 'A4' })
  assert.ok(pdf.subarray(0, 5).equals(Buffer.from('%PDF-')))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AVISOS, pedido } from '#pruebas/apoyo/cartas.ts'
import type { Aviso } from '../avisos.ts'
import { dinero, fecha, lista, unaLinea } from './formato.ts'
import { escapar, html } from './html.ts'
import { redactar, redactarResumen } from './redactar.ts'

for (const idioma of ['es', 'en'] as const)
  for (const aviso of AVISOS)
    test(`${aviso.tipo} en ${idioma} trae inmueble, fechas, canon y enlace, en texto y en HTML`, () => {
      const { asunto, texto, html: enHtml } = redactar(pedido(aviso, idioma))
      assert.match(asunto, /CT-0021/)
      assert.match(asunto, /Local 101/)
      const hechos =
        idioma === 'es'
          ? ['1 de febrero de 2027', '31 de enero de 2030', 'USD 3.350,50 cada mes']
          : ['February 1, 2027', 'January 31, 2030', 'USD 3,350.50 per month']
      for (const hecho of [...hechos, 'Local 101, Bogotá', 'https://alpes.example/contratos/0199aa00']) {
        assert.ok(texto.includes(hecho), `falta «${hecho}» en el texto`)
        assert.ok(enHtml.includes(hecho), `falta «${hecho}» en el HTML`)
      }
      assert.ok(enHtml.includes(`<html lang="${idioma}">`))
      assert.ok(!/undefined|null|\[object/.test(texto + enHtml))
    })

test('lo que cambió se escribe con nombres, fechas y montos, no con ids', () => {
  const aviso: Aviso = {
    tipo: 'FirmasInvalidadas',
    cambios: [
      { campo: 'propiedad', antes: 'p', despues: 'q' },
      { campo: 'codeudores', antes: '', despues: 'd i' },
      { campo: 'fecha_fin', antes: '2029-01-31', despues: '2030-01-31' },
      { campo: 'periodicidad', antes: 'mensual', despues: 'anual' },
      { campo: 'incremento', antes: 'ipc', despues: 'fijo 300' },
      { campo: 'clausulas', antes: '2', despues: '3' },
    ],
  }
  const { texto } = redactar(pedido(aviso, 'es'))
  for (const linea of [
    'Inmueble: Local 101 → Local 102',
    'Codeudores: — → Mariana Ríos, Café Páramo S.A.S.',
    'Fecha de fin: 31 de enero de 2029 → 31 de enero de 2030',
    'Periodicidad: cada mes → cada año',
    'Regla de incremento: IPC → 3% cada año',
    'Cláusulas: 2 cláusulas → 3 cláusulas',
  ])
    assert.ok(texto.includes(linea), linea)
})

test('la regla de incremento se lee en los dos idiomas', () => {
  const regla = (valor: string, idioma: 'es' | 'en') => {
    const cambios = [{ campo: 'incremento', antes: 'ninguno', despues: valor }] as const
    return /: (.*) → (.*)/
      .exec(redactar(pedido({ tipo: 'FirmasInvalidadas', cambios }, idioma)).texto)
      ?.slice(1)
  }
  assert.deepEqual(regla('ipc_mas 150', 'es'), ['sin incremento', 'IPC más 1,5%'])
  assert.deepEqual(regla('ipc', 'en'), ['no increase', 'CPI'])
  assert.deepEqual(regla('fijo 300', 'en'), ['no increase', '3% each year'])
  assert.deepEqual(regla('ipc_mas 100', 'en'), ['no increase', 'CPI plus 1%'])
})

test('S16: un nombre con HTML o con saltos de línea no se cuela en el HTML ni en el asunto', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (nombre) => {
      const malo = `<img src=x onerror="a()">${nombre}\r\nBcc: x@malo.example`
      const inmueble = { id: 'p', nombre: malo, ciudad: malo, zona: 'America/Bogota' }
      const escrito = redactar(
        pedido({ tipo: 'PorFirmar' }, 'es', { nombre: malo, inmueble, nombreDe: () => malo }),
      )
      assert.ok(!/[\p{Cc}]/u.test(escrito.asunto))
      assert.ok(!escrito.html.includes('<img'))
    }),
  )
})

test('la plantilla escapa lo interpolado y respeta lo que ya es HTML', () => {
  assert.equal(
    html`<p title="${'"&<>\''}">${html`<b>${1}</b>`}</p>`.valor,
    '<p title="&quot;&amp;&lt;&gt;&#39;"><b>1</b></p>',
  )
  assert.equal(html`${[html`<i></i>`, html`<u></u>`]}`.valor, '<i></i><u></u>')
  assert.equal(escapar('a&b'), 'a&amp;b')
})

test('el dinero conserva todas sus cifras y sus decimales', () => {
  assert.equal(dinero('13200000', 'COP', 'es'), 'COP 13.200.000')
  assert.equal(dinero('1500000.50', 'COP', 'es'), 'COP 1.500.000,50')
  assert.equal(dinero('12345678901234567.89', 'USD', 'en'), 'USD 12,345,678,901,234,567.89')
  assert.equal(dinero('2450000', 'CLP', 'en'), 'CLP 2,450,000')
  assert.equal(dinero('38000.1234', 'CLF', 'es'), 'CLF 38.000,1234')
})

test('fechas, listas y líneas', () => {
  assert.equal(fecha('2028-02-29', 'es'), '29 de febrero de 2028')
  assert.equal(lista(['Ana', 'Inés', 'Iván'], 'es'), 'Ana, Inés e Iván')
  assert.equal(lista(['Ana', 'Inés'], 'en'), 'Ana and Inés')
  assert.equal(unaLinea('  a\r\n b\u2028c\u202ed '), 'a b c d')
})

test('el resumen dice cuántas fueron y muestra las que se le dan', () => {
  const una = { asunto: 'Por firmar', destinatario: 'a@b.example', error: '550 no existe' }
  const { asunto, texto } = redactarResumen([una], { total: 120, urlPagina: 'https://alpes.example' })
  assert.equal(asunto, '120 avisos no se pudieron entregar')
  assert.match(texto, /a@b\.example: Por firmar: 550 no existe/)
  assert.equal(redactarResumen([una], { total: 1, urlPagina: '' }).asunto, 'Un aviso no se pudo entregar')
})

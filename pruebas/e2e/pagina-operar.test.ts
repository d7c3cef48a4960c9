import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { clienteNuevo } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { apartarIlegible } from '#pruebas/apoyo/orden-ilegible.ts'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'
import { escribirEn, pulsar, tabular } from '#pruebas/apoyo/teclado.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const estadoDe = async (contrato: string): Promise<string> =>
  (await sistema.api.pedir(`GET /contratos/${contrato}`)).cuerpo.estado

const cierreDe = async (apartado: string): Promise<string> =>
  (await sistema.api.pedir(`GET /apartados/${apartado}`)).cuerpo.estado

const ilegible = (clave: string): Promise<string> =>
  apartarIlegible(sistema.sql, { tipo: 'EliminarContrato', clave })

/** El contenido que la orden debió traer. */
const corregida = (id: string): string => JSON.stringify({ id, motivo: 'se firmó por error' })

/** La fila del último acto de la página. */
const ultimoActo = async (pagina: Page): Promise<string> =>
  (await pagina.locator('tbody tr').first().textContent()) ?? ''

test('con el ratón: un grupo apartado, su pila, lo que cambiaría su copia, y la copia se aplica y queda en los actos', {
  skip,
}, async () => {
  const { contrato } = await sistema.sembrar()
  const apartado = await ilegible(contrato)
  await using persona = await sistema.entrar({ ruta: '/operaciones/apartados' })
  const { pagina, errores } = persona
  const grupo = pagina.locator('.grupo-apartados').first()
  await grupo.getByText('Primera vez').waitFor()
  await grupo.getByText('De dónde sale').click()
  await grupo.locator('pre', { hasText: /ErrorEsquema: .*\n {4}at / }).waitFor()
  await grupo.getByRole('button', { name: 'Ver y decidir' }).click()
  const dialogo = pagina.getByRole('dialog')
  await dialogo.getByLabel('Por qué lo hace').fill('llegó estropeada')
  await dialogo.getByRole('button', { name: 'Ensayar sin hacerlo' }).click()
  await dialogo.getByText(/^Ensayo: volvería a fallar/).waitFor()
  await dialogo.getByLabel(/^Contenido/).fill(corregida(contrato))
  await dialogo.getByRole('button', { name: 'Ensayar sin hacerlo' }).click()
  const cambio = dialogo.getByRole('table', { name: `contratos ${contrato}` })
  const fila = cambio.getByRole('row').filter({ has: pagina.getByRole('rowheader', { name: 'estado' }) })
  await fila.getByText('Pendiente').waitFor()
  await fila.getByText('Anulado').waitFor()
  assert.equal(await estadoDe(contrato), 'Pendiente')
  await dialogo.getByText(/^Saldrían \d+ mensajes/).click()
  await dialogo.locator('pre', { hasText: 'ContratoEliminado' }).waitFor()
  await dialogo.getByRole('button', { name: 'Enviar la copia editada' }).click()
  await dialogo.waitFor({ state: 'detached' })
  await esperarQue('la copia se aplica', async () => (await estadoDe(contrato)) === 'Anulado')
  await esperarQue('se cierra', async () => (await cierreDe(apartado)) === 'resuelto')
  await pagina.getByRole('link', { name: 'Actos' }).click()
  const acto = pagina.locator('tbody tr', { hasText: 'llegó estropeada' })
  await acto.getByText('Enviar una copia editada').waitFor()
  await acto.getByText('local', { exact: true }).waitFor()
  await acto.locator('code').waitFor()
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: se ensaya, se descarta con motivo, y el acto queda a la vista', {
  skip,
}, async () => {
  const apartado = await ilegible(crypto.randomUUID())
  await using persona = await sistema.entrar({ ruta: '/operaciones/apartados' })
  const { pagina, errores } = persona
  await pagina.getByRole('button', { name: 'Ver y decidir' }).waitFor()
  await pulsar(pagina, /^Ver y decidir$/)
  await pagina.getByRole('dialog').getByLabel('Por qué lo hace').waitFor()
  await pulsar(pagina, /^Descartar$/)
  await pagina.locator('.con-falta').getByLabel('Por qué lo hace').waitFor()
  assert.doesNotMatch(await cierreDe(apartado), /descart/)
  await escribirEn(pagina, /^Por qué lo hace/, 'era una prueba')
  await pulsar(pagina, /^Ensayar sin hacerlo$/)
  await pagina.getByText(/^Ensayo: volvería a fallar/).waitFor()
  await pulsar(pagina, /^Descartar$/)
  await pagina.getByRole('dialog').waitFor({ state: 'detached' })
  await esperarQue('se descarta', async () => (await cierreDe(apartado)) === 'descartado')
  await pulsar(pagina, /^Actos$/)
  await esperarQue('se ve el acto', async () => /Descartar.*era una prueba/.test(await ultimoActo(pagina)))
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: un grupo entero se reintenta, y se dice cuántos', { skip }, async () => {
  const ids = [await ilegible(crypto.randomUUID()), await ilegible(crypto.randomUUID())]
  await using persona = await sistema.entrar({ ruta: '/operaciones/apartados' })
  const { pagina } = persona
  await pagina.getByRole('button', { name: 'Reintentar los 2' }).waitFor()
  await escribirEn(pagina, /^Por qué lo hace/, 'otra vez')
  await pulsar(pagina, /^Reintentar los 2$/)
  await pagina.getByRole('progressbar', { name: 'Reintentar' }).waitFor()
  await pagina.locator('.aviso', { hasText: '2 marcados para reintento.' }).waitFor()
  await pagina.getByRole('link', { name: 'Actos' }).click()
  const actos = pagina.locator('tbody tr', { hasText: 'otra vez' })
  await esperarQue('están los dos', async () => (await actos.count()) === 2)
  for (const id of ids)
    await sistema.api.pedir(`POST /apartados/${id}/descarte`, { cuerpo: { motivo: 'fin' } })
})

test('sólo con el teclado: una proyección se reconstruye con su avance, y queda quién y por qué', {
  skip,
}, async () => {
  await sistema.sembrar()
  await using persona = await sistema.entrar({ ruta: '/operaciones/proyecciones' })
  const { pagina } = persona
  const fila = pagina.locator('tbody tr', { hasText: 'busqueda' })
  await fila.getByRole('progressbar').first().waitFor()
  await pulsar(pagina, /^Reconstruir busqueda$/)
  await pagina.getByRole('dialog').waitFor()
  await escribirEn(pagina, /^Por qué lo hace/, 'cambió una regla')
  await pagina.keyboard.press('Enter')
  await fila.getByText(/generación 2/).waitFor()
  await pulsar(pagina, /^Actos$/)
  await esperarQue('se ve el acto', async () =>
    /Reconstruir una proyección.*cambió una regla/.test(await ultimoActo(pagina)),
  )
})

test('sólo con el teclado: los eventos se paran, se filtran y se abren con su sobre y su contenido', {
  skip,
}, async () => {
  await using persona = await sistema.entrar({ ruta: '/actividad' })
  const { pagina, contexto, errores } = persona
  await contexto.grantPermissions(['clipboard-read', 'clipboard-write'])
  await sistema.ejecutar()
  await pagina.locator('.suceso').first().waitFor()
  await pulsar(pagina, /^Pausar/)
  const { cuerpo } = await sistema.api.pedir('POST /clientes', { cuerpo: clienteNuevo() })
  const nuevo = pagina.locator(`.suceso a[href="/clientes/${cuerpo.id}"]`)
  await pagina.getByRole('button', { name: /^Seguir.*1/ }).waitFor()
  assert.equal(await nuevo.count(), 0)
  await pagina.keyboard.press('Enter')
  await nuevo.waitFor()
  await pagina.keyboard.press('/')
  await pagina.keyboard.type('ClienteCreado')
  await pagina.waitForURL(/q=ClienteCreado/)
  await esperarQue('sólo quedan esos', async () => (await pagina.getByText('Contrato firmado').count()) === 0)
  await tabular(pagina, /^eventos-cliente · /)
  await pagina.keyboard.press('Space')
  const detalle = pagina.locator('details[open]')
  for (const nombre of ['id', 'subject', 'specversion', 'correlationid', 'service_name', 'version_esquema'])
    await detalle.locator('dt').getByText(nombre, { exact: true }).waitFor()
  await detalle.getByText('Contenido, esquema v1').waitFor()
  await detalle.locator('pre', { hasText: '"nombre"' }).waitFor()
  await pulsar(pagina, /^Copiar como curl$/)
  await pagina.locator('.aviso', { hasText: '$ALPES_TOKEN' }).waitFor()
  const orden = await pagina.evaluate<string>('navigator.clipboard.readText()')
  const [, ruta = ''] = /^curl -H "Authorization: Bearer \$ALPES_TOKEN" '(http[^']+)'$/.exec(orden) ?? []
  const r = await fetch(ruta, { headers: { authorization: 'Bearer credencial-admin' } })
  const pedido = (await r.json()) as { mensajes: { type: string }[] }
  assert.deepEqual(
    pedido.mensajes.map((m) => m.type),
    ['ClienteCreado'],
  )
  assert.deepEqual(errores, [])
})

test('los tópicos dicen su cabeza, la edad de lo último y su ritmo', { skip }, async () => {
  await sistema.sembrar()
  await using persona = await sistema.entrar({ ruta: '/operaciones' })
  const { pagina } = persona
  const tabla = pagina.getByRole('table', { name: 'Tópicos' })
  const fila = tabla
    .getByRole('row')
    .filter({ has: pagina.getByRole('rowheader', { name: 'eventos-cliente' }) })
  await fila.waitFor()
  assert.match((await fila.locator('[data-nombre="Cabeza"]').textContent()) ?? '', /^[1-9]\d*$/)
  assert.match((await fila.locator('[data-nombre="Último mensaje"]').textContent()) ?? '', /hace/)
})

test('lo que apartó notificaciones también se ve, se ensaya y se descarta; y sus lectores están con los demás', {
  skip,
}, async () => {
  const clave = crypto.randomUUID()
  const suyo = await apartarIlegible(sistema.sql, {
    ...{ tipo: 'ContratoVencido', clave, topico: 'eventos-contrato', esquema: 'notificaciones' },
  })
  const estadoSuyo = async () => {
    const { rows } = await sistema.sql.query('select estado from notificaciones.apartados where id = $1', [
      suyo,
    ])
    return rows[0]?.estado
  }
  await using persona = await sistema.entrar({ ruta: '/operaciones/apartados' })
  const { pagina, errores } = persona
  const grupo = pagina.locator('.grupo-apartados', {
    has: pagina.locator('h2 small', { hasText: /^notificaciones$/ }),
  })
  await grupo.getByText('De dónde sale').click()
  await grupo.locator('pre', { hasText: /\n {4}at / }).waitFor()
  await grupo.getByRole('button', { name: 'Ver y decidir' }).click()
  const dialogo = pagina.getByRole('dialog')
  await dialogo.getByLabel('Por qué lo hace').fill('era una prueba')
  await dialogo.getByRole('button', { name: 'Ensayar sin hacerlo' }).click()
  await dialogo.getByText(/^Ensayo: quedaría en «marcado para reintento»/).waitFor()
  assert.doesNotMatch(await estadoSuyo(), /marcado|descart/)
  await dialogo.getByRole('button', { name: 'Descartar' }).click()
  await dialogo.waitFor({ state: 'detached' })
  assert.match(await estadoSuyo(), /^(marcado-descarte|descartado)$/)
  await pagina.getByRole('link', { name: 'Salud y lectores' }).click()
  const lector = pagina.getByRole('rowheader', { name: 'notificaciones eventos-contrato' })
  await lector.waitFor()
  assert.deepEqual(errores, [])
})

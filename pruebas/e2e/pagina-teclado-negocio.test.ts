import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirSistemaPagina, navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'
import { elegirEn, escribirEn, escribirFechaHora, pulsar, tabular } from '#pruebas/apoyo/teclado.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const VIGENTE = { fecha_inicio: '2026-01-01', fecha_fin: '2026-12-31' }

const faltasDe = async (pagina: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page: pagina }).analyze()
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)
}

/** El foco está en un campo con su falta escrita al lado. */
const enUnaFalta = (pagina: Page, id: string): Promise<unknown> =>
  esperarQue(`el foco va a la falta de ${id}`, () =>
    pagina.evaluate<boolean>(
      `document.activeElement.id === 'c-${id}' && document.activeElement.getAttribute('aria-invalid') === 'true'`,
    ),
  )

const descargar = async (pagina: Page): Promise<string> => {
  const [descarga] = await Promise.all([pagina.waitForEvent('download'), pulsar(pagina, /^CSV$/)])
  let csv = ''
  for await (const trozo of await descarga.createReadStream()) csv += String(trozo)
  return csv
}

test('sólo con el teclado: se reserva, la falta se dice en su campo, se aprueba y se paga', {
  skip,
}, async () => {
  await using persona = await sistema.entrar({ ruta: '/reservas' })
  const { pagina, errores } = persona
  await pagina.getByRole('heading', { name: 'Todavía no hay reservas' }).waitFor()
  await pagina.keyboard.press('n')
  await pagina.getByRole('heading', { name: 'Nueva reserva' }).waitFor()
  await pulsar(pagina, /^Reservar$/)
  await enUnaFalta(pagina, 'origen.0')
  await pagina.keyboard.press('Shift+Tab')
  await elegirEn(pagina, /^Origen/, 'BOG')
  await elegirEn(pagina, /^Destino/, 'MDE')
  await escribirFechaHora(pagina, /^Salida/, { dia: '12122026', hora: '0815' })
  await escribirFechaHora(pagina, /^Llegada/, { dia: '12122026', hora: '0715' })
  await escribirEn(pagina, /^Precio/, '350.000')
  await pagina.keyboard.press('Enter')
  // que llegue antes de salir lo sabe la api, con las zonas de los dos aeropuertos
  await enUnaFalta(pagina, 'llegada.0')
  await pagina.keyboard.press('Shift+Tab')
  await escribirFechaHora(pagina, /^Llegada/, { dia: '12122026', hora: '0915' })
  await pagina.keyboard.press('Enter')
  const fila = pagina.locator('tbody tr', { hasText: 'BOG → MDE' })
  await fila.getByText('Pendiente').waitFor()
  await pulsar(pagina, /^Aprobar$/)
  await pagina.getByRole('dialog').waitFor()
  await pulsar(pagina, /^Aprobar$/)
  await fila.getByText('Aprobada').waitFor()
  const suId = await fila.getAttribute('data-id')
  await esperarQue(
    'el foco sigue en la reserva',
    async () => (await pagina.evaluate('document.activeElement.dataset.id')) === suId,
  )
  await pulsar(pagina, /^Pagar$/)
  await pagina.getByRole('dialog').waitFor()
  await pulsar(pagina, /^Pagar$/)
  await enUnaFalta(pagina, 'texto')
  assert.deepEqual(await faltasDe(pagina), [])
  await pagina.keyboard.type('PSE-002')
  await pagina.keyboard.press('Enter')
  await fila.getByText('Pagada').waitFor()
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: una reserva se cancela con su motivo, y Esc deja las cosas como estaban', {
  skip,
}, async () => {
  const leg = { fecha_salida: '2026-12-20T06:15', fecha_llegada: '2026-12-20T07:45' }
  const creada = await sistema.api.pedir('POST /reservas', {
    cuerpo: {
      itinerarios: [
        {
          odos: [
            { segmentos: [{ legs: [{ origen: { codigo: 'BOG' }, destino: { codigo: 'CTG' }, ...leg }] }] },
          ],
        },
      ],
      pasajeros: [{ tipo: 'Adulto' }],
    },
  })
  assert.equal(creada.estado, 201, creada.texto)
  await using persona = await sistema.entrar({ ruta: '/reservas?estado=Pendiente' })
  const { pagina, errores } = persona
  const fila = pagina.locator(`tr[data-id="${creada.cuerpo.id}"]`)
  await fila.waitFor()
  const dialogo = pagina.getByRole('dialog')
  await pulsar(pagina, /^Cancelar reserva$/)
  await dialogo.waitFor()
  await pagina.keyboard.press('Escape')
  await dialogo.waitFor({ state: 'detached' })
  await fila.getByText('Pendiente').waitFor()
  // el foco vuelve al botón que abrió: Enter lo abre otra vez
  await pagina.keyboard.press('Enter')
  await dialogo.waitFor()
  await escribirEn(pagina, /^Motivo/, 'se aplazó el viaje')
  await pagina.keyboard.press('Enter')
  await fila.waitFor({ state: 'detached' })
  const { cuerpo } = await sistema.api.pedir(`GET /reservas/${creada.cuerpo.id}`)
  assert.equal(cuerpo.estado, 'Cancelada')
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: la relación de arriendos a una fecha y su CSV, y los vencimientos de un tramo', {
  skip,
}, async () => {
  const { propiedad, numero } = await sistema.ejecutar(VIGENTE)
  const { nombre } = (await sistema.api.pedir(`GET /inmuebles/${propiedad}`)).cuerpo
  await using persona = await sistema.entrar()
  const { pagina, errores } = persona
  await pulsar(pagina, /^Informes$/)
  await pagina.locator('tbody tr', { hasText: numero }).waitFor()
  assert.ok((await descargar(pagina)).includes(numero))
  await pagina.keyboard.press('/')
  await pagina.keyboard.type(nombre)
  await pagina.waitForURL(/q=/)
  await escribirEn(pagina, /^A fecha de/, '06062027')
  await pagina.waitForURL(/a_fecha=2027-06-06/)
  await pagina.locator('tbody tr', { hasText: nombre }).getByText('Vacante').waitFor()
  assert.ok(!(await descargar(pagina)).includes(numero), 'el CSV es el de esa fecha')

  await pulsar(pagina, /^Vencimientos$/)
  await pagina.getByRole('heading', { name: 'Vencimientos', level: 1 }).waitFor()
  const vence = pagina.locator('.tabla-informe tbody tr', { hasText: numero })
  await vence.waitFor()
  await pulsar(pagina, /^61 a 90 días$/)
  await esperarQue('el tramo filtra la lista', async () => (await vence.count()) === 0)
  await pagina.keyboard.press('Enter')
  await vence.waitFor()
  assert.ok((await descargar(pagina)).includes(numero))
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: el aviso al que le falta un dato se reintenta, y su carta se lee en la bandeja', {
  skip,
}, async () => {
  const { inquilino, numero } = await sistema.sembrar()
  await using persona = await sistema.entrar({ ruta: '/correo' })
  const { pagina, errores } = persona
  await pulsar(pagina, /^Avisos$/)
  await pulsar(pagina, /^Falta un dato$/)
  const { nombre, version } = (await sistema.api.pedir(`GET /clientes/${inquilino}`)).cuerpo
  const fila = pagina.locator('tbody tr', { hasText: nombre }).filter({ hasText: numero })
  await fila.getByText(/no tiene correo/).waitFor()
  const correo = `cafe-${process.pid}@alpes.example`
  const puesto = await sistema.api.pedir(`PATCH /clientes/${inquilino}`, {
    cuerpo: { correo },
    encabezados: { 'if-match': `"${version}"` },
  })
  assert.equal(puesto.estado, 200, puesto.texto)
  await fila.focus()
  await pulsar(pagina, /^Reintentar$/)
  await pagina.getByText('El aviso vuelve a la cola.').waitFor()
  await fila.waitFor({ state: 'detached' })
  await pulsar(pagina, /^Bandeja$/)
  const carta = pagina.locator('.cartas li', { hasText: correo }).getByRole('button')
  await carta.waitFor()
  await carta.focus()
  await pagina.keyboard.press('Enter')
  await pagina.getByRole('dialog').getByText(correo).waitFor()
  assert.deepEqual(await faltasDe(pagina), [])
  await pagina.keyboard.press('Escape')
  await pagina.getByRole('dialog').waitFor({ state: 'detached' })
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: se crea un inmueble, se dice su falta, y de su línea de ocupación se va al contrato', {
  skip,
}, async () => {
  await using persona = await sistema.entrar({ ruta: '/inmuebles' })
  const { pagina, errores } = persona
  await pagina.getByRole('link', { name: 'Nuevo inmueble' }).first().waitFor()
  await pagina.keyboard.press('n')
  await escribirEn(pagina, /^Nombre/, 'Local 7 Usaquén')
  await escribirEn(pagina, /^Ciudad/, 'Bogotá')
  await escribirEn(pagina, /^Área/, 'cien')
  await pagina.keyboard.press('Enter')
  await enUnaFalta(pagina, 'area_m2')
  await pagina.keyboard.press('Control+a')
  await pagina.keyboard.type('64,5')
  await pagina.keyboard.press('Enter')
  await pagina.getByRole('rowheader', { name: 'Local 7 Usaquén' }).waitFor()

  const { propiedad, contrato, numero } = await sistema.ejecutar(VIGENTE)
  await pagina.goto(`${sistema.url()}/inmuebles/${propiedad}`)
  await pagina.locator('.linea a').waitFor()
  await pulsar(pagina, new RegExp(`^${numero} ${numero}: 1.ene`))
  await pagina.waitForURL(`**/contratos/${contrato}`)
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: se crea un cliente, se dice su falta, y desde su ficha se reserva para él', {
  skip,
}, async () => {
  await using persona = await sistema.entrar({ ruta: '/clientes' })
  const { pagina, errores } = persona
  await pagina.getByRole('link', { name: 'Nuevo cliente' }).first().waitFor()
  await pagina.keyboard.press('n')
  await escribirEn(pagina, /^Nombre/, 'Óptica Páramo')
  await escribirEn(pagina, /^Número de documento/, '999001003-9')
  await pagina.keyboard.press('Enter')
  await enUnaFalta(pagina, 'documento_numero')
  await pagina.keyboard.press('Control+a')
  await pagina.keyboard.type('999001003-1')
  await pagina.keyboard.press('Enter')
  await pagina.getByRole('rowheader', { name: 'Óptica Páramo' }).waitFor()
  await pagina.keyboard.press('/')
  await pagina.keyboard.type('Óptica')
  await pagina.waitForURL(/q=/)
  await esperarQue('queda la que se busca', async () => (await pagina.locator('tbody tr').count()) === 1)
  await pagina.keyboard.press('Escape')
  await pagina.keyboard.press('j')
  await pagina.keyboard.press('Enter')
  await pagina.getByRole('heading', { name: 'Óptica Páramo' }).waitFor()
  await pagina.locator('.cajetin').getByText('español').waitFor()
  await pagina.getByRole('link', { name: 'Nueva reserva' }).waitFor()
  await pagina.keyboard.press('n')
  await tabular(pagina, /^Cliente que viaja/)
  await esperarQue('la reserva es para él', async () =>
    (await pagina.locator(':focus').inputValue()).startsWith('Óptica Páramo'),
  )
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: un incremento se aplica y queda en los tramos y en la historia', {
  skip,
}, async () => {
  // sin la agenda, que lo aplicaría sola antes de que nadie llegue
  await using sinAgenda = await abrirSistemaPagina(() => undefined, { ROLES: 'http,consumidores,relevo' })
  const { contrato } = await sinAgenda.ejecutar({
    ...{ fecha_inicio: '2025-06-01', fecha_fin: '2027-05-31' },
    incremento: { tipo: 'fijo', puntos_basicos: 500 },
  })
  await using persona = await sinAgenda.entrar({ ruta: `/contratos/${contrato}` })
  const { pagina, errores } = persona
  await pulsar(pagina, /^Aplicar incremento$/)
  await pagina.getByRole('dialog').waitFor()
  assert.deepEqual(await faltasDe(pagina), [])
  await pulsar(pagina, /^Aplicar incremento$/)
  await pagina.getByRole('dialog').waitFor({ state: 'detached' })
  await pagina.getByRole('table', { name: 'Tramos de canon' }).getByText('COP 4.725.000').waitFor()
  await pagina
    .locator('.hito[data-tipo=IncrementoAplicado]')
    .getByText(/1.jun.2026, 5\s?%/)
    .waitFor()
  assert.deepEqual(errores, [])
})

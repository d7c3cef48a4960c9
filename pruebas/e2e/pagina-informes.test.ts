import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const VIGENTE = { fecha_inicio: '2026-01-01', fecha_fin: '2026-12-31' }

test('el resumen cuenta en vivo y cada cifra lleva a su filtro', { skip }, async () => {
  await using persona = await sistema.entrar({ ruta: '/resumen' })
  const { pagina, errores } = persona
  const clave = pagina.getByRole('link', { name: /Vencen en 90 días/ })
  await clave.getByText('0', { exact: true }).waitFor()
  const { contrato } = await sistema.ejecutar(VIGENTE)
  await clave.getByText('1', { exact: true }).waitFor()
  await pagina.getByRole('link', { name: /4\.500\.000 COP/ }).waitFor()
  await clave.click()
  await pagina.waitForURL(/vence_en=90/)
  await pagina.locator(`tr[data-id="${contrato}"]`).waitFor()
  assert.deepEqual(errores, [])
})

test('la relación de arriendos a una fecha muestra vacantes y totales, y baja en CSV', { skip }, async () => {
  const { propiedad, numero } = await sistema.ejecutar(VIGENTE)
  const inmueble = (await sistema.api.pedir(`GET /inmuebles/${propiedad}`)).cuerpo
  await using persona = await sistema.entrar({
    ruta: `/informes/rent-roll?q=${encodeURIComponent(inmueble.nombre)}`,
  })
  const { pagina } = persona
  const fila = pagina.locator('tbody tr', { hasText: numero })
  await fila.waitFor()
  await pagina.locator('[data-moneda=COP]').getByText('4.500.000').waitFor()
  const [descarga] = await Promise.all([
    pagina.waitForEvent('download'),
    pagina.getByRole('link', { name: 'CSV' }).click(),
  ])
  let csv = ''
  for await (const trozo of await descarga.createReadStream()) csv += String(trozo)
  assert.ok(csv.includes(numero))
  await pagina.getByLabel('A fecha de').fill('2027-06-01')
  await pagina.waitForURL(/a_fecha=2027-06-01/)
  await pagina.locator('tbody tr', { hasText: inmueble.nombre }).getByText('Vacante').waitFor()
  assert.equal(await pagina.locator('[data-moneda]').count(), 0)
})

test('vencimientos: el gráfico y su tabla dicen lo mismo, y el sucesor se ve', { skip }, async () => {
  const { contrato, numero } = await sistema.ejecutar(VIGENTE)
  const sucesor = await sistema.api.pedir(`POST /contratos/${contrato}/renovaciones`, {
    cuerpo: { fecha_fin: '2027-12-31' },
  })
  assert.equal(sucesor.estado, 201, sucesor.texto)
  await using persona = await sistema.entrar({ ruta: '/informes/vencimientos' })
  const { pagina } = persona
  const fila = pagina.locator('.tabla-informe tbody tr', { hasText: numero })
  await fila.getByRole('link', { name: sucesor.cuerpo.numero }).waitFor()
  const tramo = pagina.locator('[data-tramo=hasta_30] td')
  const total = await tramo.first().textContent()
  await pagina
    .locator('.barras svg text', { hasText: new RegExp(`^${total}$`) })
    .first()
    .waitFor()
  await pagina.getByRole('button', { name: '61 a 90 días' }).click()
  await esperarQue('el tramo filtra la lista', async () => (await fila.count()) === 0)
})

test('ocupación: cada contrato es un enlace en la línea de su inmueble', { skip }, async () => {
  const { contrato, propiedad } = await sistema.ejecutar(VIGENTE)
  const inmueble = (await sistema.api.pedir(`GET /inmuebles/${propiedad}`)).cuerpo
  await using persona = await sistema.entrar({ ruta: '/informes/ocupacion' })
  const { pagina } = persona
  await pagina.getByRole('img', { name: 'Inmuebles ocupados, mes a mes' }).waitFor()
  const linea = pagina.getByRole('list', { name: `Línea de ocupación de ${inmueble.nombre}` })
  await linea.first().getByRole('link').first().click()
  await pagina.waitForURL(new RegExp(`/contratos/${contrato}`))
})

test('pendientes y el IPC: publicar el año que faltaba deja el incremento aplicado', { skip }, async () => {
  const { contrato } = await sistema.ejecutar({
    ...{ fecha_inicio: '2018-03-01', fecha_fin: '2027-12-31', incremento: { tipo: 'ipc' } },
  })
  await using persona = await sistema.entrar({ ruta: '/informes/pendientes' })
  const { pagina } = persona
  await sistema.sembrar()
  await pagina.locator('tbody tr', { hasText: 'Faltan firmas' }).first().waitFor()
  await pagina.getByRole('link', { name: 'Índices' }).click()
  await pagina.getByRole('button', { name: 'Publicar un año' }).click()
  const dialogo = pagina.getByRole('dialog')
  await dialogo.getByLabel('Año').fill('2018')
  await dialogo.getByLabel('Variación anual').fill('tres')
  await dialogo.getByRole('button', { name: 'Publicar' }).click()
  await dialogo.locator('.con-falta').getByLabel('Variación anual').waitFor()
  await dialogo.getByLabel('Variación anual').fill('3,18')
  await dialogo.getByRole('button', { name: 'Publicar' }).click()
  await pagina.locator('tbody tr', { hasText: '2018' }).getByText(/3,18/).waitFor()
  await esperarQue('el incremento que esperaba el IPC de 2018 queda aplicado', async () => {
    const { cuerpo } = await sistema.api.pedir(`GET /contratos/${contrato}`)
    return cuerpo.tramos.some((t: { desde: string }) => t.desde === '2019-03-01')
  })
})

test('en pendientes se ven también los avisos que no salieron, y llevan a ellos', { skip }, async () => {
  const { inquilino } = await sistema.sembrar()
  const { nombre } = (await sistema.api.pedir(`GET /clientes/${inquilino}`)).cuerpo
  await using persona = await sistema.entrar({ ruta: '/informes/pendientes?tipo=incremento' })
  const { pagina, errores } = persona
  await pagina.getByRole('link', { name: /^Avisos que no salieron: \d+/ }).click()
  await pagina.waitForURL(/ver=avisos&estado=fallida&estado=muerta/)
  await pagina.locator('tbody tr', { hasText: nombre }).first().getByText('no tiene correo').waitFor()
  assert.deepEqual(errores, [])
})

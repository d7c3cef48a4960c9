import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

test('una vista se guarda con su nombre, se vuelve a ella y se quita', { skip }, async () => {
  const { contrato } = await sistema.sembrar()
  await using persona = await sistema.entrar({ ruta: '/contratos?estado=Pendiente&fin_hasta=2027-12-31' })
  const { pagina } = persona
  await pagina.locator(`tr[data-id="${contrato}"]`).waitFor()
  await pagina.getByText('Vistas guardadas').click()
  await pagina.getByLabel('Nombre de la vista').fill('Por cerrar en 2027')
  await pagina.getByRole('button', { name: 'Guardar esta vista' }).click()
  await pagina.getByRole('button', { name: 'Quitar Termina hasta 31 dic 2027' }).click()
  await esperarQue('el filtro sale de la URL', () => !pagina.url().includes('fin_hasta'))
  await pagina.reload()
  await pagina.getByText('Vistas guardadas').click()
  await pagina.getByRole('link', { name: 'Por cerrar en 2027' }).click()
  await pagina.waitForURL(/fin_hasta=2027-12-31/)
  await pagina.getByRole('button', { name: 'Quitar la vista «Por cerrar en 2027»' }).click()
  assert.equal(await pagina.getByRole('link', { name: 'Por cerrar en 2027' }).count(), 0)
})

test('las columnas se eligen y la elección se recuerda', { skip }, async () => {
  await sistema.sembrar()
  await using persona = await sistema.entrar()
  const { pagina } = persona
  const inicio = pagina.getByRole('columnheader', { name: 'Inicio' })
  await inicio.waitFor()
  await pagina.getByText('Columnas', { exact: true }).click()
  await pagina.getByLabel('Inicio', { exact: true }).uncheck()
  await inicio.waitFor({ state: 'hidden' })
  await pagina.reload()
  await pagina.locator('tbody tr').first().waitFor()
  assert.equal(await inicio.count(), 0)
})

test('en pausa la lista no se mueve; al seguir, con el teclado, se pone al día de una vez', {
  skip,
}, async () => {
  const { contrato } = await sistema.sembrar()
  await using persona = await sistema.entrar()
  const { pagina, errores } = persona
  const fila = pagina.locator(`tr[data-id="${contrato}"]`)
  await fila.getByText('4.500.000').waitFor()
  await pagina.getByRole('button', { name: 'Pausar' }).focus()
  await pagina.keyboard.press('Enter')
  const otra = await sistema.api.pedir(`PATCH /contratos/${contrato}`, {
    cuerpo: { monto: '5000000' },
    encabezados: { 'if-match': '"1"' },
  })
  assert.equal(otra.estado, 200, otra.texto)
  await pagina.getByRole('button', { name: 'Seguir (1)' }).waitFor()
  assert.match((await fila.textContent()) ?? '', /4\.500\.000/)
  await pagina.keyboard.press('Enter')
  await fila.getByText('5.000.000').waitFor()
  await pagina.getByRole('button', { name: 'Pausar' }).waitFor()
  assert.deepEqual(errores, [])
})

test('un contrato mandado en segundo plano se ve ya en la lista, marcado; si lo rechazan se va y queda el motivo', {
  skip,
}, async () => {
  const hecho = await sistema.sembrar()
  const { nombres } = (await sistema.api.pedir(`GET /contratos/${hecho.contrato}`)).cuerpo
  await using persona = await sistema.entrar()
  const { pagina, errores } = persona
  const paso = Promise.withResolvers<void>()
  await pagina.route('**/api/contratos', async (ruta) => {
    if (ruta.request().method() === 'POST') await paso.promise
    await ruta.continue()
  })
  const mandar = async (fin: string): Promise<void> => {
    await pagina.goto(`${sistema.url()}/contratos/nuevo`)
    for (const [campo, texto] of [
      ['Propiedad', nombres.propiedad],
      ['Compañía (arrendador)', nombres.compania],
      ['Inquilino', nombres.inquilino],
    ] as const) {
      await pagina.getByRole('combobox', { name: campo }).fill(texto)
      await pagina.getByRole('option', { name: texto }).first().click()
    }
    await pagina.getByLabel('Inicio').fill('2029-01-10')
    await pagina.getByLabel('Fin').fill(fin)
    await pagina.getByLabel('Canon mensual').fill('7.654.321')
    await pagina.getByLabel(/Enviar en segundo plano/).check()
    await pagina.getByRole('button', { name: 'Crear' }).click()
  }
  const porLlegar = pagina.locator('tr[data-por-llegar]')

  await mandar('2030-01-09')
  await porLlegar.getByText('7.654.321').waitFor()
  await porLlegar.getByText(/Enviado/).waitFor()
  paso.resolve()
  await pagina.locator('tbody tr[data-id]', { hasText: '7.654.321' }).waitFor()
  await porLlegar.waitFor({ state: 'detached' })

  await mandar('2028-01-09')
  await pagina.locator('[data-comando=rechazado]').waitFor()
  assert.match((await pagina.locator('[data-comando=rechazado]').textContent()) ?? '', /\S/)
  assert.equal(await porLlegar.count(), 0)
  assert.deepEqual(errores, [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiPrueba, abrirApiPrueba, clienteNuevo } from '#pruebas/apoyo/api.ts'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

/** Lo que dice una métrica de una suscripción y un tópico. */
const leer = async (a: ApiPrueba, metrica: string, suscripcion: string): Promise<number | undefined> => {
  const texto = await (await fetch(`http://127.0.0.1:${a.servicio.puertoMetricas}/metrics`)).text()
  const linea = texto
    .split('\n')
    .find(
      (l) =>
        l.startsWith(`${metrica}{`) &&
        l.includes(`suscripcion="${suscripcion}"`) &&
        (!l.includes('topico=') || l.includes('topico="eventos-cliente"')),
    )
  return linea === undefined ? undefined : Number(linea.split(' ').at(-1))
}

test('de una suscripción que nadie lee se sabe cuánto le falta, desde cuándo y que no tiene lector', async () => {
  await using base = await abrirBasePrueba()
  {
    await using completa = await abrirApiPrueba({ base })
    await completa.pedir('POST /clientes', { cuerpo: clienteNuevo() })
    await esperarQue('la auditoría está al día', async () => {
      const tomada = (await leer(completa, 'alpes_lector_sin_dueno', 'auditoria')) === 0
      return tomada && (await leer(completa, 'alpes_lector_atraso', 'auditoria')) === 0
    })
    assert.equal(await leer(completa, 'alpes_lector_pendiente_segundos', 'auditoria'), 0)
    assert.equal(await leer(completa, 'alpes_lector_vivo', 'auditoria'), 1)
    assert.equal(await leer(completa, 'alpes_apartados', 'auditoria'), 0)
  }
  await using sola = await abrirApiPrueba({ base, entorno: { ROLES: 'http' } })
  for (let i = 0; i < 3; i++) await sola.pedir('POST /clientes', { cuerpo: clienteNuevo() })
  assert.equal(await leer(sola, 'alpes_lector_atraso', 'auditoria'), 3)
  assert.equal(await leer(sola, 'alpes_lector_sin_dueno', 'auditoria'), 1)
  assert.equal(await leer(sola, 'alpes_lector_vivo', 'auditoria'), undefined, 'no es de este proceso')
  await esperarQue(
    'la edad de lo pendiente crece',
    async () => ((await leer(sola, 'alpes_lector_pendiente_segundos', 'auditoria')) ?? 0) >= 1,
  )
})

test('un commit se cuenta y se mide', async () => {
  await using a = await abrirApiPrueba()
  await a.pedir('POST /clientes', { cuerpo: clienteNuevo() })
  const texto = await (await fetch(`http://127.0.0.1:${a.servicio.puertoMetricas}/metrics`)).text()
  const valor = (nombre: string): number =>
    Number(new RegExp(`^${nombre}\\{.*\\} (\\S+)$`, 'm').exec(texto)?.[1])
  assert.equal(valor('alpes_commit_ms_count'), 1)
  assert.equal(valor('alpes_lote_ms_count'), 1)
  assert.ok(valor('alpes_commit_ms_sum') > 0)
  assert.ok(valor('alpes_commit_ms_sum') <= valor('alpes_lote_ms_sum'))
})

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { CDPSession } from 'playwright-core'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const ASSETS = join(import.meta.dirname, '../../src/ui/publico/assets')

/** Lo que pesa un archivo comprimido como lo comprime el servidor (`archivos.ts`), en bytes. */
const pesoDe = (archivo: string): number => gzipSync(readFileSync(join(ASSETS, archivo)), { level: 9 }).length

// Se suma todo archivo de JavaScript de la página (la oficina y operaciones, también lo que sólo baja si se abre)
// menos uno: los textos del otro idioma, que sólo baja quien cambia de idioma.
for (const idioma of ['es', 'en']) {
  test(`todo el JavaScript de la página en «${idioma}», operaciones incluidas, cabe en 60 KiB de gzip`, () => {
    const archivos = globSync('*.js', { cwd: ASSETS })
    const ajenos = archivos.filter((a) => a.startsWith('textos-') && !a.startsWith(`textos-${idioma}-`))
    assert.equal(ajenos.length, 1, 'la página no está construida')
    const suyos = archivos.filter((a) => !ajenos.includes(a))
    const peso = suyos.reduce((suma, archivo) => suma + pesoDe(archivo), 0)
    assert.ok(peso <= 60 * 1024, `${peso} bytes: ${suyos.map((a) => `${a} ${pesoDe(a)}`).join(', ')}`)
  })
}

/** A cuántos saltos del documento queda cada petición, según quién la pidió. */
const contarSaltos = async (cdp: CDPSession): Promise<ReadonlyMap<string, number>> => {
  const saltos = new Map<string, number>()
  cdp.on('Network.requestWillBeSent', ({ request, initiator, type }) => {
    const quien = initiator.stack?.callFrames[0]?.url ?? initiator.url ?? ''
    const de = type === 'Document' ? 0 : (saltos.get(quien) ?? 1)
    if (!saltos.has(request.url)) saltos.set(request.url, de + 1)
  })
  await cdp.send('Network.enable')
  return saltos
}

for (const idioma of ['es-CO', 'en-GB'] as const) {
  test(`la lista se pinta con peticiones a tres saltos como mucho (${idioma})`, { skip }, async () => {
    const { contrato } = await sistema.sembrar()
    await using persona = await sistema.entrar({ idioma })
    const { pagina, contexto } = persona
    const saltos = await contarSaltos(await contexto.newCDPSession(pagina))
    await pagina.goto(`${sistema.url()}/contratos`)
    await pagina.locator(`tr[data-id="${contrato}"]`).waitFor()
    const vistas = [...saltos].map(([url, n]) => `${n} ${new URL(url).pathname}`)
    assert.ok(vistas.includes('3 /api/contratos'), vistas.join('\n'))
    assert.ok(
      vistas.some((v) => v.startsWith('2 /assets/textos-')),
      vistas.join('\n'),
    )
    assert.deepEqual(
      vistas.filter((v) => Number.parseInt(v, 10) > 3),
      [],
    )
  })
}

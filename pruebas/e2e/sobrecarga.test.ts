import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { LIMITES } from '#seedwork/infraestructura/uow/escritor.ts'
import { abrirBasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { Contestacion } from '../fallas/insistente.ts'
import { clienteNuevo, ordenar } from '../fallas/ordenes.ts'
import { abrirInstalacion, puertoLibre } from '../fallas/sistema.ts'

/** Más de lo que cabe: el lote en curso, la cola entera y unas cuantas más. */
const DE_MAS = 200
const TODAS = LIMITES.lote + LIMITES.cola + DE_MAS

test('con la cola llena, 503 y Retry-After antes de trabajar; todo lo aceptado queda', async (t) => {
  await using base = await abrirBasePrueba()
  const metricas = String(await puertoLibre())
  await using api = await abrirInstalacion({
    ...{ programa: 'api/principal.ts', baseUrl: base.url },
    entorno: { PUERTO_METRICAS: metricas },
  })
  await api.arrancar()
  await using pila = new AsyncDisposableStack()
  const pool = new pg.Pool({ connectionString: base.url, max: 2 })
  pila.defer(() => pool.end())
  const nombres = Array.from({ length: TODAS }, () => randomUUID())
  const rechazadas: Contestacion[] = []
  const mandar = async (nombre: string): Promise<Contestacion> => {
    const c = await ordenar(api.url, 'POST /clientes', { cuerpo: clienteNuevo(nombre) })
    if (c.estado !== 201) rechazadas.push(c)
    return c
  }
  // Mientras otro tiene el contador, el escritor no puede confirmar: la cola se llena.
  const otro = await pool.connect()
  await otro.query(`begin; select 1 from alpes.cabezas where topico = 'eventos-cliente' for update`)
  const envios = nombres.map(mandar)
  await esperarQue('se rechaza lo que no cabe', () => rechazadas.length > 0)
  await otro.query('commit')
  otro.release()
  const dadas = await Promise.all(envios)
  for (const { estado, encabezados, texto } of rechazadas) {
    assert.equal(estado, 503, texto)
    assert.equal(JSON.parse(texto).codigo, 'Sobrecarga')
    assert.match(String(encabezados['retry-after']), /^\d+$/)
  }
  const aceptadas = nombres.filter((_, i) => dadas[i]!.estado === 201)
  t.diagnostic(`${aceptadas.length} aceptadas, ${rechazadas.length} rechazadas de ${TODAS}`)
  const texto = await (await fetch(`http://127.0.0.1:${metricas}/metrics`)).text()
  const contadas = Number(/^alpes_sobrecargas_total\{.*\} (\d+)$/m.exec(texto)?.[1])
  assert.ok(contadas > 0 && contadas <= rechazadas.length, `${contadas} de ${rechazadas.length}`)
  const { rows } = await pool.query('select nombre from alpes.clientes')
  assert.deepEqual(rows.map((f) => f.nombre).sort(), aceptadas.sort())
})

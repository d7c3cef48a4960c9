import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirServidorSmtp } from '#pruebas/conformidad/correo-servidor.ts'
import {
  abrirBanco,
  alta,
  altaInmueble,
  contrato,
  inmueble,
  OFICINA,
  persona,
} from './notificaciones-apoyo.ts'

const CONTRATOS = 7

/** Varios contratos de las mismas partes creados a la vez: tantos correos a cada una. */
const crearVarios = async (entorno: Record<string, string>) => {
  await using pila = new AsyncDisposableStack()
  const smtp = pila.use(await abrirServidorSmtp())
  const banco = pila.use(
    await abrirBanco({
      entorno: { ...OFICINA, SMTP_URL: `${smtp.url}?de=avisos@alpes.example`, ...entorno },
    }),
  )
  const partes = {
    compania: persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example'),
    inquilino: persona('Café Páramo S.A.S.', 'cafe@cliente.example'),
    inmueble: inmueble('Local 101'),
  }
  banco.fuente.escribir([alta(partes.compania), alta(partes.inquilino), altaInmueble(partes.inmueble)])
  banco.fuente.escribir(Array.from({ length: CONTRATOS }, () => contrato(partes).creado()))
  const cierre = pila.move()
  /** Cuántas salieron a cada dirección, cuando lo que falta por salir ya no se mueve. */
  const quietas = (cuantas: number) =>
    esperarQue(`${cuantas} enviadas y las demás a la espera`, async () => {
      const todas = await banco.listar()
      const enviadas = todas.filter((n) => n.estado === 'enviada').length
      const frenadas = todas.filter((n) => n.motivo?.includes('espera su turno')).length
      const quietas = enviadas === cuantas && enviadas + frenadas === todas.length
      return todas.length === 3 * CONTRATOS && quietas ? todas : undefined
    })
  const recibidos = (para: string) => smtp.recibidos.filter((c) => c.para === para).length
  return { banco, quietas, recibidos, [Symbol.asyncDispose]: () => cierre.disposeAsync() }
}

test('S9: a una misma dirección salen los de su hora; los demás esperan y salen después', async () => {
  await using e = await crearVarios({ CORREOS_POR_HORA: '2' })
  const todas = await e.quietas(CONTRATOS + 2 + 2)
  assert.deepEqual(
    ['alpes@cliente.example', 'cafe@cliente.example', 'gestor@oficina.example'].map(e.recibidos),
    [2, 2, CONTRATOS],
    'la oficina no tiene límite',
  )
  const espera = todas.find((n) => n.estado === 'pendiente')
  assert.equal(espera?.motivo, 'a esta dirección ya le salieron 2 correos en la última hora: espera su turno')
  assert.equal(espera?.intentos, 0)
  const { rows } = await e.banco.pool.query(`select
    bool_and(proximo_intento between clock_timestamp() + interval '59 minutes' and clock_timestamp() + interval '1 hour')
    as en_su_hora from entregas where estado = 'pendiente'`)
  assert.equal(rows[0].en_su_hora, true)
  // Una hora después.
  await e.banco.pool.query(`update entregas set enviada_en = enviada_en - interval '1 hour',
    proximo_intento = proximo_intento - interval '1 hour'`)
  await e.quietas(CONTRATOS + 4 + 4)
  assert.deepEqual(['alpes@cliente.example', 'cafe@cliente.example'].map(e.recibidos), [4, 4])
})

test('S9: con 0 no hay límite, y lo enviado no guarda el motivo de su espera', async () => {
  await using e = await crearVarios({ CORREOS_POR_HORA: '0' })
  const todas = await e.quietas(3 * CONTRATOS)
  assert.ok(todas.every((n) => n.motivo === null))
})

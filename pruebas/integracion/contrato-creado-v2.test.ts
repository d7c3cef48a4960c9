import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ContratoCreado, EVENTOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import {
  ASCENSOS_CONTRATO,
  ContratoCreadoV2,
  ESQUEMAS_CONTRATO,
} from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'
import { ADMIN, type ApiPrueba, abrirApiPrueba, crearContrato, crearTrio } from '#pruebas/apoyo/api.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirConsumidorSuelto } from '#pruebas/apoyo/consumidor-suelto.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'
import { crearEsquemas as losDeAvisos } from '../../src/notificaciones/infraestructura/consumidores/suscripcion.ts'
import { crearDecodificador } from '../../src/ui/esquemas.ts'

type Contrato = Awaited<ReturnType<typeof crearContrato>>

/** Una etapa del cambio: la API con un plan, un contrato creado, y todo lo que hay después en la bitácora. */
const crearEn = async (base: BasePrueba, plan: string | undefined, mirar: (e: Etapa) => Promise<void>) => {
  await using a = await abrirApiPrueba({ base, entorno: plan ? { VERSIONES_EVENTOS: plan } : {} })
  const contrato = await crearContrato(a, await crearTrio(a))
  const { cuerpo } = await a.pedir('GET /bitacora/eventos-contrato?limite=1000')
  await mirar({ a, contrato, mensajes: cuerpo.mensajes, cabeza: cuerpo.cabeza })
}
type Etapa = Readonly<{ a: ApiPrueba; contrato: Contrato; mensajes: MensajeVisto[]; cabeza: number }>
type MensajeVisto = Readonly<{
  id: string
  type: string
  subject: string
  sequence: number
  version_esquema: number
  version_agregado: number
  versiones?: number[]
  datos: Record<string, unknown>
}>

const viejo = (base: BasePrueba, a: ApiPrueba) =>
  abrirConsumidorSuelto({
    ...{ url: base.url, nombre: 'viejo', lee: EVENTOS_CONTRATO, esquemas: crearRegistro(EVENTOS_CONTRATO) },
    fuente: a.servicio.fuente,
  })
const nuevo = (base: BasePrueba, a: ApiPrueba) =>
  abrirConsumidorSuelto({
    ...{ url: base.url, nombre: 'nuevo', lee: [ContratoCreadoV2] },
    ...{ esquemas: crearRegistro(ESQUEMAS_CONTRATO, ASCENSOS_CONTRATO), fuente: a.servicio.fuente },
  })

const deContrato = (mensajes: readonly MensajeVisto[], { id }: Contrato) =>
  mensajes.filter((m) => m.subject === id && m.type === 'ContratoCreado')

describe('ContratoCreado pasa de la v1 a la v2 por etapas, sobre la misma bitácora', () => {
  let base: BasePrueba
  const ids: string[] = []
  before(async () => {
    base = await abrirBasePrueba()
  })
  after(() => base[Symbol.asyncDispose]())

  test('antes del cambio sale sólo la v1', async () => {
    await crearEn(base, undefined, async ({ contrato, mensajes }) => {
      ids.push(contrato.id)
      const suyos = deContrato(mensajes, contrato)
      assert.deepEqual(
        suyos.map((m) => [m.version_esquema, m.versiones]),
        [[1, undefined]],
      )
    })
  })

  test('durante el cambio salen las dos, seguidas, y cada una como se escribió', async () => {
    await crearEn(base, 'ContratoCreado=1+2', async ({ a, contrato, mensajes, cabeza }) => {
      ids.push(contrato.id)
      const [v1, v2, ...mas] = deContrato(mensajes, contrato)
      assert.ok(v1 && v2)
      assert.deepEqual(mas, [])
      assert.deepEqual(
        [v1, v2].map((m) => [m.version_esquema, m.versiones, m.version_agregado]),
        [
          [1, [1, 2], 1],
          [2, [1, 2], 1],
        ],
      )
      assert.equal(v2.sequence, v1.sequence + 1)
      assert.notEqual(v1.id, v2.id, 'son dos mensajes: quien no repite por id no pierde ninguno')
      assert.equal(v1.datos.monto, '1250000')
      assert.equal((v2.datos.terminos as Record<string, unknown>).monto, '1250000')

      await using deAntes = await viejo(base, a)
      await using deDespues = await nuevo(base, a)
      const antes = await deAntes.hasta(cabeza)
      const despues = await deDespues.hasta(cabeza)
      assert.deepEqual(
        antes.map((f) => [f.clave, f.datos.monto]),
        ids.map((id) => [id, '1250000']),
        'el consumidor de la v1, intacto: uno por contrato',
      )
      assert.deepEqual(
        despues.map((f) => [f.clave, (f.datos.partes as string[]).length]),
        ids.map((id) => [id, 2]),
        'el de la v2: uno por contrato, y lo de antes le llega ascendido',
      )
      assert.deepEqual([await deAntes.apartados(), await deDespues.apartados()], [[], []])
    })
  })

  test('los lectores de la casa actúan una vez: panel, búsqueda, historial, avisos y página', async () => {
    await crearEn(base, 'ContratoCreado=1+2', async ({ a, contrato, mensajes, cabeza }) => {
      ids.push(contrato.id)
      const encabezados = { 'alpes-esperar': `eventos-contrato=${cabeza}` }
      const panel = await a.pedir('GET /panel', { encabezados })
      assert.equal(panel.estado, 200, panel.texto)
      assert.equal(panel.cuerpo.meses.at(-1).creados, ids.length)
      assert.equal(panel.cuerpo.contratos.total, ids.length)
      const busqueda = await a.pedir(`GET /busqueda?q=${contrato.numero}`, { encabezados })
      assert.equal(busqueda.cuerpo.elementos.length, 1)
      const historial = await a.pedir(`GET /contratos/${contrato.id}/historial`)
      const [entrada, ...otras] = historial.cuerpo.elementos
      assert.deepEqual(otras, [])
      const anterior = await a.pedir(`GET /contratos/${ids[0]}/historial`)
      const campos = (e: { cambios: { campo: string }[] }) => e.cambios.map((c) => c.campo)
      assert.deepEqual(campos(entrada), campos(anterior.cuerpo.elementos[0]))
      const { mensajes: crudos } = await a.servicio.fuente.leer('eventos-contrato', 0, 1_000)
      const suyos = crudos.filter((m) => m.clave === contrato.id)
      assert.equal(suyos.length, deContrato(mensajes, contrato).length)
      const deAvisos = losDeAvisos()
      assert.equal(suyos.flatMap((m) => deAvisos.evento([ContratoCreado], m) ?? []).length, 1)
      const tramas = suyos.map(crearDecodificador()).filter((d) => d !== undefined)
      assert.equal(tramas.length, 1)
      assert.equal((tramas[0] as Record<string, unknown>).monto, '1250000', 'la página sigue viendo la v1')
    })
  })

  test('por HTTP, desde otro proceso, la relación entre las dos versiones llega igual', async () => {
    await using a = await abrirApiPrueba({ base })
    await using fuente = abrirFuenteHttp({ url: a.servicio.url, credencial: ADMIN })
    const { mensajes, cabeza } = await fuente.leer('eventos-contrato', 0, 1_000)
    assert.equal(mensajes.length, cabeza)
    const directos = await a.servicio.fuente.leer('eventos-contrato', 0, 1_000)
    assert.deepEqual(
      mensajes.map((m) => m.versiones),
      directos.mensajes.map((m) => m.versiones),
    )
  })

  test('al retirar la v1, quien no se movió se detiene en ella y lo dice: no la pierde', async () => {
    await crearEn(base, 'ContratoCreado=2', async ({ a, contrato, mensajes, cabeza }) => {
      ids.push(contrato.id)
      assert.deepEqual(
        deContrato(mensajes, contrato).map((m) => [m.version_esquema, m.versiones]),
        [[2, undefined]],
      )
      await using deDespues = await nuevo(base, a)
      assert.deepEqual(
        (await deDespues.hasta(cabeza)).map((f) => f.clave),
        ids,
      )
      await using deAntes = await viejo(base, a)
      const apartados = await esperarQue('el viejo lo aparta', async () => {
        const suyos = await deAntes.apartados()
        return suyos.length > 0 ? suyos : null
      })
      assert.equal(apartados.length, 1)
      assert.match(apartados[0]!.error ?? '', /ContratoCreado v2 no salió en otra versión.*llega a la v1/)
      assert.deepEqual(
        (await deAntes.hasta(cabeza)).map((f) => f.clave),
        ids.slice(0, -1),
      )
    })
  })
})

test('un plan con una versión que no existe, o desordenado, no arranca', async () => {
  for (const [plan, motivo] of [
    ['ContratoCreado=1+3', /no hay ContratoCreado v3/],
    ['ContratoCread=1', /no hay ContratoCread v1/],
    ['ContratoCreado=2+1', /de la menor a la mayor/],
  ] as const)
    await assert.rejects(
      abrirApiPrueba({ entorno: { VERSIONES_EVENTOS: plan } }),
      (error: unknown) => error instanceof ErrorArranque && motivo.test(error.message),
    )
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import {
  type ApiPrueba,
  abrirApiPrueba,
  contratoNuevo,
  crearContrato,
  crearTrio,
  esProblema,
} from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba()
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

/** Aparta el mensaje de una orden asíncrona, como lo haría su suscripción, y da su contenido. */
const apartar = async (operacion: string, cuerpo: object) => {
  const { cuerpo: dado } = await a.pedir(operacion, { cuerpo, encabezados: { prefer: 'respond-async' } })
  const { cuerpo: hoja } = await a.pedir('GET /bitacora/comandos-contrato?limite=1000')
  const { datos, ...sobre } = hoja.mensajes.find((m: { id: string }) => m.id === dado.id)
  const { rows } = await sql.query(
    `insert into apartados (suscripcion, topico, posicion, clave, id_mensaje, tipo, mensaje, estado, intentos, error)
     values ('prueba', 'comandos-contrato', $1, $2, $3, $4, $5, 'espera-operador', 5, 'falló') returning id`,
    [sobre.sequence, sobre.subject, sobre.id, sobre.type, JSON.stringify(sobre)],
  )
  return { id: rows[0].id as string, datos }
}

test('S5: editar un apartado no da más de lo que ya se podía: ni órdenes ajenas, ni otro agregado, ni firmas', async () => {
  const motivo = 'prueba'
  const trio = await crearTrio(a)
  const orden = await apartar('POST /contratos', contratoNuevo(trio))
  const editar = (id: string, datos: object, credencial?: string) =>
    a.pedir(`POST /apartados/${id}/edicion`, { cuerpo: { motivo, datos }, ...(credencial && { credencial }) })
  const cambiada = { ...orden.datos, monto: '1' }
  esProblema(await editar(orden.id, cambiada, 'credencial-operadora'), 403, 'NoAutorizado')
  esProblema(await editar(orden.id, { ...cambiada, id: trio.id_propiedad }), 422, 'PeticionInvalida')
  assert.equal((await editar(orden.id, cambiada)).cuerpo.estado, 'marcado-edicion')

  const contrato = await crearContrato(a, trio)
  const firma = await apartar(`POST /contratos/${contrato.id}/firmas`, {
    ...{ id_parte: trio.id_compania, hash: contrato.hash },
  })
  const deOtra = { ...firma.datos, id_parte: trio.id_inquilino }
  esProblema(await editar(firma.id, deOtra), 409, 'ApartadoNoMarcable')
  esProblema(await editar(firma.id, deOtra, 'credencial-operadora'), 403, 'NoAutorizado')
})

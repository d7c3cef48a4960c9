import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContratoVista } from '#modulos/contratos/modulo.ts'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

const RONDAS = 1_000
const A_LA_VEZ = 25

type Duelo = Readonly<{ una: Oficina; otra: Oficina; compania: string; inquilino: string }>

const aUnaFirma = async (
  { una, compania, inquilino }: Duelo,
  propiedad: string,
  inicio: string,
): Promise<ContratoVista> => {
  const contrato = await una.redactar({ propiedad, compania, inquilino, inicio, fin: '2027-12-31' })
  return una.firmar(contrato, compania)
}

/** Dos contratos que se solapan en un inmueble nuevo; cada última firma llega por un escritor distinto. */
const ronda = async (duelo: Duelo): Promise<void> => {
  const { una, otra, inquilino } = duelo
  const propiedad = await una.inmueble()
  const [a, b] = await Promise.all([
    aUnaFirma(duelo, propiedad, '2026-01-01'),
    aUnaFirma(duelo, propiedad, '2027-12-31'),
  ])
  const fines = await Promise.allSettled([una.firmar(a, inquilino), otra.firmar(b, inquilino)])
  const perdidos = fines.flatMap((f) => (f.status === 'rejected' ? [f.reason] : []))
  assert.equal(perdidos.length, 1, 'exactamente una gana')
  assert.ok(
    perdidos[0] instanceof ErrorDominio && perdidos[0].codigo === 'SolapeDeVigencia',
    String(perdidos[0]),
  )
}

// Lo que la base dice al final, sin preguntarle al dominio: ni solapes, ni firmas de más, ni huecos.
const AL_FINAL = `
  select (select count(*) from contratos where estado = 'Firmado')::int as firmados,
    (select count(*) from contratos where estado = 'Pendiente' and jsonb_array_length(firmas) = 1)::int as pendientes,
    (select count(*) from bitacora where tipo = 'ContratoFirmado')::int as hechos,
    (select count(*) from bitacora where tipo = 'InmuebleOcupado')::int as ocupados,
    (select count(*) from contratos a join contratos b on a.id_propiedad = b.id_propiedad and a.id < b.id
      where a.estado = 'Firmado' and b.estado = 'Firmado'
        and a.fecha_inicio <= b.fin_efectiva and b.fecha_inicio <= a.fin_efectiva)::int as solapes,
    (select count(*) from (select topico from bitacora group by topico
      having max(posicion) <> count(*)) t)::int as huecos`

const enfrentar = async (comprobarSolape: boolean): Promise<void> => {
  await using base = await abrirBasePrueba()
  await prepararOficina(base.url)
  await using una = await abrirOficina(base.url, { comprobarSolape })
  await using otra = await abrirOficina(base.url, { comprobarSolape })
  const [compania, inquilino] = [await una.cliente(), await una.cliente()]
  let quedan = RONDAS
  const pista = async () => {
    while (quedan-- > 0) await ronda({ una, otra, compania, inquilino })
  }
  await Promise.all(Array.from({ length: A_LA_VEZ }, pista))
  const { rows } = await una.pool.query(AL_FINAL)
  assert.deepEqual(rows[0], {
    firmados: RONDAS,
    pendientes: RONDAS,
    hechos: RONDAS,
    ocupados: RONDAS,
    solapes: 0,
    huecos: 0,
  })
}

test('dos últimas firmas rivales por dos escritores, mil veces: gana exactamente una', () => enfrentar(true))

test('…y con la comprobación del dominio apagada, también', () => enfrentar(false))

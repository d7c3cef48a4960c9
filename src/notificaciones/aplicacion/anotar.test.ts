import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hecho } from '../dominio/avisos.ts'
import { anotarSucesos, type Suceso } from './anotar.ts'

/** A quién se le escribe por lo que la agenda hace, según de dónde vino el contrato. */
const terminos = {
  ...{ idPropiedad: 'p', idCompania: 'c', idInquilino: 'i', codeudores: [], clausulas: [] },
  ...{ fechaInicio: '2024-01-01', fechaFin: '2026-11-30', monto: '4500000', moneda: 'COP' },
  ...{ periodicidad: 'mensual', incremento: 'fijo 300' },
}
const incremento = (aniversario: string): Hecho => ({
  ...{ tipo: 'IncrementoAplicado', aniversario, montoAntes: '4500000', monto: '4635000' },
  ...{ regla: 'fijo 300', indice: null, puntosBasicos: 300 },
})
const vencido: Hecho = { tipo: 'ContratoVencido', fechaFin: '2026-11-30' }

type Origen = Suceso['causa']['origen']

/** Un contrato firmado a esa hora, y lo que pasa después: por qué se omite cada aviso de lo último. */
const omisiones = (origen: Origen, firmado: string, hecho: Hecho, actor = 'planificador') => {
  const suceso = (version: number, h: Hecho, de: { origen: Origen; actor: string }): Suceso => ({
    ...{ idContrato: 'k', version, hecho: h },
    causa: {
      ...{ topico: 'eventos-contrato', posicion: version, idMensaje: String(version), guardadoEn: 0 },
      ...{ correlacion: '', traceparent: null, ocurridoEn: Date.parse(firmado), ...de },
    },
  })
  const quien = { origen, actor: 'oficina' }
  const creado: Hecho = { tipo: 'ContratoCreado', numero: 'AR-1', terminos, revision: 1, hash: 'h' }
  const previos = [suceso(1, creado, quien), suceso(2, { tipo: 'ContratoFirmado' }, quien)]
  const buzones = { gestor: 'g@alpes.example', cartera: 'k@alpes.example', admin: 'a@alpes.example' }
  const { intenciones } = anotarSucesos(
    [...previos, suceso(3, hecho, { origen: 'api', actor })],
    new Map(),
    buzones,
  )
  return intenciones.filter((i) => i.causa.posicion === 3).map((i) => i.omitidaPor)
}

const SE_IMPORTO = 'el contrato se importó: no se le escribe a nadie'
const todas = (motivos: readonly (string | null)[], motivo: string | null): void => {
  assert.ok(motivos.length > 0)
  assert.deepEqual(new Set(motivos), new Set([motivo]))
}

test('importar un contrato que ya venció no le escribe a nadie cuando la agenda lo vence', () => {
  todas(omisiones('importacion', '2026-12-01T17:00:00Z', vencido), SE_IMPORTO)
})

test('ni los incrementos de años que ya habían pasado', () => {
  todas(omisiones('importacion', '2026-12-01T17:00:00Z', incremento('2025-01-01')), SE_IMPORTO)
})

test('lo que vence o sube después de importarse sí se avisa', () => {
  todas(omisiones('importacion', '2026-06-01T17:00:00Z', vencido), null)
  todas(omisiones('importacion', '2026-06-01T17:00:00Z', incremento('2026-06-02')), null)
})

test('el día de la importación se avisa, sea la hora que sea en su zona', () => {
  todas(omisiones('importacion', '2026-12-01T02:00:00Z', vencido), null)
})

test('lo que hace una persona con un contrato importado se avisa', () => {
  todas(omisiones('importacion', '2026-12-01T17:00:00Z', vencido, 'gestora'), null)
})

test('de uno corriente se avisa todo; de uno de muestra, nada', () => {
  todas(omisiones('api', '2026-12-01T17:00:00Z', vencido), null)
  const deMuestra = omisiones('demo', '2026-06-01T17:00:00Z', vencido)
  todas(deMuestra, 'es un contrato de demostración: no se le escribe a nadie')
})

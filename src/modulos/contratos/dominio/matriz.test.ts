import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ahora, ids } from '#pruebas/apoyo/contratos.ts'
import { corregir, enEstado, rubrica } from '#pruebas/apoyo/contratos-ordenes.ts'
import { ACCIONES, type Accion, accionesDe } from './acciones.ts'
import { aplicar, type Contrato, ESTADOS, type Estado } from './contrato.ts'
import { eliminar, procesar } from './decisiones.ts'
import type { EventoContrato } from './eventos.ts'
import { aplicarIncremento } from './incremento.ts'
import { registrarOtrosi } from './otrosi.ts'
import { renovar, terminosDelSucesor } from './renovacion.ts'
import { partesDe } from './terminos.ts'
import { prorrogar, terminar } from './vida.ts'

type Orden = (c: Contrato) => readonly EventoContrato[]

/** Una orden bien formada por acción: lo único que la puede parar es el estado. */
const ORDENES: Readonly<Record<Accion, Orden>> = {
  actualizar: (c) => corregir(c, { monto: '1' }),
  firmar: (c) => rubrica(c, ids.inquilino),
  eliminar: (c) => eliminar(c, { ahora }),
  procesar: (c) => procesar(c, { actaEntrega: true, ahora }),
  'registrar-otrosi': (c) =>
    registrarOtrosi(c, {
      efectiva: '2027-06-01',
      cambios: { monto: '1' },
      firmas: partesDe(c.terminos),
      ahora,
    }),
  prorrogar: (c) => prorrogar(c, { nuevaFin: '2028-12-31', ahora }),
  // El contrato de la prueba no pacta incremento ni tiene aniversarios: se mira con su propio caso.
  incrementar: (c) => aplicarIncremento(c, { aniversario: '2028-01-01', ipc: 510, ahora }),
  renovar: (c) => {
    terminosDelSucesor(c, { datos: { fechaFin: '2028-12-31' }, sucesor: null, ahora })
    return renovar({ ...c, id: ids.otro }, ahora)
  },
  terminar: (c) => terminar(c, { fecha: '2027-06-30', motivo: 'acuerdo', ahora }),
}

const [T, I] = ['TransicionInvalida', 'ContratoInmutable'] as const
const fila = (...codigos: readonly (string | null)[]) =>
  Object.fromEntries(ESTADOS.map((estado, i) => [estado, codigos[i] ?? null])) as Record<
    Estado,
    string | null
  >

/** El código con que falla cada orden en cada estado, en el orden de `ESTADOS`; nulo si se puede. */
const MATRIZ: Readonly<Record<Accion, Readonly<Record<Estado, string | null>>>> = {
  actualizar: fila(null, I, I, I, I, T),
  firmar: fila(null, 'FirmaDuplicada', 'FirmaDuplicada', T, T, T),
  eliminar: fila(null, I, I, I, I, T),
  procesar: fila(T, null, T, T, T, T),
  'registrar-otrosi': fila(T, null, null, T, T, T),
  prorrogar: fila(T, T, null, T, T, T),
  incrementar: fila(T, T, T, T, T, T),
  renovar: fila(T, T, null, T, null, T),
  terminar: fila(T, null, null, T, T, T),
}

for (const accion of ACCIONES)
  describe(`matriz: ${accion}`, () => {
    for (const estado of ESTADOS) {
      const codigo = MATRIZ[accion][estado]
      test(`en un ${estado} ⇒ ${codigo ?? 'se puede'}`, () => {
        const c = enEstado(estado)
        const permitida = accionesDe(c, '2026-12-01' as never).find((a) => a.accion === accion)?.permitida
        assert.equal(permitida, codigo === null)
        if (codigo) assert.throws(() => ORDENES[accion](c), { codigo })
        else assert.ok(aplicar(c, ORDENES[accion](c)).actualizadoEn)
      })
    }
  })

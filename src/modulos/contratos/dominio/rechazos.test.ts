import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ahora, cliente, dado, datos, fichas, hechos, ids, inmueble } from '#pruebas/apoyo/contratos.ts'
import {
  corregir,
  firmado,
  pendiente,
  procesado,
  redactar,
  rubrica,
} from '#pruebas/apoyo/contratos-ordenes.ts'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { aplicar, type Contrato } from './contrato.ts'
import { eliminar, firmar, procesar } from './decisiones.ts'
import { versionObsoleta } from './errores.ts'
import { aplicarIncremento } from './incremento.ts'
import { idDeIpc } from './indice.ts'
import { registrarOtrosi } from './otrosi.ts'
import { terminosDelSucesor } from './renovacion.ts'
import { type DatosTerminos, terminos } from './terminos.ts'
import { prorrogar, terminar } from './vida.ts'

const PETICION = 'PeticionInvalida: lo que se pide no tiene la forma acordada'
const con = (cambios: Partial<DatosTerminos>) => rechazo(() => terminos({ ...datos, ...cambios }))

test('lo que se dice de unos términos que no sirven', () => {
  const plazo = 'inicio=2027-01-01 | fin='
  assert.equal(
    con({ fechaFin: '2026-12-31' }),
    `PeriodoInvalido: El contrato termina antes de empezar | ${plazo}2026-12-31 | /fecha_fin es anterior al inicio`,
  )
  assert.equal(
    con({ fechaFin: '2077-01-01' }),
    `PeriodoInvalido: El plazo pasa de 50 años | ${plazo}2077-01-01 | /fecha_fin el plazo pasa de 50 años`,
  )
  assert.equal(
    con({ incremento: { tipo: 'uvr' } }),
    `${PETICION} | /incremento/tipo se espera ninguno, fijo, ipc, ipc_mas`,
  )
  const de = (tipo: string, por: string) =>
    `IncrementoInvalido: El incremento no es válido: ${por} | tipo=${tipo} | /incremento/puntos_basicos ${por}`
  assert.equal(con({ incremento: { tipo: 'fijo' } }), de('fijo', 'se espera un entero de 1 a 10000'))
  assert.equal(
    con({ incremento: { tipo: 'ipc', puntosBasicos: 1 } }),
    de('ipc', 'ipc no lleva puntos básicos'),
  )
  assert.equal(con({ periodicidad: 'anual' }), `${PETICION} | /periodicidad se espera mensual`)
  assert.equal(
    con({ idInquilino: ids.compania }),
    'PartesIguales: Una misma persona no puede ser dos partes del contrato | /id_inquilino ya es otra de las partes',
  )
  assert.equal(con({ codeudores: Array(21).fill(ids.codeudor) }), `${PETICION} | /codeudores son más de 20`)
  assert.equal(con({ codeudores: [ids.codeudor, 'x'] }), `${PETICION} | /codeudores/1 se espera un UUID`)
  for (const [campo, nombre] of [
    ['idPropiedad', 'id_propiedad'],
    ['idCompania', 'id_compania'],
    ['idInquilino', 'id_inquilino'],
  ])
    assert.equal(con({ [campo!]: 'x' }), `${PETICION} | /${nombre} se espera un UUID`)
  const clausula = { titulo: 'a', texto: 'b' }
  assert.equal(con({ clausulas: Array(101).fill(clausula) }), `${PETICION} | /clausulas son más de 100`)
  assert.equal(
    con({ clausulas: [clausula, { ...clausula, titulo: 'x'.repeat(201) }] }),
    `${PETICION} | /clausulas/1/titulo tiene más de 200 caracteres`,
  )
  assert.equal(
    con({ clausulas: [{ ...clausula, texto: 'x'.repeat(20_001) }] }),
    `${PETICION} | /clausulas/0/texto tiene más de 20000 caracteres`,
  )
})

test('caben veinte codeudores y cien cláusulas largas', () => {
  const codeudores = Array.from({ length: 20 }, (_, i) => idDeIpc(1900 + i))
  const clausulas = Array(100).fill({ titulo: 'x'.repeat(200), texto: 'y'.repeat(20_000) })
  const t = terminos({ ...datos, codeudores, clausulas })
  assert.deepEqual([t.codeudores, t.clausulas], [codeudores, clausulas])
})

test('lo que se dice de una propiedad o una parte que no vale', () => {
  const inmuebles = new Map(fichas.inmuebles)
  const sin = (quien: string) => ({
    ...fichas,
    clientes: new Map([...fichas.clientes].filter(([id]) => id !== quien)),
  })
  assert.equal(
    rechazo(() => redactar({}, { ...fichas, inmuebles: new Map() })),
    `PropiedadDesconocida: La propiedad no existe | id=${ids.propiedad} | /id_propiedad no existe`,
  )
  const [, ficha] = inmueble(ids.propiedad)
  inmuebles.set(ids.propiedad, { ...ficha, activo: false })
  assert.equal(
    rechazo(() => redactar({}, { ...fichas, inmuebles })),
    `PropiedadRetirada: La propiedad está retirada | id=${ids.propiedad} | /id_propiedad está retirada`,
  )
  for (const [quien, puntero] of [
    [ids.compania, '/id_compania'],
    [ids.inquilino, '/id_inquilino'],
    [ids.codeudor, '/codeudores/0'],
    [ids.inquilino2, '/codeudores/1'],
  ] as const)
    assert.equal(
      rechazo(() => redactar({ codeudores: [ids.codeudor, ids.inquilino2] }, sin(quien))),
      `ParteDesconocida: Una de las partes no existe | id=${quien} | ${puntero} no existe`,
    )
  const mismo = new Map([...fichas.clientes, cliente(ids.inquilino, 'NIT 9990010017')])
  assert.match(
    rechazo(() => corregir(pendiente(), { monto: '2' }, { ...fichas, clientes: mismo })),
    /^PartesIguales.*\/id_inquilino/,
  )
})

test('lo que se dice de una firma que no vale', () => {
  assert.equal(
    rechazo(() => rubrica(pendiente(), ids.codeudor)),
    `FirmanteNoAutorizado: Quien firma no es parte del contrato | id_parte=${ids.codeudor}`,
  )
  assert.equal(
    rechazo(() => rubrica(pendiente(), ids.compania, { autorizadas: [ids.inquilino] })),
    `FirmanteNoAutorizado: La credencial no firma por esa parte | id_parte=${ids.compania}`,
  )
  assert.equal(
    rechazo(() => rubrica(firmado(), ids.compania)),
    `FirmaDuplicada: Esa parte ya firmó estos términos | id_parte=${ids.compania} | revision=1`,
  )
  const c = pendiente()
  assert.equal(
    rechazo(() => rubrica(c, ids.compania, { hash: 'otro' })),
    `VersionObsoleta: Los términos cambiaron: lea el contrato y firme el hash vigente | hash=${c.hash} | revision=1`,
  )
  assert.ok(versionObsoleta(c) instanceof ErrorDominio)
  assert.equal(
    firmar(c, { idParte: ids.compania, hash: c.hash, actor: 'a', autorizadas: [ids.compania], ahora }).length,
    1,
  )
})

test('lo que se dice de un acto sin lo que pide', () => {
  assert.equal(
    rechazo(() => procesar(firmado(), { actaEntrega: false, ahora })),
    'VerificacionIncompleta: Falta el acta de entrega | /acta_entrega tiene que estar firmada',
  )
  const largo = 'x'.repeat(501)
  assert.equal(
    rechazo(() => eliminar(pendiente(), { motivo: largo, ahora })),
    `${PETICION} | /motivo tiene más de 500 caracteres`,
  )
  assert.equal(
    rechazo(() => corregir(pendiente(), { numero: 'x'.repeat(41) })),
    `${PETICION} | /numero tiene más de 40 caracteres`,
  )
  const termina = (fecha: string, c = procesado(), motivo = 'm') =>
    rechazo(() => terminar(c, { fecha, motivo, ahora }))
  const mala = (fecha: string, por: string, puntero = '/fecha') =>
    `PeriodoInvalido: La fecha no vale: ${por} | fecha=${fecha} | ${puntero} ${por}`
  assert.equal(termina('2026-12-31'), mala('2026-12-31', 'es anterior al inicio'))
  assert.equal(termina('2026-12-30', firmado()), mala('2026-12-30', 'para desistir es la víspera del inicio'))
  assert.equal(termina('2027-12-31'), mala('2027-12-31', 'el contrato ya termina ese día o antes'))
  assert.equal(termina('2027-06-01', procesado(), largo), `${PETICION} | /motivo tiene más de 500 caracteres`)
  assert.match(termina('ayer'), /^FechaInvalida.*\| \/fecha /)
  const penalidad = { monto: '-1', moneda: 'COP' }
  assert.match(
    rechazo(() => terminar(procesado(), { fecha: '2027-06-01', motivo: 'm', penalidad, ahora })),
    /^MontoInvalido.*\| \/penalidad\/monto /,
  )
  const prorroga = (nuevaFin: string) => rechazo(() => prorrogar(procesado(), { nuevaFin, ahora }))
  assert.equal(prorroga('2027-12-31'), mala('2027-12-31', 'no es posterior al fin de ahora', '/nueva_fin'))
  assert.equal(prorroga('2077-01-01'), mala('2077-01-01', 'el plazo pasa de 50 años', '/nueva_fin'))
  assert.match(prorroga('ayer'), /^FechaInvalida.*\| \/nueva_fin /)
})

test('lo que se dice de un incremento que no vale', () => {
  const c = dado(
    hechos.procesado({ fechaInicio: '2024-01-05', fechaFin: '2028-01-04', incremento: { tipo: 'ipc' } }),
  )
  const cuando = Temporal.Instant.from('2026-06-01T12:00:00-05:00')
  const el = (aniversario: string, de: Contrato = c) =>
    rechazo(() => aplicarIncremento(de, { aniversario, ipc: null, ahora: cuando }))
  const mala = (dia: string, por: string) =>
    `PeriodoInvalido: El aniversario no vale: ${por} | aniversario=${dia} | /aniversario ${por}`
  assert.equal(el('2025-01-06'), mala('2025-01-06', 'no es un aniversario del inicio'))
  assert.equal(el('2028-01-05'), mala('2028-01-05', 'el contrato termina antes'))
  assert.equal(el('2027-01-05'), mala('2027-01-05', 'todavía no llega'))
  assert.equal(el('2026-01-05'), mala('2026-01-05', 'falta aplicar antes el del 2025-01-05'))
  assert.equal(el('2025-01-05'), 'IncrementoPendienteDeIndice: El IPC de 2024 no está publicado | anio=2024')
  const firmas = [ids.compania, ids.inquilino]
  const otrosi = (efectiva: string, cambios: object, de: Contrato = c) =>
    aplicar(de, registrarOtrosi(de, { efectiva, cambios, firmas, ahora: cuando }))
  const sin = otrosi('2026-01-05', { incremento: { tipo: 'ninguno' } })
  assert.equal(el('2026-01-05', sin), mala('2026-01-05', 'no hay incremento pactado para ese día'))
  assert.equal(
    el('2025-01-05', otrosi('2025-01-05', { monto: '9' })),
    'IncrementoYaAplicado: El canon de ese aniversario ya está decidido | aniversario=2025-01-05',
  )
  assert.match(el('ayer'), /^FechaInvalida.*\| \/aniversario /)
  assert.match(el('2025-01-05', procesado()), /^TransicionInvalida: No hay un incremento por aplicar/)
})

test('lo que se dice de un otrosí o una renovación que no valen', () => {
  const firmas = [ids.compania, ids.inquilino]
  const pide = (extra: object) =>
    rechazo(() =>
      registrarOtrosi(procesado(), {
        efectiva: '2027-06-01',
        cambios: { monto: '1' },
        firmas,
        ahora,
        ...extra,
      }),
    )
  assert.equal(
    pide({ firmas: [...firmas, ids.codeudor] }),
    `FirmanteNoAutorizado: Quien firma no es parte del contrato | id_parte=${ids.codeudor}`,
  )
  assert.equal(
    pide({ firmas: [ids.compania] }),
    `FirmasIncompletas: Al otrosí le falta la firma de una de las partes | falta=${ids.inquilino} | /firmas falta ${ids.inquilino}`,
  )
  assert.equal(
    pide({ efectiva: '2026-12-31' }),
    'PeriodoInvalido: La fecha efectiva está fuera del plazo del contrato | efectiva=2026-12-31 | /efectiva está fuera del plazo del contrato',
  )
  assert.match(pide({ efectiva: 'ayer' }), /^FechaInvalida.*\| \/efectiva /)
  assert.equal(pide({ cambios: {} }), `${PETICION} | /cambios no cambia nada`)
  const renueva = (datosNuevos: object, sucesor: Contrato | null = null) =>
    rechazo(() =>
      terminosDelSucesor(procesado(), { datos: { fechaFin: '2029-12-31', ...datosNuevos }, sucesor, ahora }),
    )
  assert.equal(renueva({ moneda: 'USD' }), `${PETICION} | /monto hace falta: la moneda es otra`)
  const antes = 'tiene que ser posterior al 2027-12-31'
  const mala = (puntero: string) =>
    `PeriodoInvalido: El sucesor empieza antes del fin: ${antes} | fin=2027-12-31 | ${puntero} ${antes}`
  assert.equal(renueva({ fechaInicio: '2027-12-31' }), mala('/fecha_inicio'))
  assert.equal(
    renueva({}, { ...pendiente(), numero: 'CT-9' }),
    `RenovacionYaExiste: Ya lo sucede el contrato CT-9 | contrato=${ids.contrato} | numero=CT-9`,
  )
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  ContratoProrrogado,
  ContratoTerminado,
  ContratoVencido,
  IncrementoAplicado,
  IncrementoPendienteDeIndice,
  OtrosiRegistrado,
  RenovacionDeshecha,
  RenovacionIniciada,
} from '#modulos/contratos/infraestructura/schema/v1/eventos-vida.ts'
import {
  abrirBanco,
  alta,
  altaInmueble,
  contrato,
  inmueble,
  persona,
  resumen,
  todas,
} from './notificaciones-apoyo.ts'

let banco: Awaited<ReturnType<typeof abrirBanco>>
before(async () => {
  banco = await abrirBanco()
})
after(() => banco[Symbol.asyncDispose]())

type Contrato = ReturnType<typeof contrato>

/** Un contrato en ejecución, con sus partes dadas de alta. El inquilino lee en inglés. */
const enEjecucion = (sufijo: string): Contrato => {
  const compania = persona('Inmobiliaria Los Alpes S.A.S.', `alpes-${sufijo}@cliente.example`)
  const inquilino = persona('Café Páramo S.A.S.', `cafe-${sufijo}@cliente.example`, 'en')
  const local = inmueble('Local 101')
  banco.fuente.escribir([alta(compania), alta(inquilino), altaInmueble(local)])
  const c = contrato({ compania, inquilino, inmueble: local })
  banco.fuente.escribir([c.creado(), c.firmado(2), c.procesado(3)])
  return c
}

/** Las notificaciones de ese tipo cuando ya salieron, y el texto de una en cada idioma. */
const salidas = async (c: Contrato, tipo: string, cuantas: number) => {
  const halladas = await banco.cuando(`${cuantas} ${tipo}`, c.id, (n) => {
    const mias = n.filter((m) => m.tipo === tipo)
    return mias.length === cuantas && todas('enviada')(mias)
  })
  const mias = halladas.filter((n) => n.tipo === tipo)
  const texto = async (idioma: string) =>
    (await banco.entera(mias.find((n) => n.idioma === idioma)?.id ?? '')).texto ?? ''
  return { mias, es: await texto('es'), en: await texto('en') }
}

const base = (c: Contrato) => ({ id: c.id, numero: c.numero, partes: c.partes })

const otrosi = (c: Contrato) =>
  OtrosiRegistrado.crear({
    ...{ ...base(c), otrosi: 1, efectiva: '2028-06-01', moneda: 'COP' },
    ...{ monto_antes: '13200000', monto: '14000000', clausulas_antes: null, clausulas: null },
    incremento_antes: { tipo: 'ipc', puntos_basicos: null },
    incremento: { tipo: 'fijo', puntos_basicos: 450 },
  })

test('un otrosí llega a todas las partes con su antes y su después', async () => {
  const c = enEjecucion('otrosi')
  banco.fuente.escribir([c.con(otrosi(c), 4)])
  const { mias, es, en } = await salidas(c, 'OtrosiRegistrado', 2)
  assert.deepEqual(resumen(mias), [
    'OtrosiRegistrado alpes-otrosi@cliente.example es enviada',
    'OtrosiRegistrado cafe-otrosi@cliente.example en enviada',
  ])
  assert.match(es, /Canon: COP 13\.200\.000 → COP 14\.000\.000\nRegla de incremento: IPC → 4,5\s?% cada año/)
  assert.match(es, /Canon: COP 14\.000\.000 cada mes/)
  assert.match(es, /Rige desde: 1 de junio de 2028/)
  assert.match(en, /amendment 1 to the lease of Local 101\. It applies from June 1, 2028/)
})

test('una prórroga llega a todas las partes con el fin de antes y el nuevo', async () => {
  const c = enEjecucion('prorroga')
  banco.fuente.escribir([
    c.con(otrosi(c), 4),
    c.con(
      ContratoProrrogado.crear({
        ...{ ...base(c), id_propiedad: c.terminos.id_propiedad, fecha_inicio: c.terminos.fecha_inicio },
        ...{ fin_antes: '2030-01-31', fin_nueva: '2031-01-31' },
      }),
      5,
    ),
  ])
  const { mias, es, en } = await salidas(c, 'ContratoProrrogado', 2)
  assert.ok(mias.every((n) => n.fecha_fin === '2031-01-31'))
  assert.match(es, /Fecha de fin: 31 de enero de 2030 → 31 de enero de 2031/)
  assert.match(es, /Canon: COP 14\.000\.000 cada mes/, 'el canon es el que rige entonces')
  assert.match(en, /on the same terms until January 31, 2031/)
})

test('una renovación llega a las partes con el plazo del que lo sucede', async () => {
  const c = enEjecucion('renovacion')
  banco.fuente.escribir([
    c.con(
      RenovacionIniciada.crear({
        ...{ ...base(c), id_sucesor: crypto.randomUUID(), numero_sucesor: 'CT-0099' },
        ...{ fecha_inicio: '2030-02-01', fecha_fin: '2033-01-31' },
      }),
      4,
    ),
  ])
  const { es, en } = await salidas(c, 'RenovacionIniciada', 2)
  assert.match(es, /Lo sucede: CT-0099/)
  assert.match(es, /Fecha de fin: 31 de enero de 2030 → 31 de enero de 2033/)
  assert.match(en, /Lease CT-0099 was drafted to succeed this one/)
})

/** Lo que quedó de una renovación: el sucesor ya no obliga. */
const deshecha = (c: Contrato, motivo: string) =>
  RenovacionDeshecha.crear({
    ...{ ...base(c), id_sucesor: crypto.randomUUID(), numero_sucesor: 'CT-0099', motivo },
  })

test('una renovación deshecha se les dice a las partes, que sabían de ella, y por qué', async () => {
  const anulada = enEjecucion('deshecha')
  banco.fuente.escribir([anulada.con(deshecha(anulada, 'anulado'), 4)])
  const { mias, es, en } = await salidas(anulada, 'RenovacionDeshecha', 2)
  assert.deepEqual(resumen(mias), [
    'RenovacionDeshecha alpes-deshecha@cliente.example es enviada',
    'RenovacionDeshecha cafe-deshecha@cliente.example en enviada',
  ])
  assert.match(es, /El contrato CT-0099, que iba a suceder a éste, se anuló sin haberse firmado/)
  assert.match(es, /su último día es el 31 de enero de 2030, y se puede renovar otra vez/)
  assert.doesNotMatch(es, /Lo sucede:/)
  assert.match(en, /Lease CT-0099, which was to succeed this one, was cancelled before it was signed/)
  const desistida = enEjecucion('desistida')
  banco.fuente.escribir([desistida.con(deshecha(desistida, 'desistido'), 4)])
  const otra = await salidas(desistida, 'RenovacionDeshecha', 2)
  assert.match(otra.es, /Se desistió, antes de que empezara, del contrato CT-0099/)
  assert.match(otra.en, /was given up before it started/)
})

test('un incremento llega al inquilino, a la compañía y a cartera con regla, índice y canon', async () => {
  const c = enEjecucion('incremento')
  banco.fuente.escribir([
    c.con(
      IncrementoAplicado.crear({
        ...{ ...base(c), aniversario: '2028-02-01', moneda: 'COP', monto_antes: '13200000' },
        ...{ monto: '13873200', regla: { tipo: 'ipc', puntos_basicos: null }, puntos_basicos: 510 },
        indice: { anio: 2027, puntos_basicos: 510 },
      }),
      4,
    ),
  ])
  const { mias, es, en } = await salidas(c, 'IncrementoAplicado', 3)
  assert.deepEqual(mias.map((n) => n.direccion).sort(), [
    'alpes-incremento@cliente.example',
    'cafe-incremento@cliente.example',
    'cartera@oficina.example',
  ])
  assert.match(es, /Canon: COP 13\.200\.000 → COP 13\.873\.200/)
  assert.match(es, /Rige desde: 1 de febrero de 2028\nRegla de incremento: IPC\nÍndice: IPC 2027: 5,1\s?%/)
  assert.match(en, /Increase applied: 5\.1%/)
})

test('un incremento que espera su índice se le dice al gestor y a cartera, que pueden publicarlo', async () => {
  const c = enEjecucion('indice')
  const pendiente = IncrementoPendienteDeIndice.crear({
    ...{ ...base(c), aniversario: '2028-02-01', serie: 'ipc', anio: 2027 },
    regla: { tipo: 'ipc_mas', puntos_basicos: 100 },
  })
  banco.fuente.escribir([c.con(pendiente, 4)])
  const { mias, es } = await salidas(c, 'IncrementoPendienteDeIndice', 2)
  assert.deepEqual(mias.map((n) => n.direccion).sort(), ['cartera@oficina.example', 'gestor@oficina.example'])
  assert.match(es, /con el IPC de 2027, que aún no está registrado/)
  assert.match(es, /Regla de incremento: IPC más 1\s?%/)
})

test('una terminación llega a las partes con fecha, motivo y penalidad', async () => {
  const c = enEjecucion('terminado')
  banco.fuente.escribir([
    c.con(
      ContratoTerminado.crear({
        ...{ ...base(c), id_propiedad: c.terminos.id_propiedad, fecha_inicio: '2027-02-01' },
        ...{
          fecha_fin: '2030-01-31',
          fecha: '2029-03-31',
          motivo: 'mutuo acuerdo',
          estado_antes: 'Procesado',
        },
        penalidad: { monto: '39600000', moneda: 'COP' },
      }),
      4,
    ),
  ])
  const { es, en } = await salidas(c, 'ContratoTerminado', 2)
  assert.match(es, /Fecha de fin: 31 de enero de 2030 → 31 de marzo de 2029/)
  assert.match(es, /Motivo: mutuo acuerdo\nPenalidad: COP 39\.600\.000/)
  assert.match(en, /binds until March 31, 2029/)
})

const vencido = (c: Contrato) =>
  ContratoVencido.crear({
    ...{ ...base(c), id_propiedad: c.terminos.id_propiedad, fecha_inicio: c.terminos.fecha_inicio },
    ...{ fecha_fin: c.terminos.fecha_fin, procesado: true },
  })

test('un vencimiento llega al gestor, a la compañía y al inquilino, y dice si hay sucesor', async () => {
  const solo = enEjecucion('vencido')
  banco.fuente.escribir([solo.con(vencido(solo), 4)])
  const { mias, en } = await salidas(solo, 'ContratoVencido', 3)
  assert.deepEqual(mias.map((n) => n.direccion).sort(), [
    'alpes-vencido@cliente.example',
    'cafe-vencido@cliente.example',
    'gestor@oficina.example',
  ])
  assert.match(en, /It has no successor: the handover is to be agreed/)

  const c = enEjecucion('sucedido')
  const renovacion = RenovacionIniciada.crear({
    ...{ ...base(c), id_sucesor: crypto.randomUUID(), numero_sucesor: 'CT-0099' },
    ...{ fecha_inicio: '2030-02-01', fecha_fin: '2033-01-31' },
  })
  banco.fuente.escribir([c.con(renovacion, 4), c.con(vencido(c), 5)])
  const { es } = await salidas(c, 'ContratoVencido', 3)
  assert.match(es, /Lo sucede el contrato CT-0099/)
})

test('un contrato anulado se lo dice a sus partes, con su motivo', async () => {
  const compania = persona('Inmobiliaria Los Alpes S.A.S.', 'alpes-anulado@cliente.example')
  const inquilino = persona('Droguería La Loma', 'loma-anulado@cliente.example', 'en')
  const local = inmueble('Local 7')
  banco.fuente.escribir([alta(compania), alta(inquilino), altaInmueble(local)])
  const c = contrato({ compania, inquilino, inmueble: local })
  banco.fuente.escribir([c.creado(), c.eliminado()])
  const { mias, en } = await salidas(c, 'ContratoEliminado', 2)
  assert.equal(mias.length, 2)
  assert.match(en, /was cancelled before it was signed/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ahora, contexto, dado, datos, fichas, hechos, huella, ids } from '#pruebas/apoyo/contratos.ts'
import type { EventoIntegracion, Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { ComandoEncolable } from '../aplicacion/comandos.ts'
import { aplicar } from '../dominio/contrato.ts'
import { actualizar, editar, eliminar } from '../dominio/decisiones.ts'
import type { EventoContrato } from '../dominio/eventos.ts'
import { crearConsumidor } from './consumidores/comandos.ts'
import { mensajeDeComando } from './despachadores/comandos-contrato.ts'
import { despacharCon } from './despachadores/eventos-contrato.ts'
import { COMANDOS_CONTRATO } from './schema/v1/comandos.ts'
import { EVENTOS_CONTRATO } from './schema/v1/eventos.ts'

const registro = crearRegistro([...EVENTOS_CONTRATO, ...COMANDOS_CONTRATO])

/** Despacha unos hechos sobre el estado que dejan y los lleva a bytes y de vuelta. */
const publicos = (eventos: readonly EventoContrato[], previos: readonly EventoContrato[] = []) => {
  const estado = aplicar(null, [...previos, ...eventos])
  const fila = { id: estado.id, version: 7, estado }
  return eventos
    .flatMap((e) => despacharCon({})(e, fila))
    .map((e) => registro.decodificar(registro.codificar(e)))
}

test('crear: los campos heredados y los términos', () => {
  const [creado] = publicos(hechos.pendiente({ incremento: { tipo: 'ipc_mas', puntosBasicos: 100 } }))
  const { hash, ...resto } = creado!.datos as Record<string, unknown>
  assert.equal(creado!.tipo, 'ContratoCreado')
  assert.match(String(hash), /^[0-9a-f]{64}$/)
  assert.deepEqual(resto, {
    id: ids.contrato,
    estado: 'Pendiente',
    fecha_creacion: BigInt(ahora.epochMilliseconds),
    numero: 'CT-0001',
    id_propiedad: ids.propiedad,
    id_compania: ids.compania,
    id_inquilino: ids.inquilino,
    codeudores: [],
    fecha_inicio: '2027-01-01',
    fecha_fin: '2027-12-31',
    monto: '14594606',
    moneda: 'COP',
    periodicidad: 'mensual',
    incremento: { tipo: 'ipc_mas', puntos_basicos: 100 },
    clausulas: [],
    revision: 1,
    renueva_a: null,
  })
})

test('caso límite 14: un ContratoCreado de la plataforma anterior se lee con lo que no traía en su valor inicial', () => {
  const heredado = definirMensaje({
    topico: 'eventos-contrato',
    tipo: 'ContratoCreado',
    version: 0,
    esquema: {
      type: 'record',
      name: 'ContratoCreado',
      namespace: 'co.alpes.contratos',
      fields: [
        { name: 'id', type: 'string' },
        { name: 'estado', type: 'string' },
        { name: 'fecha_creacion', type: 'long' },
      ],
    },
  })
  const lector = crearRegistro([heredado, ...EVENTOS_CONTRATO])
  const bytes = lector.codificar(
    heredado.crear({ id: ids.contrato, estado: 'Pendiente', fecha_creacion: 7n }),
  )
  const { version, versionEscrita, datos: leido } = lector.decodificar(bytes)
  assert.deepEqual([version, versionEscrita], [1, 0])
  const { id, estado, fecha_creacion, monto, moneda, renueva_a } = leido as Record<string, unknown>
  assert.deepEqual([id, estado, fecha_creacion], [ids.contrato, 'Pendiente', 7n])
  assert.deepEqual([monto, moneda, renueva_a], ['', '', null], 'sin monto ni moneda no se inventan')
})

test('firmar y procesar: cada hecho a su evento, todos se escriben en Avro', () => {
  const previos = hechos.pendiente()
  const eventos = publicos(hechos.procesado().slice(1), previos)
  assert.deepEqual(
    eventos.map((e) => e.tipo),
    ['FirmaRegistrada', 'FirmaRegistrada', 'ContratoFirmado', 'ContratoProcesado'],
  )
  const firmado = eventos[2]!.datos as Record<string, unknown>
  assert.deepEqual(firmado.partes, [ids.compania, ids.inquilino])
  assert.equal(firmado.id_propiedad, ids.propiedad)
})

test('una firma parcial dice quién falta', () => {
  const eventos = hechos.firmado()
  const [firma] = publicos(eventos.slice(1, 2), eventos.slice(0, 1))
  assert.deepEqual((firma!.datos as Record<string, unknown>).faltan, [ids.inquilino])
})

test('editar tras firmar: antes, después y a quién se le cayó la firma', () => {
  const previos = hechos.firmado().slice(0, 2)
  const c = dado(previos)
  const edicion = editar(c, { cambios: { monto: '2', numero: 'CT-2' }, ahora })
  const [editado, caidas] = publicos(actualizar(c, { ...edicion, fichas, huella, ahora }), previos)
  const datosEditado = editado!.datos as Record<string, Record<string, unknown>>
  assert.equal(datosEditado.antes!.monto, '14594606')
  assert.equal(datosEditado.despues!.monto, '2')
  assert.deepEqual([datosEditado.numero_antes, datosEditado.numero], ['CT-0001', 'CT-2'])
  assert.deepEqual((caidas!.datos as Record<string, unknown>).cambios, ['monto'])
  assert.deepEqual((caidas!.datos as Record<string, unknown>).partes, [ids.compania])
})

test('eliminar avisa a las partes', () => {
  const previos = hechos.pendiente()
  const [eliminado] = publicos(eliminar(dado(previos), { motivo: 'x', ahora }), previos)
  assert.deepEqual((eliminado!.datos as Record<string, unknown>).partes, [ids.compania, ids.inquilino])
})

const mensaje = (evento: EventoIntegracion): Mensaje => {
  const { idComando, actor, origen, correlacion, causacion, traceparent } = contexto()
  return {
    topico: evento.topico,
    posicion: 1,
    id: idComando,
    tipo: evento.tipo,
    versionEsquema: evento.versionEsquema,
    clave: ids.contrato,
    versionAgregado: 0,
    ocurridoEn: ahora.epochMilliseconds,
    guardadoEn: ahora.epochMilliseconds,
    actor,
    origen,
    correlacion,
    causacion,
    traceparent,
    servicio: 'api',
    contenido: registro.codificar(evento),
  }
}

const comandos: ComandoEncolable[] = [
  {
    tipo: 'CrearContrato',
    id: ids.contrato,
    numero: undefined,
    ...datos,
    codeudores: [ids.codeudor],
    periodicidad: 'mensual',
    incremento: { tipo: 'fijo', puntosBasicos: 300 },
    clausulas: [{ titulo: 'Uso', texto: 'local' }],
  },
  {
    tipo: 'ActualizarContrato',
    id: ids.contrato,
    cambios: { monto: '1', incremento: { tipo: 'fijo', puntosBasicos: 1 } },
  },
  { tipo: 'FirmarContrato', id: ids.contrato, idParte: ids.inquilino, hash: 'abc' },
  { tipo: 'EliminarContrato', id: ids.contrato, motivo: 'x' },
  { tipo: 'ProcesarContrato', id: ids.contrato, actaEntrega: true },
  {
    tipo: 'RegistrarOtrosi',
    id: ids.contrato,
    efectiva: '2027-06-01',
    cambios: {
      monto: '2',
      incremento: { tipo: 'fijo', puntosBasicos: 600 },
      clausulas: [{ titulo: 'Uso', texto: 'local' }],
    },
    firmas: [ids.compania, ids.inquilino],
  },
  {
    tipo: 'RegistrarOtrosi',
    id: ids.contrato,
    efectiva: '2027-06-01',
    cambios: { monto: undefined, incremento: undefined, clausulas: [] },
    firmas: [],
  },
  { tipo: 'ProrrogarContrato', id: ids.contrato, nuevaFin: '2028-12-31' },
  { tipo: 'AplicarIncremento', id: ids.contrato, aniversario: '2028-01-01' },
  {
    tipo: 'RenovarContrato',
    id: ids.contrato,
    idNuevo: ids.otro,
    fechaInicio: '2028-01-15',
    fechaFin: '2028-12-31',
    monto: '5.50',
    moneda: 'USD',
  },
  {
    tipo: 'RenovarContrato',
    id: ids.contrato,
    idNuevo: ids.otro,
    fechaInicio: undefined,
    fechaFin: '2028-12-31',
    monto: undefined,
    moneda: undefined,
  },
  {
    tipo: 'TerminarAnticipadamente',
    id: ids.contrato,
    fecha: '2027-06-30',
    motivo: 'acuerdo',
    penalidad: { monto: '1', moneda: 'COP' },
  },
]

const consumidor = crearConsumidor({ registro, armar: () => assert.fail('aquí no se corre') })

test('un comando escrito como mensaje vuelve a ser el mismo comando, con su versión esperada', () => {
  for (const comando of comandos) {
    const orden = consumidor.orden(
      mensaje(mensajeDeComando(comando, comando.tipo === 'CrearContrato' ? null : 3)),
    )
    assert.deepEqual(orden.comando, comando)
    assert.equal(orden.contexto.idComando, contexto().idComando)
    assert.equal(orden.contexto.ahora.epochMilliseconds, ahora.epochMilliseconds)
    const esperada = comando.tipo === 'CrearContrato' ? undefined : { id: ids.contrato, version: 3 }
    assert.deepEqual(orden.contexto.versionEsperada, esperada)
  }
})

test('devolver algo a su valor inicial también viaja', () => {
  const comando: ComandoEncolable = {
    tipo: 'ActualizarContrato',
    id: ids.contrato,
    cambios: { codeudores: null, incremento: null, clausulas: null, periodicidad: null },
  }
  assert.deepEqual(consumidor.orden(mensaje(mensajeDeComando(comando))).comando, {
    ...comando,
    cambios: {
      codeudores: [],
      incremento: { tipo: 'ninguno', puntosBasicos: undefined },
      clausulas: [],
      periodicidad: 'mensual',
    },
  })
})

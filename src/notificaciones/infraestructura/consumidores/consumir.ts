import type pg from 'pg'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { anotarSucesos } from '../../aplicacion/anotar.ts'
import type { Intencion } from '../../aplicacion/entregas.ts'
import {
  type AjustesAviso,
  type Referencias,
  referenciasDe,
  resolver,
  sinRepetir,
} from '../../aplicacion/resolver.ts'
import {
  contratosPorId,
  guardarClientes,
  guardarContratos,
  guardarInmuebles,
  referenciasPorId,
} from '../copias.ts'
import {
  anotarEntregas,
  cancelarEntregas,
  completarEntregas,
  entregasQueEsperan,
  enviosDe,
  type Resuelta,
} from '../entregas.ts'
import { sucesosDe } from './contratos.ts'
import { clientesDe, inmueblesDe } from './fichas.ts'

/** Los tópicos que lee este servicio: primero las referencias, para que un contrato no espere de más. */
export const TOPICOS = ['eventos-cliente', 'eventos-inmueble', 'eventos-contrato'] as const

type Medios = Readonly<{ esquemas: Registro; ajustes: AjustesAviso }>

const resolverTodas = (
  intenciones: readonly Intencion[],
  referencias: Referencias,
  ajustes: AjustesAviso,
): readonly Resuelta[] => {
  const usadas = new Set<string>()
  return intenciones.map((intencion) => {
    const { omitidaPor, contenido, clave } = intencion
    if (omitidaPor !== null) return { intencion, resolucion: { estado: 'omitida', motivo: omitidaPor } }
    return { intencion, resolucion: sinRepetir(clave, resolver(contenido, referencias, ajustes), usadas) }
  })
}

const consumirContratos = async (
  mensajes: readonly Mensaje[],
  tx: pg.PoolClient,
  { esquemas, ajustes }: Medios,
): Promise<void> => {
  const sucesos = sucesosDe(mensajes, esquemas)
  if (sucesos.length === 0) return
  const ids = [...new Set(sucesos.map((s) => s.idContrato))]
  const anotado = anotarSucesos(sucesos, await contratosPorId(tx, ids), ajustes.buzones)
  const vivas = anotado.intenciones.filter((i) => i.omitidaPor === null)
  const nombradas = new Set(vivas.flatMap((i) => referenciasDe(i.contenido)))
  const referencias = await referenciasPorId(tx, [...nombradas])
  await guardarContratos(tx, anotado.copias.values())
  await anotarEntregas(tx, resolverTodas(anotado.intenciones, referencias, ajustes))
  await cancelarEntregas(tx, anotado.porCancelar)
}

/** Termina de escribir los avisos que esperaban estas referencias. */
const atenderEspera = async (
  ids: readonly string[],
  tx: pg.PoolClient,
  ajustes: AjustesAviso,
): Promise<void> => {
  const esperan = ids.length === 0 ? [] : await entregasQueEsperan(tx, ids)
  if (esperan.length === 0) return
  const nombradas = new Set(esperan.flatMap((e) => referenciasDe(e.contenido)))
  const referencias = await referenciasPorId(tx, [...nombradas])
  const usadas = await enviosDe(tx, [...new Set(esperan.map((e) => e.clave.idContrato))])
  await completarEntregas(
    tx,
    esperan.map(({ id, clave, contenido }) => ({
      id,
      resolucion: sinRepetir(clave, resolver(contenido, referencias, ajustes), usadas),
    })),
  )
}

/**
 * El efecto de la suscripción: pone al día las copias y anota las entregas, todo en la transacción del
 * cursor. Un lote trae mensajes de un solo tópico.
 */
export const crearConsumidor =
  (medios: Medios) =>
  async (mensajes: readonly Mensaje[], tx: pg.PoolClient): Promise<void> => {
    const { esquemas, ajustes } = medios
    const de = (topico: (typeof TOPICOS)[number]) => mensajes.filter((m) => m.topico === topico)
    const clientes = clientesDe(de('eventos-cliente'), esquemas)
    const inmuebles = inmueblesDe(de('eventos-inmueble'), esquemas)
    await guardarClientes(tx, clientes)
    await guardarInmuebles(tx, inmuebles)
    await consumirContratos(de('eventos-contrato'), tx, medios)
    await atenderEspera(
      [...clientes, ...inmuebles].map((f) => f.id),
      tx,
      ajustes,
    )
  }

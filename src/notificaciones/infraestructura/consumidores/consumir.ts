import type pg from 'pg'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { anotarSucesos, type Suceso } from '../../aplicacion/anotar.ts'
import type { AjustesAviso } from '../../aplicacion/resolver.ts'
import type { FichaContrato } from '../../dominio/fichas.ts'
import {
  contratosEn,
  contratosPorId,
  guardarClientes,
  guardarContratos,
  guardarInmuebles,
} from '../copias.ts'
import { cancelarEntregas } from '../entregas.ts'
import { atenderEspera, escribirEntregas } from '../escribir.ts'
import { planificar } from '../hitos.ts'
import { sucesosDe } from './contratos.ts'
import { clientesDe, inmueblesDe } from './fichas.ts'
import { consumirReservas } from './reservas.ts'

/** Los tópicos que lee este servicio: primero las referencias, para que un contrato no espere de más. */
export const TOPICOS = ['eventos-cliente', 'eventos-inmueble', 'eventos-contrato', 'eventos-reserva'] as const

type Medios = Readonly<{ esquemas: Registro; ajustes: AjustesAviso; reloj: Reloj }>

/** Las copias de los contratos de los sucesos, y las de aquellos a los que suceden. */
const copiasDe = async (
  tx: pg.PoolClient,
  sucesos: readonly Suceso[],
): Promise<ReadonlyMap<string, FichaContrato>> => {
  const copias = await contratosPorId(tx, [...new Set(sucesos.map((s) => s.idContrato))])
  const nacidos = sucesos.map((s) => (s.hecho.tipo === 'ContratoCreado' ? s.hecho.renuevaA : null))
  const anteriores = [...nacidos, ...[...copias.values()].map((c) => c.vida.renuevaA)]
  const faltan = anteriores.filter((id) => typeof id === 'string').filter((id) => !copias.has(id))
  return faltan.length === 0 ? copias : new Map([...copias, ...(await contratosPorId(tx, faltan))])
}

const consumirContratos = async (
  mensajes: readonly Mensaje[],
  tx: pg.PoolClient,
  { esquemas, ajustes, reloj }: Medios,
): Promise<readonly string[]> => {
  const sucesos = sucesosDe(mensajes, esquemas)
  if (sucesos.length === 0) return []
  const anotado = anotarSucesos(sucesos, await copiasDe(tx, sucesos), ajustes.buzones)
  await guardarContratos(tx, anotado.copias.values())
  await escribirEntregas(tx, anotado.intenciones, { ajustes, reloj })
  await cancelarEntregas(tx, anotado.porCancelar)
  return [...anotado.copias.keys()]
}

/**
 * El efecto de la suscripción: pone al día las copias y anota las entregas, todo en la transacción del
 * cursor. Un lote trae mensajes de un solo tópico.
 */
export const crearConsumidor =
  (medios: Medios) =>
  async (mensajes: readonly Mensaje[], tx: pg.PoolClient): Promise<void> => {
    const { esquemas, ajustes, reloj } = medios
    const de = (topico: (typeof TOPICOS)[number]) => mensajes.filter((m) => m.topico === topico)
    const clientes = clientesDe(de('eventos-cliente'), esquemas)
    const inmuebles = inmueblesDe(de('eventos-inmueble'), esquemas)
    await guardarClientes(tx, clientes)
    await guardarInmuebles(tx, inmuebles)
    const contratos = await consumirContratos(de('eventos-contrato'), tx, medios)
    await consumirReservas(de('eventos-reserva'), tx, medios)
    const fichas = [...clientes, ...inmuebles].map((f) => f.id)
    await atenderEspera(tx, fichas, { ajustes, reloj })
    const enInmuebles = await contratosEn(
      tx,
      inmuebles.map((f) => f.id),
    )
    await planificar(tx, [...contratos, ...enInmuebles])
  }

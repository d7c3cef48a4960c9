import type pg from 'pg'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { cancelar, programar } from '#seedwork/infraestructura/programados/agenda.ts'
import {
  abrirPlanificador,
  type Planificador,
  type Programado,
} from '#seedwork/infraestructura/programados/planificador.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { intencionesDe } from '../aplicacion/anotar.ts'
import type { Causa } from '../aplicacion/entregas.ts'
import type { AjustesAviso } from '../aplicacion/resolver.ts'
import { conDestinos } from '../dominio/avisos.ts'
import type { FichaContrato, FichaInmueble } from '../dominio/fichas.ts'
import { encargoDeHito, type Hito, type HitoCitado, hitosDe } from '../dominio/hitos.ts'
import { causaDeCita } from './causas.ts'
import { contratosPorId, referenciasPorId, type Sql } from './copias.ts'
import { escribirEntregas } from './escribir.ts'
import { cumplirRecordatorio, POR_EXPIRAR } from './recordatorios.ts'

type ConZona = Readonly<{ contrato: FichaContrato; inmueble: FichaInmueble }>

/** Los contratos cuyo inmueble ya se conoce: sin su zona no hay hora. */
const conZona = async (tx: Sql, ids: readonly string[]): Promise<readonly ConZona[]> => {
  const contratos = [...(await contratosPorId(tx, ids)).values()]
  const nombrados = contratos.map((c) => c.terminos.idPropiedad).filter((id) => id !== '')
  const { inmuebles } = await referenciasPorId(tx, [...new Set(nombrados)])
  return contratos.flatMap((contrato) => {
    const inmueble = inmuebles.get(contrato.terminos.idPropiedad)
    return inmueble ? [{ contrato, inmueble }] : []
  })
}

const PENDIENTES = `select clave from programados
  where estado = 'pendiente' and comando->>'idContrato' = any($1::text[])`

/**
 * Deja en la agenda los hitos que esos contratos tienen hoy por delante y cancela los que ya no: así un
 * cambio de fin, de inmueble o de zona los mueve, y leer la bitácora otra vez no los repite.
 */
export const planificar = async (tx: Sql, ids: readonly string[]): Promise<void> => {
  const listos = ids.length === 0 ? [] : await conZona(tx, [...new Set(ids)])
  if (listos.length === 0) return
  const citas = listos.flatMap(({ contrato, inmueble }) => hitosDe(contrato, inmueble.zona))
  const vigentes = new Set(citas.map((c) => c.clave))
  const { rows } = await tx.query<{ clave: string }>(PENDIENTES, [listos.map((l) => l.contrato.id)])
  const sobran = rows.map((f) => f.clave).filter((clave) => !vigentes.has(clave))
  if (sobran.length > 0) await cancelar(tx, sobran)
  await programar(tx, citas.map(aCita))
}

const aCita = ({ clave, cuando, hito }: HitoCitado) => ({ clave, cuando, tipo: hito.tipo, comando: hito })

/**
 * De una importación no se avisa lo que ya había pasado cuando se hizo; lo que venza después sí, que para
 * eso se importó. De un contrato de muestra no se avisa nada.
 */
const origenDe = ({ vida }: FichaContrato, cuando: Temporal.Instant): Causa['origen'] => {
  const atrasado = cuando.epochMilliseconds <= (vida.firmadoEn ?? 0)
  return vida.origen === 'importacion' && !atrasado ? 'api' : vida.origen
}

type MediosHitos = Readonly<{
  pool: pg.Pool
  ajustes: AjustesAviso
  registro: Registro
  tropiezo: Tropiezo
  /** Reloj de negocio. */
  reloj: Reloj
  /** Ms entre miradas a la agenda. */
  sondeo?: number | undefined
}>

const cumplir = async (
  cita: Programado,
  tx: pg.PoolClient,
  { ajustes, reloj }: MediosHitos,
): Promise<void> => {
  const hito = cita.comando as Hito
  const [listo] = await conZona(tx, [hito.idContrato])
  if (!listo) return
  const { contrato, inmueble } = listo
  const ahora = reloj.ahora()
  const encargo = encargoDeHito(hito, contrato, { ahora, zona: inmueble.zona })
  if (encargo === null) return
  const causa = causaDeCita(cita.id, { origen: origenDe(contrato, cita.cuando), ahora })
  const ambiente = { contrato, causa, buzones: ajustes.buzones }
  await escribirEntregas(tx, intencionesDe([conDestinos(encargo, contrato)], ambiente), { ajustes, reloj })
}

/**
 * Cumple los hitos a su hora del reloj de negocio: en la misma transacción escribe los avisos y da la cita
 * por cumplida. Mientras el lector no va al día no es la hora de ninguno: tras una parada, lo que falta por
 * leer puede haber movido el fin de un contrato.
 */
export const abrirHitos = (o: MediosHitos & Readonly<{ alDia: () => boolean }>): Planificador =>
  abrirPlanificador({
    ...{ pool: o.pool, registro: o.registro, tropiezo: o.tropiezo },
    ...(o.sondeo !== undefined && { sondeo: o.sondeo }),
    reloj: {
      ahora: () => (o.alDia() ? o.reloj.ahora() : Temporal.Instant.fromEpochMilliseconds(0)),
    },
    disparar: (cita, tx) =>
      cita.tipo === POR_EXPIRAR ? cumplirRecordatorio(cita, tx, o) : cumplir(cita, tx, o),
  })

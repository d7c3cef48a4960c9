import type pg from 'pg'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { type Cita, programar } from '#seedwork/infraestructura/programados/agenda.ts'
import { contextoDeCita, horaDe, idDeCita } from '#seedwork/infraestructura/programados/citar.ts'
import {
  abrirPlanificador,
  type MediosPlanificador,
  type Planificador,
  type Programado,
} from '#seedwork/infraestructura/programados/planificador.ts'
import type { ComandosContratos } from '../aplicacion/comandos.ts'
import { ANIVERSARIO, citaSiguiente, INDICE, VENCIMIENTO } from './citas.ts'
import { leerContrato } from './mapa.ts'

type Recursos = Readonly<{ reloj: Reloj; comandos: ComandosContratos }>

// Un índice publicado mientras el contrato quedaba a la espera de él no lo vio quien lo reparte.
const YA_PUBLICADO = `select exists (select from contratos c join indices i
  on i.serie = 'ipc' and i.anio = extract(year from c.indice_pendiente)::int - 1
  where c.id = $1) as publicado`

type Vuelta = Readonly<{ cita: Programado; id: string; ahora: Temporal.Instant; tx: pg.PoolClient }>

/** Pone al día un contrato y deja apuntado, en esta transacción, su aniversario siguiente. */
const cumplirAniversario = async ({ comandos }: Recursos, { cita, id, ahora, tx }: Vuelta): Promise<void> => {
  const comando = { tipo: ANIVERSARIO, id } as const
  const cumplir = (vez: Pick<Programado, 'id' | 'clave'>) =>
    comandos.CumplirAniversarios({ comando, contexto: contextoDeCita(vez, ANIVERSARIO, ahora) })
  await cumplir(cita)
  const { rows } = await tx.query<{ publicado: boolean }>(YA_PUBLICADO, [id])
  const otra = `${cita.clave}:otra`
  if (rows[0]?.publicado) await cumplir({ id: idDeCita(otra), clave: otra })
  const c = await leerContrato(tx, id)
  const siguiente = c && citaSiguiente(c, ahora)
  if (siguiente) await programar(tx, [siguiente])
}

/** Una cita por contrato que esperaba ese índice: cada una se cumple, o se reintenta, por su cuenta. */
const repartirIndice = async (tx: pg.PoolClient, { cita, anio }: { cita: Programado; anio: number }) => {
  const { rows } = await tx.query<{ id: string }>(
    `select id::text from contratos
     where indice_pendiente between make_date($1, 1, 1) and make_date($1, 12, 31) order by id`,
    [anio + 1],
  )
  const citas = rows.map(
    ({ id }): Cita => ({
      clave: `aniversario:${id}:${cita.clave}`,
      cuando: cita.cuando,
      tipo: ANIVERSARIO,
      comando: { id },
    }),
  )
  await programar(tx, citas)
}

const cumplir = async (recursos: Recursos, cita: Programado, tx: pg.PoolClient): Promise<void> => {
  const ahora = horaDe(cita, recursos.reloj.ahora())
  const { id, anio } = cita.comando as { id: string; anio: number }
  if (cita.tipo === INDICE) return repartirIndice(tx, { cita, anio })
  if (cita.tipo === ANIVERSARIO) return cumplirAniversario(recursos, { cita, id, ahora, tx })
  if (cita.tipo !== VENCIMIENTO) throw new Error(`nadie cumple citas de ${cita.tipo}`)
  const comando = { tipo: VENCIMIENTO, id } as const
  await recursos.comandos.VencerContrato({ comando, contexto: contextoDeCita(cita, VENCIMIENTO, ahora) })
}

/** Cumple las citas de los contratos: vencimientos y aniversarios. Varios a la vez se las reparten. */
export const abrirPlanificadorContratos = ({
  comandos,
  reloj,
  ...medios
}: MediosPlanificador & Recursos): Planificador =>
  abrirPlanificador({
    ...medios,
    reloj,
    // En la misma agenda hay citas de otros módulos.
    tipos: [VENCIMIENTO, ANIVERSARIO, INDICE],
    disparar: (cita, tx) => cumplir({ comandos, reloj }, cita, tx),
  })

import type pg from 'pg'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import type { AjustesAviso } from '../aplicacion/resolver.ts'
import { redactarResumen } from '../dominio/plantillas/redactar.ts'
import type { SinEntregar } from '../dominio/plantillas/textos.ts'
import { idDeEntrega } from './entregas.ts'

/** Un resumen no es de ningún contrato. */
const SIN_CONTRATO = '00000000-0000-0000-0000-000000000000'

/** Ms para juntarlas y dejar escrito el correo. */
const PLAZO = 30_000

/** Las que caben en un correo; el total se dice siempre. */
const MAXIMO = 50

// El turno se toma con el reloj de la base y en una sola sentencia: con varios procesos sale uno solo.
const TURNO = `update resumenes set ultimo = clock_timestamp()
  where ultimo <= clock_timestamp() - interval '24 hours' and exists (
    select 1 from entregas where estado in ('muerta', 'fallida') and avisada_en is null and tipo <> 'ResumenFallidas')
  returning ultimo`

// A una parte sin dirección se la nombra: su id no le dice nada a quien tiene que corregirla.
const PENDIENTES = `update entregas set avisada_en = clock_timestamp()
  where estado in ('muerta', 'fallida') and avisada_en is null and tipo <> 'ResumenFallidas'
  returning coalesce(asunto, tipo) as asunto,
    coalesce(direccion, (select c.nombre from clientes c where c.id =
      case when destinatario ~ '^[0-9a-f-]{36}$' then destinatario::uuid end), destinatario) as destinatario,
    coalesce(motivo, ultimo_error, '') as error, actualizada_en`

const ANOTAR = `insert into entregas (id, tipo, id_contrato, hito, fecha_fin, destinatario, canal, estado, motivo,
    contenido, causa, causada_en, direccion, idioma, asunto, texto, html)
  values ($1, 'ResumenFallidas', $2, $3, '', 'admin', 'correo', $4, $5, '{}', '{}', clock_timestamp(), $6, 'es',
    $7, $8, $9)`

type FilaPendiente = SinEntregar & Readonly<{ actualizada_en: Temporal.Instant }>

/**
 * Escribe a administración lo que no se pudo entregar desde la última vez, en un solo correo y como mucho
 * uno cada 24 horas. Devuelve si dejó uno por salir.
 */
export const resumirFallidas = (pool: pg.Pool, ajustes: AjustesAviso): Promise<boolean> =>
  enTransaccion({ pool, plazo: PLAZO }, (tx) => resumir(tx, ajustes))

const resumir = async (tx: pg.PoolClient, { buzones, urlPagina }: AjustesAviso): Promise<boolean> => {
  const turno = await tx.query<{ ultimo: Temporal.Instant }>(TURNO)
  const hito = turno.rows[0]?.ultimo.toString()
  if (hito === undefined) return false
  const { rows } = await tx.query<FilaPendiente>(PENDIENTES)
  const ultimas = rows.toSorted((a, b) => Temporal.Instant.compare(b.actualizada_en, a.actualizada_en))
  const escrito = redactarResumen(ultimas.slice(0, MAXIMO), { total: rows.length, urlPagina })
  const id = idDeEntrega({
    ...{ tipo: 'ResumenFallidas', idContrato: SIN_CONTRATO, hito },
    ...{ fechaFin: '', destinatario: 'admin', canal: 'correo' },
  })
  const direccion = buzones.admin ?? null
  const [estado, motivo] =
    direccion === null ? ['omitida', 'no hay dirección: falta el ajuste CORREO_ADMIN'] : ['pendiente', null]
  const { asunto, texto, html } = escrito
  await tx.query(ANOTAR, [id, SIN_CONTRATO, hito, estado, motivo, direccion, asunto, texto, html])
  return direccion !== null
}

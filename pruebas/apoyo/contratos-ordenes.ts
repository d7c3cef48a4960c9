import { aplicar, type Contrato } from '#modulos/contratos/dominio/contrato.ts'
import { actualizar, crear, editar, eliminar, firmar } from '#modulos/contratos/dominio/decisiones.ts'
import type { EventoContrato } from '#modulos/contratos/dominio/eventos.ts'
import type { Fichas } from '#modulos/contratos/dominio/fichas.ts'
import { type CambiosContrato, type DatosTerminos, terminos } from '#modulos/contratos/dominio/terminos.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { ahora, dado, datos, fichas, hechos, huella, ids } from './contratos.ts'

export const en = '2026-12-01T17:00:00.000Z'
export const tipos = (eventos: readonly EventoContrato[]) => eventos.map((e) => e.tipo)

export const redactar = (cambios: Partial<DatosTerminos> = {}, con: Fichas = fichas) =>
  crear({
    id: ids.contrato,
    numero: ' CT-0001 ',
    terminos: terminos({ ...datos, ...cambios }),
    fichas: con,
    huella,
    renuevaA: null,
    ahora,
  })

export const corregir = (c: Contrato, cambios: CambiosContrato, con: Fichas = fichas) =>
  actualizar(c, { ...editar(c, { cambios, ahora }), fichas: con, huella, ahora })

export const rubrica = (
  c: Contrato,
  idParte: Id,
  extra: { hash?: string; autorizadas?: readonly string[] } = {},
) => firmar(c, { idParte, hash: c.hash, actor: 'ana', autorizadas: undefined, ahora, ...extra })

export const pendiente = () => dado(hechos.pendiente())
export const firmado = () => dado(hechos.firmado())
export const procesado = () => dado(hechos.procesado())

/** Los estados que este corte no alcanza por comandos, armados a mano. */
export const enEstado = (estado: Contrato['estado']): Contrato => {
  if (estado === 'Pendiente') return pendiente()
  if (estado === 'Firmado') return firmado()
  if (estado === 'Procesado') return procesado()
  if (estado === 'Anulado') return aplicar(pendiente(), eliminar(pendiente(), { ahora }))
  const base = procesado() as Extract<Contrato, { estado: 'Procesado' }>
  if (estado === 'Vencido') return { ...base, estado }
  const terminacion = {
    fecha: datos.fechaFin as never,
    motivo: 'acuerdo',
    penalidad: null,
    en: base.creadoEn,
  }
  return { ...base, estado, terminacion }
}

import type { Contexto } from '../../aplicacion/contexto.ts'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import type { Repositorio, Versionado } from '../../aplicacion/unidad-trabajo.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import type { Mapa } from './mapa.ts'
import type { TransaccionPostgres } from './transaccion.ts'

/** Despachador de un módulo: un evento de dominio → cero o más eventos de integración. */
export type Despachar<E, Ev> = (evento: Ev, fila: Versionado<E>) => readonly EventoIntegracion[]

/**
 * Repositorio de un agregado sobre la transacción en curso. Los eventos de dominio se traducen aquí,
 * de modo que nadie más los vea.
 */
export const crearRepositorio =
  <E, Ev>(mapa: Mapa<E>, despachar: Despachar<E, Ev>) =>
  (tx: TransaccionPostgres): Repositorio<E, Ev> => {
    const traducir = (eventos: readonly Ev[]) => (fila: Versionado<E>) =>
      eventos.flatMap((e) => despachar(e, fila))
    return {
      async obtener(id) {
        const fila = await tx.cargar(mapa, id, 'escribir')
        if (!fila)
          throw new ErrorDominio(mapa.errores.noEncontrado, `no existe ${mapa.agregado} con id ${id}`, { id })
        comprobarVersion(mapa.agregado, fila, tx.contexto.versionEsperada)
        return fila
      },
      leer: (id) => tx.cargar(mapa, id, 'leer'),
      crear: (id, estado, eventos) => tx.crear(mapa, { id, estado, eventos: traducir(eventos) }),
      guardar: (anterior, estado, eventos) =>
        eventos.length === 0
          ? anterior
          : tx.anotar(mapa, { id: anterior.id, estado, eventos: traducir(eventos) }),
    }
  }

/** `If-Match` se compara dentro de la transacción (antes sería una carrera), y sólo en el agregado que nombra. */
export const comprobarVersion = (
  agregado: string,
  fila: Pick<Versionado<unknown>, 'id' | 'version'>,
  esperada: Contexto['versionEsperada'],
): void => {
  if (!esperada || esperada.id !== fila.id || esperada.version === fila.version) return
  throw new ErrorDominio(
    'VersionObsoleta',
    `${agregado} está en la versión ${fila.version}; se esperaba la ${esperada.version}`,
    { id: fila.id, version: fila.version, esperada: esperada.version },
  )
}

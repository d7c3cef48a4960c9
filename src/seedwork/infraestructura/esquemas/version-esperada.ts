import type { Contexto } from '../../aplicacion/contexto.ts'
import type { Campo } from './tipos.ts'

/** En el mensaje de un comando: la versión sobre la que se decidió darlo. */
export const VERSION_ESPERADA = {
  name: 'version_esperada',
  type: ['null', 'int'],
  default: null,
  doc: 'Versión del agregado que quien ordena cree vigente; null la deja sin comprobar.',
} as const satisfies Campo

/** Lo que dice un mensaje de la versión que espera; un alta no espera ninguna. */
export const versionEsperada = (
  datos: Readonly<{ id: string; version_esperada?: number | null }>,
): Pick<Contexto, 'versionEsperada'> => {
  const { id, version_esperada: version = null } = datos
  return version === null ? {} : { versionEsperada: { id, version } }
}

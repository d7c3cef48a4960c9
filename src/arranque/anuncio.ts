import type { Durabilidad } from '#seedwork/infraestructura/postgres-embebido/durabilidad.ts'

/** Lo que se dice al quedar en marcha. */
export type Anuncio = Readonly<{
  version: string
  /** URL de la página, con el token que la abre una vez. */
  pagina: string
  api: string
  notificaciones: string
  /** `anfitrion:puerto` del sidecar. */
  grpc: string
  durabilidad: Durabilidad
  demo: boolean
}>

/** Las líneas del arranque: lo único que se imprime fuera del registro, y la única vez que se ve el token. */
export const anunciar = ({
  version,
  pagina,
  api,
  notificaciones,
  grpc,
  durabilidad: d,
  demo,
}: Anuncio): string => `
  Propiedades de los Alpes ${version}

  Página          ${pagina}
  API             ${api}
  Notificaciones  ${notificaciones}
  gRPC            ${grpc}
  Durabilidad     ${d.grado} (fsync=${d.fsync}, synchronous_commit=${d.synchronous_commit}, full_page_writes=${d.full_page_writes})
${demo ? '  Reloj           de demostración: empieza el 2026-12-01 12:00 en Bogotá y avanza\n' : ''}
`

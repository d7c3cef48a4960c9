/** Dónde está en la bitácora lo que un comando escribió: la posición se busca por aquí. */
export type Rastro = Readonly<{ topico: string; clave: string; version: number }>

/** El registro de un comando: su desenlace, para contestar lo mismo a quien repite. */
export type RegistroComando = Readonly<{
  id: string
  tipo: string
  actor: string
  huella: string | null
  estado: 'pendiente' | 'ejecutado' | 'rechazado' | 'apartado'
  recurso: string | null
  agregados: readonly Rastro[]
  respuesta: string | null
  problema: { codigo: string; detalle: string } | null
}>

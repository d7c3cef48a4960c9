import { type DatosError, ErrorDominio, type Falta } from '../../dominio/errores.ts'

/** Dónde está en la bitácora lo que un comando escribió: la posición se busca por aquí. */
export type Rastro = Readonly<{ topico: string; clave: string; version: number }>

/** Por qué se rechazó un comando: lo que hace falta para decirlo otra vez. Lo guardado antes no trae más que el texto. */
export type ProblemaGuardado = Readonly<{
  codigo: string
  detalle: string
  faltas?: readonly Falta[]
  datos?: DatosError
}>

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
  problema: ProblemaGuardado | null
}>

/** El rechazo como se guarda. */
export const guardarProblema = (error: Error): ProblemaGuardado =>
  error instanceof ErrorDominio
    ? { codigo: error.codigo, detalle: error.message, faltas: error.faltas, datos: error.datos }
    : { codigo: 'ErrorInterno', detalle: error.message }

/** El rechazo otra vez, como se lanzó. */
export const errorGuardado = ({ codigo, detalle, datos, faltas }: ProblemaGuardado): ErrorDominio =>
  new ErrorDominio(codigo, detalle, datos, faltas)

import { ErrorDominio, type Falta } from '../dominio/errores.ts'

/** Códigos que sólo existen porque se habla HTTP; su estado y título, en la tabla de cada servicio. */
export const CODIGOS_HTTP = [
  /** Los bytes no forman una petición HTTP sin ambigüedad: se responde y se cierra. */
  'PeticionMalformada',
  /** El cuerpo no es el JSON que aceptamos: sintaxis, claves repetidas, demasiada profundidad. */
  'JsonInvalido',
  /** Un encabezado nuestro no tiene la forma acordada. */
  'EncabezadoInvalido',
  /** El encabezado `Host` u `Origin` no está entre los permitidos. */
  'AnfitrionNoPermitido',
  'RutaNoEncontrada',
  'MetodoNoPermitido',
  'PlazoDePeticion',
  'CuerpoDemasiadoGrande',
  'UrlDemasiadoLarga',
  'TipoDeContenidoNoSoportado',
  'EncabezadosDemasiadoGrandes',
  /** La base no responde; la petición no llegó a correr o se deshizo. */
  'BaseNoDisponible',
  /** No se pudo averiguar de quién es la credencial: no se deja pasar a nadie por si acaso. */
  'AutenticacionNoDisponible',
  /** Este principal o esta dirección pide más de lo que le toca. */
  'DemasiadasPeticiones',
  /** El servicio se está deteniendo: otra conexión, otro proceso. */
  'EnDrenaje',
  /** La lectura pedida no alcanzó la posición de `Alpes-Esperar` en su plazo. */
  'ProyeccionAtrasada',
  /** Un defecto nuestro; el id de la petición lleva al registro. */
  'ErrorInterno',
] as const

export type CodigoHttp = (typeof CODIGOS_HTTP)[number]

/** Un error de la puerta HTTP, con el mismo trato que los del dominio. */
export const errorHttp = (codigo: CodigoHttp, mensaje: string, faltas: readonly Falta[] = []): ErrorDominio =>
  new ErrorDominio(codigo, mensaje, {}, faltas)

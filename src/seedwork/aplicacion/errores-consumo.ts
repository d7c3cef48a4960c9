/**
 * Lo que el efecto necesita no contesta (un servidor de correo, otra base, un broker).
 * El mensaje no tiene la culpa: no se aparta nada, la suscripción entera hace una pausa.
 */
export class DependenciaCaida extends Error {
  constructor(mensaje: string, causa?: unknown) {
    super(mensaje, causa === undefined ? {} : { cause: causa })
    this.name = 'DependenciaCaida'
  }
}

/**
 * El mensaje nombra algo que aún no se conoce aquí (la dirección de un cliente, por ejemplo).
 * Espera con los demás de su clave, sin límite de intentos: nunca pide un operador.
 */
export class ReferenciaPendiente extends Error {
  constructor(mensaje: string) {
    super(mensaje)
    this.name = 'ReferenciaPendiente'
  }
}

/** Lo que un cliente recibió como aceptado, anotado por un testigo al que el sistema no puede tocar. */
export type Aceptado = Readonly<{
  idComando: string
  /** Clave de idempotencia y la respuesta que se dio, para comparar repeticiones. */
  clave?: string
  respuesta: string
  posiciones: readonly Readonly<{ topico: string; posicion: number }>[]
}>

/** Una fila de la bitácora. */
export type Apuntado = Readonly<{
  topico: string
  posicion: number
  id: string
  clave: string
  version: number
  causacion: string | null
}>

/** Un efecto aplicado por una suscripción, en el orden en que lo aplicó. */
export type Efecto = Readonly<{ suscripcion: string; topico: string; posicion: number; idMensaje: string }>

/** Todo lo que hace falta para juzgar una corrida: lo que vio el testigo y lo que quedó en las bases. */
export type Historia = Readonly<{
  aceptados: readonly Aceptado[]
  bitacora: readonly Apuntado[]
  cabezas: Readonly<Record<string, number>>
  /** Versión con que quedó cada agregado. */
  agregados: readonly Readonly<{ topico: string; id: string; version: number }>[]
  comandos: readonly string[]
  efectos: readonly Efecto[]
  /** Suscripciones que debían verlo todo, y los tópicos de cada una. */
  suscripciones: Readonly<Record<string, readonly string[]>>
  apartados: readonly Readonly<{ suscripcion: string; id: string }>[]
  apartadosEsperados: readonly Readonly<{ suscripcion: string; id: string }>[]
  /** Un envío por aceptación del servidor de correo, y los correos que debían salir. */
  correos: readonly string[]
  correosEsperados: readonly string[]
  /** Muertes provocadas: cada una puede repetir a lo sumo un correo. */
  caidas: number
  /** Lo que llegó al broker, en orden, y cuánto puede repetir cada muerte del relevo. */
  publicados?: Readonly<{
    mensajes: readonly Readonly<{ topico: string; posicion: number; id: string }>[]
    repetibles: number
  }>
}>

/** Una promesa rota: qué regla, y con qué lo demuestra. */
export type Violacion = Readonly<{ regla: string; detalle: string }>

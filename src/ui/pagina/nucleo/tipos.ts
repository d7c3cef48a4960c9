/** Las formas que la página lee de la api (`snake_case`, dinero como cadena decimal). */
export type Pagina<E> = Readonly<{
  elementos: readonly E[]
  siguiente: string | null
  total?: number
  totales_por_moneda?: readonly Readonly<{ moneda: string; monto: string; contratos: number }>[]
}>

export const ESTADOS = ['Pendiente', 'Firmado', 'Procesado', 'Terminado', 'Vencido', 'Anulado'] as const
export type EstadoContrato = (typeof ESTADOS)[number]
export const VIGENCIAS = ['Futura', 'Vigente', 'PorVencer', 'Finalizada'] as const
export type Vigencia = (typeof VIGENCIAS)[number]

export type Accion = Readonly<{ accion: string; permitida: boolean; motivo?: string | null }>
export type Firma = Readonly<{ id_parte: string; firmada_en: string; por: string }>
export type Incremento = Readonly<{
  tipo: 'ninguno' | 'fijo' | 'ipc' | 'ipc_mas'
  puntos_basicos?: number | null
}>
export type Clausula = Readonly<{ titulo: string; texto: string }>
/** Nombres que las listas traen ya puestos. */
export type Nombres = Readonly<{
  propiedad: string | null
  ciudad: string | null
  compania: string | null
  inquilino: string | null
}>
export type TramoCanon = Readonly<{ desde: string; hasta: string; monto: string; causa: string }>

export type Contrato = Readonly<{
  id: string
  numero: string
  version: number
  revision: number
  hash: string
  estado: EstadoContrato
  vigencia: Vigencia | null
  dias_restantes: number | null
  id_propiedad: string
  id_compania: string
  id_inquilino: string
  codeudores: readonly string[]
  fecha_inicio: string
  fecha_fin: string
  monto: string
  moneda: string
  periodicidad: string
  incremento: Incremento
  clausulas: readonly Clausula[]
  /** Canon que rige hoy, en `moneda`. */
  canon_vigente: string | null
  tramos: readonly TramoCanon[]
  firmas: readonly Firma[]
  firmas_pendientes?: readonly string[]
  nombres?: Nombres
  acciones: readonly Accion[]
  otrosies: readonly Readonly<{ numero: number; efectiva: string; registrado_en: string }>[]
  terminacion: Readonly<{
    fecha: string
    motivo: string
    penalidad: Readonly<{ monto: string; moneda: string }> | null
  }> | null
  renueva_a: string | null
  renovado_por: string | null
  advertencias?: readonly string[]
  fecha_creacion: string
  fecha_actualizacion: string
}>

export const TIPOS_INMUEBLE = ['local', 'oficina', 'bodega', 'consultorio', 'lote'] as const
export type Inmueble = Readonly<{
  id: string
  codigo: number
  nombre: string
  tipo: (typeof TIPOS_INMUEBLE)[number]
  ciudad: string
  pais: string
  zona: string
  area_m2: string | null
  estado?: string
  ocupacion?: Readonly<{ id_contrato: string; numero: string; desde: string; hasta: string }> | null
  version: number
}>

export const TIPOS_DOCUMENTO = ['NIT', 'CC', 'CE', 'PASAPORTE', 'OTRO'] as const
export type Cliente = Readonly<{
  id: string
  codigo: number
  tipo: 'natural' | 'empresa'
  nombre: string
  documento: Readonly<{ tipo: string; numero: string }> | null
  correo: string | null
  idioma?: 'es' | 'en'
  version: number
}>

export type Comando = Readonly<{
  id: string
  tipo?: string
  estado: 'pendiente' | 'ejecutado' | 'rechazado' | 'apartado'
  recurso?: string | null
  problema?: Readonly<{ codigo?: string; detail?: string; title?: string }> | null
}>

export type Evento = Readonly<{
  op: 'evento'
  topico: string
  posicion: number
  id: string
  tipo: string
  clave: string
  version: number
  ocurrido_en: string
  correlacion: string
  datos: unknown
}>

export type EntradaHistorial = Readonly<{
  posicion: number
  id: string
  tipo: string
  version: number
  ocurrido_en: string
  actor: string
  origen: string
  /** Lo causó este comando; varios hechos pueden venir del mismo. */
  comando: string | null
  correlacion: string
  traceparent: string | null
  cambios: readonly Readonly<{ campo: string; antes: unknown; despues: unknown }>[]
}>

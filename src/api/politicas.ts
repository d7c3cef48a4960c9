import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { type Principal, puede, type Rol } from '#seedwork/presentacion/autenticacion.ts'
import type { Modulos } from './modulos.ts'

const LEEN = ['lector', 'gestor', 'operador'] as const
/** También quien sólo firma: lo suyo (`lo-suyo.ts`), o lo que no es de nadie. */
const LEEN_Y_FIRMAN = [...LEEN, 'firmante'] as const
const GESTIONAN = ['gestor'] as const
const FIRMAN = ['gestor', 'firmante'] as const
const OPERAN = ['operador'] as const

/** Además de quien administra. `interna`: sólo la da el propio sistema (un plazo, una reacción). */
export type PoliticaOrden = readonly Rol[] | 'interna'

type Claves<P extends 'comandos' | 'queries'> = {
  [M in keyof Modulos]: Modulos[M] extends { [K in P]: infer T } ? keyof T & string : never
}[keyof Modulos]

/** Quién puede cada comando; las rutas toman de aquí la suya. Uno nuevo no compila hasta estar aquí, y sin política no se arranca. */
export const POLITICA_DE_COMANDOS = {
  CrearInmueble: GESTIONAN,
  CrearInmuebleProvisional: GESTIONAN,
  ActualizarInmueble: GESTIONAN,
  RetirarInmueble: GESTIONAN,
  CrearCliente: GESTIONAN,
  CrearClienteProvisional: GESTIONAN,
  ActualizarCliente: GESTIONAN,
  CrearContrato: GESTIONAN,
  ActualizarContrato: GESTIONAN,
  EliminarContrato: GESTIONAN,
  FirmarContrato: FIRMAN,
  ProcesarContrato: GESTIONAN,
  ProrrogarContrato: GESTIONAN,
  RegistrarOtrosi: GESTIONAN,
  RenovarContrato: GESTIONAN,
  TerminarAnticipadamente: GESTIONAN,
  AplicarIncremento: GESTIONAN,
  PublicarIpc: GESTIONAN,
  VencerContrato: 'interna',
  CumplirAniversarios: 'interna',
  CrearReserva: GESTIONAN,
  AprobarReserva: GESTIONAN,
  PagarReserva: GESTIONAN,
  CancelarReserva: GESTIONAN,
  ExpirarReserva: 'interna',
} as const satisfies Record<Claves<'comandos'>, PoliticaOrden>

/** Quién puede cada consulta; las rutas toman de aquí la suya. */
export const POLITICA_DE_CONSULTAS = {
  ObtenerInmueble: LEEN,
  ObtenerInmueblePorCodigo: LEEN,
  ListarInmuebles: LEEN,
  OcupacionDeInmueble: LEEN,
  ObtenerCliente: LEEN_Y_FIRMAN,
  ObtenerClientePorCodigo: LEEN,
  ListarClientes: LEEN,
  ListarReservasDeCliente: LEEN,
  ObtenerContrato: LEEN_Y_FIRMAN,
  ListarContratos: LEEN_Y_FIRMAN,
  RecorrerContratos: LEEN_Y_FIRMAN,
  HistorialContrato: LEEN_Y_FIRMAN,
  ListarIndices: LEEN_Y_FIRMAN,
  RentRoll: LEEN,
  RecorrerRentRoll: LEEN,
  Vencimientos: LEEN,
  RecorrerVencimientos: LEEN,
  Ocupacion: LEEN,
  RecorrerOcupacion: LEEN,
  Pendientes: LEEN,
  RecorrerPendientes: LEEN,
  Resumen: LEEN,
  ObtenerReserva: LEEN,
  ListarReservas: LEEN,
  BuscarAeropuertos: LEEN_Y_FIRMAN,
  VerPanel: LEEN,
  Buscar: LEEN,
  VerificarAuditoria: OPERAN,
  ObtenerCabezasAuditoria: OPERAN,
  ListarEncadenados: OPERAN,
} as const satisfies Record<Claves<'queries'>, readonly Rol[]>

const POR_NOMBRE: Readonly<Record<string, PoliticaOrden>> = POLITICA_DE_COMANDOS

/** Lo último antes de correr un comando, venga de donde venga. Falla con `NoAutorizado`: sin política, nadie. */
export const autorizarComando = (principal: Pick<Principal, 'roles'>, tipo: string): void => {
  const politica = Object.hasOwn(POR_NOMBRE, tipo) ? POR_NOMBRE[tipo] : undefined
  if (politica !== undefined && politica !== 'interna' && puede(principal, politica)) return
  throw new ErrorDominio('NoAutorizado', 'la credencial no alcanza para esta orden')
}

type Abiertos = Readonly<Record<string, Readonly<{ comandos?: object; queries?: object }>>>

/** Un comando o una consulta sin política no arranca, aunque el compilador no lo haya visto. */
export const exigirPoliticas = (modulos: Abiertos): void => {
  const faltan = Object.entries(modulos).flatMap(([modulo, { comandos = {}, queries = {} }]) =>
    [
      ...Object.keys(comandos).filter((c) => !Object.hasOwn(POLITICA_DE_COMANDOS, c)),
      ...Object.keys(queries).filter((q) => !Object.hasOwn(POLITICA_DE_CONSULTAS, q)),
    ].map((nombre) => `${modulo}: ${nombre} no tiene política`),
  )
  if (faltan.length > 0) throw new ErrorArranque(faltan.join('\n'))
}

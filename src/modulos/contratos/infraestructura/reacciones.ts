import { ClienteActualizado, ClienteCreado } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import {
  InmuebleActualizado,
  InmuebleCreado,
  InmuebleRetirado,
} from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { guardarCopia } from '#seedwork/infraestructura/uow/copia.ts'
import type { Reaccion, Reacciones } from '#seedwork/infraestructura/uow/corrida.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import { dePostgres, type TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { alCambiarCliente, type ReferenciaCliente } from '../aplicacion/handlers/al-cambiar-cliente.ts'
import {
  alCambiarInmueble,
  alRetirarInmueble,
  type ReferenciaInmueble,
} from '../aplicacion/handlers/al-cambiar-inmueble.ts'
import {
  citarAniversarios,
  citarIndice,
  citarTrasOtrosi,
  citarTrasProrroga,
  citarVencimiento,
} from './citas.ts'
import { ContratoFirmado, ContratoProcesado } from './schema/v1/eventos.ts'
import { ContratoProrrogado, IndicePublicado, OtrosiRegistrado } from './schema/v1/eventos-vida.ts'

const errores = { noEncontrado: 'PropiedadDesconocida', yaExiste: 'IdRepetido' }

const MAPA_INMUEBLES: Mapa<ReferenciaInmueble> = {
  agregado: 'referencia',
  tabla: 'contratos_inmuebles',
  columnas: {
    codigo: 'int4',
    nombre: 'text',
    tipo: 'text',
    ciudad: 'text',
    ciudad_llana: 'text',
    zona: 'text',
    area: 'numeric',
    activo: 'bool',
    busqueda: 'text',
  },
  aFila: ({ ciudadLlana, ...resto }) => ({ ...resto, ciudad_llana: ciudadLlana }),
  deFila: (f) => ({
    id: String(f.id),
    codigo: Number(f.codigo),
    nombre: String(f.nombre),
    tipo: String(f.tipo),
    ciudad: String(f.ciudad),
    ciudadLlana: String(f.ciudad_llana),
    zona: String(f.zona),
    area: f.area === null ? null : String(f.area),
    activo: f.activo === true,
    busqueda: String(f.busqueda),
  }),
  errores,
  unicos: [],
}

const MAPA_CLIENTES: Mapa<ReferenciaCliente> = {
  agregado: 'referencia',
  tabla: 'contratos_clientes',
  columnas: { nombre: 'text', documento: 'text', busqueda: 'text' },
  aFila: (r) => r,
  deFila: (f) => ({
    id: String(f.id),
    nombre: String(f.nombre),
    documento: f.documento === null ? null : String(f.documento),
    busqueda: String(f.busqueda),
  }),
  errores,
  unicos: [],
}

type FichaInmueble = DatosDe<typeof InmuebleActualizado>['despues']

const inmueble =
  (tx: TransaccionPostgres) =>
  ({ id, area_m2, ...f }: Omit<FichaInmueble, 'pais'> & Readonly<{ id: string }>): Promise<void> => {
    const { codigo, nombre, tipo, ciudad, zona } = f
    const guardar = guardarCopia(tx, MAPA_INMUEBLES)
    return alCambiarInmueble(guardar)({ id, codigo, nombre, tipo, ciudad, zona, area: area_m2 })
  }

const retirado = (tx: TransaccionPostgres) =>
  alRetirarInmueble({
    leer: async (id) => (await tx.cargar(MAPA_INMUEBLES, id, 'escribir'))?.estado ?? null,
    guardar: guardarCopia(tx, MAPA_INMUEBLES),
  })

type Documento = DatosDe<typeof ClienteCreado>['documento']
const documentoDe = (d: Documento): string | null => d && `${d.tipo} ${d.numero}`

const cliente =
  (tx: TransaccionPostgres) =>
  ({ id, nombre, documento }: Pick<DatosDe<typeof ClienteCreado>, 'id' | 'nombre' | 'documento'>) =>
    alCambiarCliente(guardarCopia(tx, MAPA_CLIENTES))({ id, nombre, documento: documentoDe(documento) })

/** Une una definición con lo que se hace al recibirla: el tipo de los datos sale del esquema. */
const ante = <D>(
  definicion: Readonly<{ tipo: string; crear(datos: D): unknown }>,
  reaccionar: (tx: TransaccionPostgres, datos: D) => Promise<void>,
): [string, Reaccion] => [definicion.tipo, (evento, tx) => reaccionar(dePostgres(tx), evento.datos as D)]

/** Lo que contratos hace, en la misma transacción, ante hechos de otros módulos, y sus citas. */
export const REACCIONES_CONTRATOS: Reacciones = Object.fromEntries([
  ante(InmuebleCreado, (tx, datos) => inmueble(tx)(datos)),
  ante(InmuebleActualizado, (tx, { id, despues }) => inmueble(tx)({ id, ...despues })),
  ante(InmuebleRetirado, (tx, { id }) => retirado(tx)(id)),
  ante(ContratoFirmado, (tx, { id }) => citarVencimiento(tx, id)),
  ante(ContratoProrrogado, async (tx, { id, fin_antes }) => {
    await citarVencimiento(tx, id)
    await citarTrasProrroga(tx, { id, finAntes: fin_antes as FechaCivil })
  }),
  ante(ContratoProcesado, (tx, { id }) => citarAniversarios(tx, id)),
  ante(OtrosiRegistrado, async (tx, { id, otrosi, incremento }) => {
    if (incremento) await citarTrasOtrosi(tx, { id, otrosi })
  }),
  ante(IndicePublicado, async (tx, { anio }) => citarIndice(tx, anio)),
  ante(ClienteCreado, (tx, datos) => cliente(tx)(datos)),
  ante(ClienteActualizado, (tx, { id, despues }) => cliente(tx)({ id, ...despues })),
])

import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { decimal } from '#seedwork/dominio/dinero.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { type CampoDeOrden, listar } from '#seedwork/infraestructura/listado.ts'
import type { VistasInformes } from '../aplicacion/queries/informes/puertos.ts'
import type {
  Calendario,
  ContratoListado,
  Nombres,
  OrdenContratos,
  PaginaContratos,
  Pedido,
  TotalMoneda,
  VistasContratos,
} from '../aplicacion/queries/puertos.ts'
import { representar } from '../aplicacion/representacion.ts'
import { condicionesDe } from './filtro-sql.ts'
import { leerHistorial } from './historial.ts'
import { leerIndices } from './indices.ts'
import { crearVistasInformes } from './informes/vistas.ts'
import { deFila, type FilaContrato } from './mapa.ts'

// Las dos van con nombre: PostgreSQL las planea una vez por conexión, y planear costaba más que leer.
const UNO = { name: 'contratos:uno', text: 'select * from contratos where id = $1::uuid' }
const NOMBRES = {
  name: 'contratos:nombres',
  text: `select id, nombre, ciudad from contratos_inmuebles where id = any($1::uuid[])
    union all select id, nombre, null from contratos_clientes where id = any($2::uuid[])`,
}

const CAMPOS: Readonly<Record<OrdenContratos, CampoDeOrden>> = {
  fecha_creacion: { expresion: sql.ref('creado_en'), tipo: 'timestamptz' },
  fecha_inicio: { expresion: sql.ref('fecha_inicio'), tipo: 'date' },
  fecha_fin: { expresion: sql.ref('fecha_fin'), tipo: 'date' },
  numero: { expresion: sql.ref('numero'), tipo: 'text' },
  monto: { expresion: sql.ref('monto_minimo'), tipo: 'int8' },
}

type FilaNombre = Readonly<{ id: string; nombre: string; ciudad: string | null }>

/** Los nombres de quienes aparecen en unas filas. Aparte y no en una unión: cada uno se lee una vez. */
const nombresDe = async (pool: pg.Pool, filas: readonly FilaContrato[]) => {
  const inmuebles = [...new Set(filas.map((f) => f.id_propiedad))]
  const clientes = [...new Set(filas.flatMap((f) => [f.id_compania, f.id_inquilino]))]
  const { rows } = await pool.query<FilaNombre>({ ...NOMBRES, values: [inmuebles, clientes] })
  const conocidos = new Map(rows.map((r) => [r.id, r]))
  return (f: FilaContrato): Nombres => ({
    propiedad: conocidos.get(f.id_propiedad)?.nombre ?? null,
    ciudad: conocidos.get(f.id_propiedad)?.ciudad ?? null,
    compania: conocidos.get(f.id_compania)?.nombre ?? null,
    inquilino: conocidos.get(f.id_inquilino)?.nombre ?? null,
  })
}

const ver = async (
  pool: pg.Pool,
  { filas, calendario }: Readonly<{ filas: readonly FilaContrato[]; calendario: Calendario }>,
): Promise<ContratoListado[]> => {
  if (filas.length === 0) return []
  const nombres = await nombresDe(pool, filas)
  return filas.map((fila) => {
    const estado = deFila(fila)
    const versionado = { id: estado.id, version: Number(fila.version), estado }
    return { ...representar(versionado, calendario(estado.zona)), nombres: nombres(fila) }
  })
}

type FilaTotal = Readonly<{ moneda: string; escala: number; suma: string; contratos: bigint }>

const totales = async (
  db: Kysely<unknown>,
  condiciones: readonly RawBuilder<unknown>[],
): Promise<TotalMoneda[]> => {
  const donde = condiciones.length > 0 ? sql.join([...condiciones], sql` and `) : sql`true`
  const { rows } = await sql<FilaTotal>`
    select moneda, escala, sum(monto_minimo) as suma, count(*) as contratos from contratos
    where ${donde} group by moneda, escala order by moneda, escala`.execute(db)
  return rows.map(({ moneda, escala, suma, contratos }) => ({
    moneda,
    monto: decimal(BigInt(suma), escala),
    contratos: Number(contratos),
  }))
}

type Lectores = Readonly<{ db: Kysely<unknown>; pool: pg.Pool }>

const listarContratos = async (
  { db, pool }: Lectores,
  { filtro, pagineo, calendario }: Pedido,
): Promise<PaginaContratos> => {
  const condiciones = await condicionesDe(db, { filtro, calendario })
  // El total sale de sumar las monedas: no se cuenta dos veces.
  const [{ elementos: filas, siguiente }, porMoneda] = await Promise.all([
    listar(db, {
      origen: sql.table('contratos'),
      condiciones,
      campos: CAMPOS,
      porDefecto: 'fecha_creacion',
      pagineo: { ...pagineo, totales: false },
      deFila: (fila) => fila as FilaContrato,
    }),
    pagineo.totales ? totales(db, condiciones) : null,
  ])
  const pagina = { elementos: await ver(pool, { filas, calendario }), siguiente }
  if (!porMoneda) return pagina
  return { ...pagina, total: porMoneda.reduce((n, t) => n + t.contratos, 0), totales_por_moneda: porMoneda }
}

type VistasModulo = VistasContratos & Readonly<{ informes: VistasInformes }>

/** Consultas sobre las tablas de contratos y su parte de la bitácora. `registro` decodifica los hechos. */
export const crearVistas = (pool: pg.Pool, registro: Registro): VistasModulo => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    async obtener(id, calendario) {
      const { rows: filas } = await pool.query<FilaContrato>({ ...UNO, values: [id] })
      const [contrato] = await ver(pool, { filas, calendario })
      return contrato ?? null
    },
    listar: (pedido) => listarContratos({ db, pool }, pedido),
    indices: () => leerIndices(pool),
    informes: crearVistasInformes(db),
    historial: (id, rango) => leerHistorial(db, { registro, id, ...rango }),
  }
}

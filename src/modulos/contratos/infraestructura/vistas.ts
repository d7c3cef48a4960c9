import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { decimal } from '#seedwork/dominio/dinero.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { type CampoDeOrden, listar } from '#seedwork/infraestructura/listado.ts'
import type { VistasInformes } from '../aplicacion/queries/informes/puertos.ts'
import type {
  Calendario,
  ContratoListado,
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

// Los nombres de quienes aparecen, en la misma lectura y sólo para las filas que se contestan: una segunda
// ida a la base costaba tanto como la primera.
const COLUMNAS = `p.nombre as nombre_propiedad, p.ciudad as nombre_ciudad, k.nombre as nombre_compania,
  i.nombre as nombre_inquilino`
const UNIONES = `left join contratos_inmuebles p on p.id = t.id_propiedad
  left join contratos_clientes k on k.id = t.id_compania left join contratos_clientes i on i.id = t.id_inquilino`

// Con nombre: PostgreSQL la planea una vez por conexión, y planear costaba más que leer.
const UNO = {
  name: 'contratos:uno',
  text: `select t.*, ${COLUMNAS} from contratos t ${UNIONES} where t.id = $1::uuid`,
}

const CAMPOS: Readonly<Record<OrdenContratos, CampoDeOrden>> = {
  fecha_creacion: { expresion: sql.ref('creado_en'), tipo: 'timestamptz' },
  fecha_inicio: { expresion: sql.ref('fecha_inicio'), tipo: 'date' },
  fecha_fin: { expresion: sql.ref('fecha_fin'), tipo: 'date' },
  numero: { expresion: sql.ref('numero'), tipo: 'text' },
  monto: { expresion: sql.ref('monto_minimo'), tipo: 'int8' },
}

type FilaListada = FilaContrato &
  Readonly<{
    nombre_propiedad: string | null
    nombre_ciudad: string | null
    nombre_compania: string | null
    nombre_inquilino: string | null
  }>

const ver =
  (calendario: Calendario) =>
  (fila: FilaListada): ContratoListado => {
    const estado = deFila(fila)
    const versionado = { id: estado.id, version: Number(fila.version), estado }
    const nombres = {
      propiedad: fila.nombre_propiedad,
      ciudad: fila.nombre_ciudad,
      compania: fila.nombre_compania,
      inquilino: fila.nombre_inquilino,
    }
    return { ...representar(versionado, calendario(estado.zona)), nombres }
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
  const mirar = ver(calendario)
  // El total sale de sumar las monedas: no se cuenta dos veces.
  const [pagina, porMoneda] = await Promise.all([
    listar(db, {
      origen: sql.table('contratos'),
      condiciones,
      campos: CAMPOS,
      porDefecto: 'fecha_creacion',
      pagineo: { ...pagineo, totales: false },
      ademas: { columnas: sql.raw(COLUMNAS), uniones: sql.raw(UNIONES) },
      preparar: pool,
      deFila: (fila) => mirar(fila as FilaListada),
    }),
    pagineo.totales ? totales(db, condiciones) : null,
  ])
  if (!porMoneda) return pagina
  return { ...pagina, total: porMoneda.reduce((n, t) => n + t.contratos, 0), totales_por_moneda: porMoneda }
}

type VistasModulo = VistasContratos & Readonly<{ informes: VistasInformes }>

/** Consultas sobre las tablas de contratos y su parte de la bitácora. `registro` decodifica los hechos. */
export const crearVistas = (pool: pg.Pool, registro: Registro): VistasModulo => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    async obtener(id, calendario) {
      const { rows } = await pool.query<FilaListada>({ ...UNO, values: [id] })
      return rows[0] ? ver(calendario)(rows[0]) : null
    },
    listar: (pedido) => listarContratos({ db, pool }, pedido),
    indices: () => leerIndices(pool),
    informes: crearVistasInformes(db),
    historial: (id, rango) => leerHistorial(db, { registro, id, ...rango }),
  }
}

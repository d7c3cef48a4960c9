import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { decimal } from '#seedwork/dominio/dinero.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { type CampoDeOrden, listar } from '#seedwork/infraestructura/listado.ts'
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
import { deFila, type FilaContrato } from './mapa.ts'

type FilaListada = FilaContrato &
  Readonly<{
    _propiedad: string | null
    _ciudad: string | null
    _compania: string | null
    _inquilino: string | null
  }>

// Los nombres se juntan aquí; si una consulta no los pide (los totales), PostgreSQL quita estas uniones.
const ORIGEN = sql`(
  select c.*, p.nombre as _propiedad, p.ciudad as _ciudad, a.nombre as _compania, i.nombre as _inquilino
  from contratos c
  left join contratos_inmuebles p on p.id = c.id_propiedad
  left join contratos_clientes a on a.id = c.id_compania
  left join contratos_clientes i on i.id = c.id_inquilino) as listado`

const CAMPOS: Readonly<Record<OrdenContratos, CampoDeOrden>> = {
  fecha_creacion: { expresion: sql.ref('creado_en'), tipo: 'timestamptz' },
  fecha_inicio: { expresion: sql.ref('fecha_inicio'), tipo: 'date' },
  fecha_fin: { expresion: sql.ref('fecha_fin'), tipo: 'date' },
  numero: { expresion: sql.ref('numero'), tipo: 'text' },
  monto: { expresion: sql.ref('monto_minimo'), tipo: 'int8' },
}

const listado = (fila: FilaListada, calendario: Calendario): ContratoListado => {
  const estado = deFila(fila)
  const vista = representar({ id: estado.id, version: Number(fila.version), estado }, calendario(estado.zona))
  return {
    ...vista,
    nombres: {
      propiedad: fila._propiedad,
      ciudad: fila._ciudad,
      compania: fila._compania,
      inquilino: fila._inquilino,
    },
  }
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

const listarContratos = async (
  db: Kysely<unknown>,
  { filtro, pagineo, calendario }: Pedido,
): Promise<PaginaContratos> => {
  const condiciones = await condicionesDe(db, { filtro, calendario })
  // El total sale de sumar las monedas: no se cuenta dos veces.
  const [pagina, porMoneda] = await Promise.all([
    listar(db, {
      origen: ORIGEN,
      condiciones,
      campos: CAMPOS,
      porDefecto: 'fecha_creacion',
      pagineo: { ...pagineo, totales: false },
      deFila: (fila) => listado(fila as FilaListada, calendario),
    }),
    pagineo.totales ? totales(db, condiciones) : null,
  ])
  if (!porMoneda) return pagina
  return { ...pagina, total: porMoneda.reduce((n, t) => n + t.contratos, 0), totales_por_moneda: porMoneda }
}

/** Consultas sobre las tablas de contratos y su parte de la bitácora. `registro` decodifica los hechos. */
export const crearVistas = (pool: pg.Pool, registro: Registro): VistasContratos => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    async obtener(id, calendario) {
      const { rows } = await sql<FilaListada>`select * from ${ORIGEN} where id = ${id}::uuid`.execute(db)
      return rows[0] ? listado(rows[0], calendario) : null
    },
    listar: (pedido) => listarContratos(db, pedido),
    historial: (id, rango) => leerHistorial(db, { registro, id, ...rango }),
  }
}

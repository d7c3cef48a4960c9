import { timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { crearClave, huellaDeClave, idDeApiKey } from '#seedwork/presentacion/acceso/claves.ts'
import type { Veredicto } from '#seedwork/presentacion/acceso/memoria.ts'
import { crearPrincipal, type Rol } from '#seedwork/presentacion/autenticacion.ts'
import { crearConActo } from './actos.ts'

/** Lo que se dice de una clave: todo menos la clave. Instantes RFC 3339. */
export type FichaClave = Readonly<{
  id: string
  nombre: string
  roles: readonly Rol[]
  partes: readonly string[]
  creada_en: string
  creada_por: string
  motivo: string
  caduca_en: string | null
  usada_en: string | null
  revocada_en: string | null
  revocada_por: string | null
  motivo_revocacion: string | null
}>

/** Una clave por hacer. `dias`: los que vale; sin ellos, hasta que se revoque. */
export type PedidoClave = Readonly<{
  nombre: string
  roles: readonly Rol[]
  partes?: readonly string[]
  dias?: number
  motivo: string
}>

type Revocacion = Readonly<{ id: string; motivo: string; actor: string }>

/** Las claves guardadas. Vencer y revocar se miden con el reloj de la base: ninguno de negocio los mueve. */
export type AlmacenClaves = {
  /** `clave` es el texto, que no se puede volver a leer. */
  crear(pedido: PedidoClave, actor: string): Promise<FichaClave & { clave: string }>
  /** En el orden de sus ids, después de `despues`. */
  listar(pagina: { limite: number; despues?: string }): Promise<readonly FichaClave[]>
  /** Cuántas hay, revocadas incluidas. */
  contar(): Promise<number>
  /** Revocar otra vez no cambia nada. Falla con `ClaveNoEncontrada`. */
  revocar(revocacion: Revocacion): Promise<FichaClave>
  verificar(credencial: string): Promise<Veredicto | null>
}

const CAMPOS = `id, nombre, roles, partes, creada_en, creada_por, motivo, caduca_en, usada_en, revocada_en,
  revocada_por, motivo_revocacion`

const CREAR = `insert into claves (id, nombre, huella, roles, partes, creada_por, motivo, caduca_en)
  values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8)) returning ${CAMPOS}`

const LISTAR = `select ${CAMPOS} from claves where id > $1 order by id limit $2`

const REVOCAR = `update claves set revocada_en = now(), revocada_por = $2, motivo_revocacion = $3
  where id = $1 and revocada_en is null returning ${CAMPOS}`

const UNA = `select ${CAMPOS} from claves where id = $1`

const VERIFICAR = `select nombre, huella, roles, partes, caduca_en from claves
  where id = $1 and revocada_en is null and (caduca_en is null or caduca_en > now())`

// Un minuto de grano basta para saber si alguien la usa, y no escribe en cada petición.
const USADA = `update claves set usada_en = now()
  where id = $1 and (usada_en is null or usada_en < now() - interval '1 minute')`

type Fila = { [C in keyof FichaClave]: FichaClave[C] extends string | null ? unknown : FichaClave[C] }

const instante = (valor: unknown): string | null =>
  valor instanceof Temporal.Instant ? valor.toString({ smallestUnit: 'millisecond' }) : null

const fichaDe = (fila: Fila): FichaClave =>
  ({
    ...fila,
    creada_en: instante(fila.creada_en),
    caduca_en: instante(fila.caduca_en),
    usada_en: instante(fila.usada_en),
    revocada_en: instante(fila.revocada_en),
  }) as FichaClave

type FilaVerificada = {
  nombre: string
  huella: Buffer
  roles: Rol[]
  partes: string[]
  caduca_en: Temporal.Instant | null
}

const NINGUNA = Buffer.alloc(32)

const verificar = async (pool: pg.Pool, credencial: string): Promise<Veredicto | null> => {
  const id = idDeApiKey(credencial)
  if (id === null) return null
  const { rows } = await pool.query<FilaVerificada>(VERIFICAR, [id])
  const [fila] = rows
  // Se compara aunque no exista: lo que tarda no dice qué ids hay.
  const coincide = timingSafeEqual(huellaDeClave(credencial), fila?.huella ?? NINGUNA)
  if (fila === undefined || !coincide) return null
  await pool.query(USADA, [id])
  return {
    principal: crearPrincipal(fila),
    ...(fila.caduca_en && { caduca: fila.caduca_en.epochMilliseconds }),
  }
}

const crear = async (
  tx: pg.PoolClient,
  { nombre, roles, partes = [], dias, motivo }: PedidoClave,
  actor: string,
) => {
  const { id, texto, huella } = crearClave()
  const valores = [id, nombre, huella, roles, partes, actor, motivo, dias ?? null]
  const ficha = fichaDe((await tx.query<Fila>(CREAR, valores)).rows[0] as Fila)
  const caduca_en = ficha.caduca_en === null ? null : BigInt(Date.parse(ficha.caduca_en))
  const datos = { id, nombre, roles, partes, motivo, caduca_en }
  return [
    { ...ficha, clave: texto },
    { tipo: 'CrearClave', actor, datos },
  ] as const
}

const revocar = async (tx: pg.PoolClient, { id, motivo, actor }: Revocacion) => {
  const [revocada] = (await tx.query<Fila>(REVOCAR, [id, actor, motivo])).rows
  if (revocada) {
    const ficha = fichaDe(revocada)
    const { nombre, roles, partes } = ficha
    return [ficha, { tipo: 'RevocarClave', actor, datos: { id, nombre, roles, partes, motivo } }] as const
  }
  const [fila] = (await tx.query<Fila>(UNA, [id])).rows
  if (fila === undefined) throw new ErrorDominio('ClaveNoEncontrada', 'no hay una clave con ese id', { id })
  return [fichaDe(fila), null] as const
}

/** Cada clave que se crea o se revoca deja su acto en la bitácora, en la misma transacción. */
export const crearAlmacenClaves = (pool: pg.Pool): AlmacenClaves => {
  const conActo = crearConActo(pool)
  return {
    crear: (pedido, actor) => conActo((tx) => crear(tx, pedido, actor)),
    async listar({ limite, despues = '' }) {
      return (await pool.query<Fila>(LISTAR, [despues, limite])).rows.map(fichaDe)
    },
    async contar() {
      const { rows } = await pool.query<{ total: bigint }>('select count(*) as total from claves')
      return Number(rows[0]?.total ?? 0)
    },
    revocar: (revocacion) => conActo((tx) => revocar(tx, revocacion)),
    verificar: (credencial) => verificar(pool, credencial),
  }
}

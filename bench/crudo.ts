/**
 * El rival: lo que se escribiría a mano, sin plataforma. Fastify + pg, las mismas tablas con sus
 * índices y restricciones, las mismas filas después, sentencias preparadas y el mejor tamaño de pool.
 * `CRUDO=una` hace todo en una sentencia; `CRUDO=cuatro`, en cuatro dentro de una transacción.
 * Las posiciones salen de una secuencia: es lo que se hace a mano, y pierde eventos al leer por ella;
 * contarlas bien a mano (un contador bloqueado por orden) es cuatro veces más lento.
 */
import { createHash, randomUUIDv7 } from 'node:crypto'
import { type FastifyRequest, fastify } from 'fastify'
import pg from 'pg'
import Type from 'typebox'

const pool = new pg.Pool({
  connectionString: process.env.CRUDO_URL!,
  max: Number(process.env.CRUDO_POOL ?? 16),
  options: '-c search_path=alpes,public',
})

const Cuerpo = Type.Object(
  {
    id_propiedad: Type.String({ format: 'uuid' }),
    id_compania: Type.String({ format: 'uuid' }),
    id_inquilino: Type.String({ format: 'uuid' }),
    fecha_inicio: Type.String({ format: 'date' }),
    fecha_fin: Type.String({ format: 'date' }),
    monto: Type.String({ pattern: '^\\d+(\\.\\d+)?$' }),
    moneda: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { additionalProperties: false },
)
type Cuerpo = Type.Static<typeof Cuerpo>

const CONTRATO = `id, version, numero, estado, id_propiedad, id_compania, id_inquilino, fecha_inicio, fecha_fin,
  fin_efectiva, monto_minimo, moneda, escala, periodicidad, revision, hash, zona, codeudores, incremento, clausulas,
  firmas, tramos, otrosies, creado_en, actualizado_en`
const VALORES = `$1::uuid, 1, 'CT-' || nextval('contratos_numero'), 'Pendiente', $2::uuid, $3::uuid, $4::uuid,
  $5::date, $6::date, $6::date, $7::int8, $8::text, 0, 'mensual', 1, $9::text, i.zona, '[]'::jsonb, $10::jsonb, '[]'::jsonb, '[]'::jsonb,
  $11::jsonb, '[]'::jsonb, now(), now()`
const DESDE = `from inmuebles i
  where i.id = $2::uuid and i.estado = 'Activo' and exists (select from clientes where id = $3::uuid) and exists (select from clientes where id = $4::uuid)`
const COMANDO = `insert into comandos (id, tipo, actor, huella, estado, recurso, agregados, respuesta)
  values ($12::uuid, 'CrearContrato', 'local', $13::text, 'ejecutado', $1::uuid, $14::jsonb, $15::text) on conflict do nothing returning id`
const BITACORA = `insert into bitacora (topico, posicion, id, tipo, version_esquema, clave, version_agregado, ocurrido_en, actor,
  origen, correlacion, causacion, servicio, contenido)
  select 'eventos-contrato', nextval('crudo_posicion'), $16::uuid, 'ContratoCreado', 1, $1::uuid, 1, now(), 'local', 'api', $17::text, $12::text, 'api', $18::bytea`

const UNA = `with k as (${COMANDO}), c as (insert into contratos (${CONTRATO}) select ${VALORES} ${DESDE} and exists (select from k) returning numero, id),
  l as (${BITACORA} from c returning posicion) select c.numero, l.posicion from c, l`

/** Deja sólo los parámetros que usa una sentencia, renumerados. */
const recortar = (texto: string, valores: readonly unknown[]): { text: string; values: unknown[] } => {
  const usados = [...new Set([...texto.matchAll(/\$(\d+)/g)].map((m) => Number(m[1])))].sort((a, b) => a - b)
  return {
    text: texto.replace(/\$(\d+)/g, (_, n) => `$${usados.indexOf(Number(n)) + 1}`),
    values: usados.map((n) => valores[n - 1]),
  }
}

const enUna = async (valores: readonly unknown[]) =>
  (await pool.query({ name: 'una', text: UNA, values: [...valores] })).rows[0]

const enCuatro = async (valores: readonly unknown[]) => {
  const cliente = await pool.connect()
  const correr = (name: string, texto: string) => cliente.query({ name, ...recortar(texto, valores) })
  try {
    await cliente.query('begin')
    await correr('existe', `select i.zona ${DESDE}`)
    await correr('comando', COMANDO)
    const { rows } = await correr(
      'contrato',
      `insert into contratos (${CONTRATO}) select ${VALORES} ${DESDE} returning numero`,
    )
    const apunte = await correr('bitacora', `${BITACORA} returning posicion`)
    await cliente.query('commit')
    return { ...rows[0], ...apunte.rows[0] }
  } catch (error) {
    await cliente.query('rollback')
    throw error
  } finally {
    cliente.release()
  }
}

const guardar = process.env.CRUDO === 'cuatro' ? enCuatro : enUna

const sha256 = (texto: string): string => createHash('sha256').update(texto).digest('hex')

/** El id de la orden sale de su clave: la misma clave es la misma orden. */
const idDeClave = (clave: string): string => {
  const h = sha256(clave)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`
}

type Alta = Readonly<{ id: string; cuerpo: Cuerpo; hash: string; tramos: readonly object[] }>

const vistaDe = ({ id, cuerpo, hash, tramos }: Alta) => {
  const ahora = new Date().toISOString()
  return {
    id,
    version: 1,
    revision: 1,
    hash,
    estado: 'Pendiente',
    vigencia: null,
    dias_restantes: null,
    ...cuerpo,
    codeudores: [],
    periodicidad: 'mensual',
    incremento: { tipo: 'ninguno' },
    clausulas: [],
    canon_vigente: cuerpo.monto,
    tramos,
    firmas: [],
    firmas_pendientes: [cuerpo.id_compania, cuerpo.id_inquilino],
    otrosies: [],
    renueva_a: null,
    renovado_por: null,
    terminacion: null,
    fecha_creacion: ahora,
    fecha_actualizacion: ahora,
    advertencias: [],
  }
}

type Peticion = FastifyRequest<{ Body: Cuerpo }>

/** Los parámetros de las sentencias, de `$1` a `$18`. */
const valoresDe = ({ body, headers, id: peticion }: Peticion, alta: Alta, vista: object): unknown[] => {
  const { id, hash, tramos } = alta
  return [
    id,
    body.id_propiedad,
    body.id_compania,
    body.id_inquilino,
    body.fecha_inicio,
    body.fecha_fin,
    body.monto,
    body.moneda,
    hash,
    '{"tipo":"ninguno","puntosBasicos":0}',
    JSON.stringify(tramos),
    idDeClave(String(headers['idempotency-key'])),
    sha256(`POST/contratos${JSON.stringify(body)}`),
    JSON.stringify([{ topico: 'eventos-contrato', clave: id, version: 1 }]),
    JSON.stringify(vista),
    randomUUIDv7(),
    peticion,
    Buffer.from(JSON.stringify({ id, estado: 'Pendiente', ...body, hash })),
  ]
}

const app = fastify()
app.post<{ Body: Cuerpo }>('/contratos', { schema: { body: Cuerpo } }, async (peticion, respuesta) => {
  const { body: cuerpo } = peticion
  const id = randomUUIDv7()
  const tramos = [
    { desde: cuerpo.fecha_inicio, hasta: cuerpo.fecha_fin, minimo: cuerpo.monto, causa: 'inicial' },
  ]
  const alta: Alta = { id, cuerpo, hash: sha256(JSON.stringify(cuerpo)), tramos }
  const vista = vistaDe(alta)
  const fila = await guardar(valoresDe(peticion, alta, vista))
  if (!fila) return respuesta.status(409).send({ codigo: 'ClaveReutilizada' })
  respuesta
    .status(201)
    .header('location', `/contratos/${id}`)
    .header('alpes-posicion', `eventos-contrato=${fila.posicion}`)
  return { ...vista, numero: fila.numero }
})
await pool.query('create sequence if not exists crudo_posicion')
await app.listen({ port: 0 })
process.stdout.write(`${JSON.stringify({ puerto: (app.server.address() as { port: number }).port })}\n`)
process.on('SIGTERM', () => process.exit(0))

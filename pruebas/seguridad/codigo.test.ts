// biome-ignore-all lint/suspicious/noTemplateCurlyInString: son trozos de código que mirar
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fuente, leerFuentes, lineasCon } from '../arquitectura/fuentes.ts'
import { interpolado } from '../arquitectura/sql.ts'

const codigo = (await leerFuentes()).filter(
  ({ ruta }) => ruta.startsWith('src/') && !/\.test\.tsx?$|\/migraciones\/|^src\/ui\/pagina\//.test(ruta),
)
const inventado = (texto: string): Fuente => ({ ruta: 'src/x.ts', texto, lineas: 1 })

/** Arman sentencias con nombres de tablas, columnas y tipos que escribe el código; ninguno recibe lo que manda quien llama. */
const ARMAN_SQL = [
  'src/modulos/contratos/infraestructura/filtro-sql.ts',
  'src/seedwork/infraestructura/bitacora/escritura.ts',
  'src/seedwork/infraestructura/bitacora/poda.ts',
  'src/seedwork/infraestructura/fuentes/escucha.ts',
  'src/seedwork/infraestructura/listado.ts',
  'src/seedwork/infraestructura/postgres-embebido/durabilidad.ts',
  'src/seedwork/infraestructura/postgres-embebido/respaldo.ts',
  'src/seedwork/infraestructura/proyecciones/ensayo.ts',
  'src/seedwork/infraestructura/proyecciones/generaciones.ts',
  'src/seedwork/infraestructura/suscripciones/apartado.ts',
  'src/seedwork/infraestructura/suscripciones/transaccion.ts',
  'src/seedwork/infraestructura/uow/de-una-vez.ts',
  'src/seedwork/infraestructura/uow/ensayo.ts',
  'src/seedwork/infraestructura/uow/escritura.ts',
  'src/seedwork/infraestructura/uow/registro-comandos.ts',
  'src/seedwork/infraestructura/uow/secuencias.ts',
  'src/seedwork/infraestructura/uow/sentencias.ts',
  'src/seedwork/infraestructura/uow/unicidad.ts',
]

test('S14: a SQL los valores van como parámetros: sólo la maquinaria arma sentencias, con nombres del código', () => {
  const arman = codigo.flatMap((f) => (interpolado(f).length > 0 ? [f.ruta] : []))
  assert.deepEqual(arman.sort(), ARMAN_SQL)
})

test('S14: una sentencia con un valor dentro se ve, y una con parámetros o constantes, no', () => {
  const halla = (texto: string) => interpolado(inventado(texto))
  assert.deepEqual(halla('db.query(`select * from a where id = ${id}`)'), ['id'])
  assert.deepEqual(halla('db.query(`\n  update a set b = ${peticion.body.b}`)'), ['peticion.body.b'])
  assert.deepEqual(halla('sql.raw(orden)'), ['orden'])
  assert.deepEqual(halla('sql`select ${id}`'), [])
  assert.deepEqual(halla('db.query(`select ${CAMPOS} from a where id = $1`, [id])'), [])
  assert.deepEqual(halla("sql.raw('int8')"), [])
  assert.deepEqual(halla('`un texto con ${id}`'), [])
})

/** Salen a la red, cada uno a una dirección de los ajustes o que abrió quien lo arrancó. */
const SALEN = [
  'src/cli/cliente.ts',
  'src/cli/ordenes/estado.ts',
  'src/modulos/auditoria/infraestructura/puntos/destino.ts',
  'src/notificaciones/infraestructura/correo/conversacion.ts',
  'src/notificaciones/infraestructura/reloj.ts',
  'src/seedwork/infraestructura/candado.ts',
  'src/seedwork/infraestructura/fuentes/fuente-http.ts',
  'src/seedwork/infraestructura/kafka/lector.ts',
  'src/seedwork/infraestructura/nats/conexion.ts',
  'src/seedwork/infraestructura/salud-grpc.ts',
  'src/seedwork/presentacion/acceso/jwt.ts',
  'src/seedwork/presentacion/acceso/remoto.ts',
  'src/sidecar/api.ts',
  'src/ui/bff.ts',
  'src/ui/servicios.ts',
]
const SALIDA =
  /\bfetch\(|createRemoteJWKSet\(|(?<![.\w])connect\(|\b(net|tls|https?)\.(connect|request)\(|new SMTPConnection\(/

test('S17: se sale a la red desde pocos sitios, y ninguno lee la dirección de una petición', () => {
  const salen = codigo.filter((f) => lineasCon(f, SALIDA).length > 0)
  assert.deepEqual(
    salen.map((f) => f.ruta).filter((ruta) => !SALEN.includes(ruta)),
    [],
  )
  assert.ok(salen.length >= SALEN.length - 1, 'la expresión ya no ve lo que sale')
  const deUnaPeticion =
    /(fetch|connect|request)\([^)]*\b(body|query|params|headers)\b\.(url|uri|host|destino)/
  assert.deepEqual(
    salen.flatMap((f) => lineasCon(f, deUnaPeticion)),
    [],
  )
  assert.equal(lineasCon(inventado('fetch(body.url)'), deUnaPeticion).length, 1)
})

test('S17: ningún campo de la API se llama como una dirección a la que ir', async () => {
  const esquemas = codigo.filter(
    (f) => /esquemas?\.ts$|rutas\.ts$/.test(f.ruta) && /^src\/(api|notificaciones)\//.test(f.ruta),
  )
  assert.ok(esquemas.length >= 5)
  assert.deepEqual(
    esquemas.flatMap((f) => lineasCon(f, /^\s*(url|uri|webhook|callback|redirect\w*): Type\./)),
    [],
  )
})

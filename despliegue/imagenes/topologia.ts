import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { esperarQue } from '../../pruebas/apoyo/esperar.ts'
import { type Compose, leerCompose, leerVariables } from './compose.ts'
import { type NombreImagen, RAIZ } from './construir.ts'
import { arrancar, type Contenedor, crearVolumen, type Montaje } from './contenedor.ts'
import { despedir, type Escena } from './solas.ts'

const API = 'http://127.0.0.1:5000'
const UI = 'http://localhost:5678'
/** Lo que se espera a cada cosa, ms. */
const LIMITE_MS = 30_000

/** El PostgreSQL del servicio `base`: el embebido, con puerto, y con el usuario y la clave que le tocan. */
const abrirBase = async (trabajo: string, clave: string, pila: AsyncDisposableStack): Promise<void> => {
  const ajustes = { listen_addresses: '127.0.0.1' }
  const { url } = pila.use(
    await abrirPostgresEmbebido({ datos: path.join(trabajo, 'base'), registro: sinRegistro, ajustes }),
  )
  const cliente = new pg.Client({ connectionString: url })
  await cliente.connect()
  try {
    await cliente.query(`create role admin superuser login password ${pg.escapeLiteral(clave)}`)
    await cliente.query('alter database alpes owner to admin')
  } finally {
    await cliente.end()
  }
}

/** El servicio `nats`, con su configuración de verdad; sólo el disco está en otra parte. */
const abrirNats = async (trabajo: string, secretos: string, pila: AsyncDisposableStack): Promise<void> => {
  const carpeta = path.join(trabajo, 'nats')
  mkdirSync(carpeta)
  symlinkSync(path.join(secretos, 'broker'), path.join(carpeta, 'secretos'))
  const texto = readFileSync(path.join(RAIZ, 'despliegue/nats/uno.conf'), 'utf8')
  writeFileSync(path.join(carpeta, 'uno.conf'), texto.replace('/data', path.join(carpeta, 'datos')))
  const servidor = spawn('nats-server', ['-c', path.join(carpeta, 'uno.conf')], { stdio: 'ignore' })
  pila.defer(() => void servidor.kill('SIGKILL'))
  const sano = () =>
    fetch('http://127.0.0.1:8222/healthz')
      .then(({ ok }) => ok)
      .catch(() => false)
  await esperarQue('nats está sano', sano, LIMITE_MS)
}

/** El servicio `mailpit`: SMTP con el certificado repartido. Da los asuntos que llegaron. */
const abrirMailpit = async (secretos: string, pila: AsyncDisposableStack): Promise<readonly string[]> => {
  const asuntos: string[] = []
  const de = (nombre: string) => readFileSync(path.join(secretos, 'mailpit', nombre))
  const servidor = new SMTPServer({
    ...{ authOptional: true, disableReverseLookup: true, cert: de('smtp.pem'), key: de('smtp.llave') },
    onData(flujo, sesion, fin) {
      flujo.setEncoding('utf8').on('data', (trozo: string) => {
        const asunto = /^Subject: (.*)$/m.exec(trozo)?.[1]
        if (asunto && sesion.secure) asuntos.push(asunto)
      })
      flujo.on('end', () => fin())
    },
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  servidor.listen(1025, '127.0.0.1', resolve)
  await promise
  pila.defer(() => new Promise<void>((cerrado) => servidor.close(() => cerrado())))
  return asuntos
}

type Topologia = Readonly<{ escena: Escena; compose: Compose; secretos: string; hosts: string }>

/** Los volúmenes de un servicio: los de secretos, ya repartidos, y los suyos. */
const montajesDe = ({ escena, compose, secretos, hosts }: Topologia, servicio: string): Montaje[] => {
  const { image, volumes = [] } = compose.services[servicio]!
  const imagen = escena.imagen(image.replace('aeroalpes/', '') as NombreImagen)
  const propios = volumes.map((texto): Montaje => {
    const [nombre = '', a = '', modo] = texto.split(':')
    const soloLectura = modo === 'ro'
    const carpeta = nombre.replace(/^secretos-/, '')
    if (carpeta !== nombre) return { de: path.join(secretos, carpeta), a, soloLectura }
    return { ...crearVolumen(imagen, path.join(escena.trabajo, `volumen-${nombre}`), a), soloLectura }
  })
  return [...propios, { de: hosts, a: '/etc/hosts', soloLectura: true }]
}

const levantar = async (t: Topologia, servicio: string): Promise<Contenedor> => {
  const { image, command, environment = {} } = t.compose.services[servicio]!
  const imagen = t.escena.imagen(image.replace('aeroalpes/', '') as NombreImagen)
  const pedido = { entorno: environment, montajes: montajesDe(t, servicio) }
  return arrancar(imagen, t.escena.trabajo, { ...pedido, ...(command && { orden: command }) })
}

type Pedir = (ruta: string, cuerpo?: object) => Promise<Record<string, unknown>>

const clienteDe =
  (url: string, token: string): Pedir =>
  async (ruta, cuerpo) => {
    const cabeceras = {
      authorization: `Bearer ${token}`,
      ...(cuerpo && { 'content-type': 'application/json' }),
    }
    const pedido = cuerpo ? { method: 'POST', body: JSON.stringify(cuerpo) } : {}
    const respuesta = await fetch(`${url}${ruta}`, { ...pedido, headers: cabeceras })
    const texto = await respuesta.text()
    assert.ok(respuesta.ok, `${ruta}: ${respuesta.status} ${texto}`)
    return JSON.parse(texto) as Record<string, unknown>
  }

const INMUEBLE = { nombre: 'Local 1', tipo: 'local', ciudad: 'Bogotá', zona: 'America/Bogota', area_m2: '40' }
const parte = (nombre: string, numero: string) => ({
  ...{ tipo: 'empresa', nombre, documento: { tipo: 'NIT', numero }, correo: `${numero}@alpes.example` },
})
const TERMINOS = { fecha_inicio: '2027-02-01', fecha_fin: '2028-01-31', monto: '1000000', moneda: 'COP' }

/** Un contrato nuevo por la API: lo ve la página y llega su correo, por el broker y cifrado. */
const recorrer = async (token: string, asuntos: readonly string[]): Promise<void> => {
  const api = clienteDe(API, token)
  const { id: id_propiedad } = await api('/inmuebles', INMUEBLE)
  const { id: id_compania } = await api('/clientes', parte('Compañía', '900123456-8'))
  const { id: id_inquilino } = await api('/clientes', parte('Inquilino', '800197268-4'))
  const { id } = await api('/contratos', { ...TERMINOS, id_propiedad, id_compania, id_inquilino })
  const ui = clienteDe(UI, token)
  assert.equal((await ui(`/api/contratos/${id}`)).id, id)
  await esperarQue('llega el correo del contrato', () => asuntos.length > 0, LIMITE_MS)
}

/** La puerta de la página: con la clave, por el formulario, da una galleta con que se entra. */
const entrar = async (token: string): Promise<void> => {
  const formulario = { 'content-type': 'application/x-www-form-urlencoded', origin: UI }
  const clave = new URLSearchParams({ clave: token })
  const entrada = await fetch(`${UI}/sesion`, {
    method: 'POST',
    headers: formulario,
    body: clave,
    redirect: 'manual',
  })
  assert.equal(entrada.status, 303)
  const galleta = entrada.headers.get('set-cookie')?.split(';')[0] ?? ''
  const sesion = await fetch(`${UI}/sesion`, { headers: { cookie: galleta } })
  assert.equal(sesion.status, 200)
  assert.equal((await fetch(`${UI}/sesion`)).status, 401)
  const pagina = await fetch(UI, { headers: { cookie: galleta, accept: 'text/html' } })
  assert.match(await pagina.text(), /<script type="module"/)
}

const anfitriones = (trabajo: string, compose: Compose): string => {
  const archivo = path.join(trabajo, 'hosts')
  writeFileSync(archivo, `127.0.0.1 localhost ${Object.keys(compose.services).join(' ')}\n`)
  return archivo
}

const preparar = async (escena: Escena, pila: AsyncDisposableStack) => {
  const compose = leerCompose(RAIZ, leerVariables(path.join(RAIZ, '.env')))
  const secretos = path.join(escena.trabajo, 'secretos')
  const { status, stderr } = spawnSync('sh', [path.join(RAIZ, 'despliegue/secretos.sh'), secretos], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  const secreto = (ruta: string): string => readFileSync(path.join(secretos, ruta), 'utf8').trim()
  await abrirBase(escena.trabajo, secreto('base/clave'), pila)
  await abrirNats(escena.trabajo, secretos, pila)
  const asuntos = await abrirMailpit(secretos, pila)
  const hosts = anfitriones(escena.trabajo, compose)
  return { t: { escena, compose, secretos, hosts }, asuntos, token: secreto('api/alpes_token') }
}

/**
 * Los servicios de `compose.yaml` que son nuestros, con su entorno, sus volúmenes y su orden, sobre un PostgreSQL, un
 * NATS y un SMTP que hacen de `base`, `nats` y `mailpit`. Los nombres llevan todos a esta máquina.
 */
export const probarTopologia = async (escena: Escena): Promise<void> => {
  await using pila = new AsyncDisposableStack()
  const { t, asuntos, token } = await preparar(escena, pila)
  for (let vez = 0; vez < 2; vez++) {
    const roles = await levantar(t, 'roles')
    assert.equal(await roles.fin, 0, roles.dicho())
  }
  const enMarcha: [string, Contenedor][] = []
  for (const servicio of ['api', 'adaptador', 'notificacion', 'ui']) {
    const contenedor = await levantar(t, servicio)
    pila.defer(() => void contenedor.parar('SIGKILL'))
    await contenedor.esperarSano()
    enMarcha.push([servicio, contenedor])
    escena.decir(`  ${servicio}: sano`)
  }
  const { elementos } = await clienteDe(API, token)('/contratos?limite=1')
  assert.equal((elementos as unknown[]).length, 1, 'la cartera de demostración está')
  await recorrer(token, asuntos)
  await entrar(token)
  escena.decir(`  contrato por la API, visto por la página; correo «${asuntos[0]}» por STARTTLS`)
  for (const [servicio, contenedor] of enMarcha.toReversed()) await despedir(escena, servicio, contenedor)
}

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { leerAjustesNats } from '#seedwork/infraestructura/nats/ajustes.ts'
import { leerCompose, leerVariables, type ServicioCompose } from '../despliegue/imagenes/compose.ts'
import { IMAGENES, type NombreImagen } from '../despliegue/imagenes/construir.ts'
import { ajustesDe, leer, RAIZ, RECETAS, repartirSecretos } from './apoyo/despliegue.ts'
import { natsServer } from './apoyo/nats.ts'

const compose = leerCompose(RAIZ, leerVariables(path.join(RAIZ, '.env')))
const servicios = Object.entries(compose.services)
const NUESTROS = ['api', 'adaptador', 'notificacion', 'ui'] as const
const nuestros = NUESTROS.map((nombre) => [nombre, compose.services[nombre]!] as const)
const imagenDe = ({ image }: ServicioCompose) => image.replace('aeroalpes/', '') as NombreImagen
const PERFILES = ['aeroalpes', 'notificacion', 'ui', 'broker', 'cluster', 'completo']

test('los perfiles son los de siempre, y sin decir nada se levanta todo', () => {
  assert.deepEqual(new Set(servicios.flatMap(([, s]) => s.profiles)), new Set(PERFILES))
  assert.equal(leerVariables(path.join(RAIZ, '.env')).COMPOSE_PROFILES, 'completo')
  const de = (perfil: string) => servicios.filter(([, s]) => s.profiles.includes(perfil)).map(([n]) => n)
  assert.deepEqual(de('broker'), ['secretos', 'nats'])
  assert.deepEqual(de('ui'), ['secretos', 'ui'])
  assert.deepEqual(de('cluster'), ['secretos', 'nats-1', 'nats-2', 'nats-3'])
  const fuera = servicios.map(([n]) => n).filter((n) => !de('completo').includes(n))
  assert.deepEqual(fuera, ['nats-1', 'nats-2', 'nats-3'])
})

test('cada servicio nuestro se construye de su Dockerfile y se publica sólo en esta máquina', () => {
  for (const [nombre, servicio] of nuestros) {
    assert.equal(servicio.image, `aeroalpes/${nombre}`)
    assert.deepEqual(servicio.build, { context: '.', dockerfile: IMAGENES[nombre] })
    const { puerto } = RECETAS[nombre]
    const publicados = nombre === 'notificacion' ? undefined : [`127.0.0.1:${puerto}:${puerto}`]
    assert.deepEqual(servicio.ports, publicados)
  }
})

test('cada contenedor nuestro va de sólo lectura, sin permisos, con quien recoja huérfanos y tiempo de drenar', () => {
  for (const [nombre, s] of servicios.filter(([, { image }]) => image.startsWith('aeroalpes/'))) {
    assert.deepEqual([s.read_only, s.init, s.cap_drop], [true, true, ['ALL']], nombre)
    assert.deepEqual([s.security_opt, s.tmpfs], [['no-new-privileges:true'], ['/tmp']], nombre)
    assert.ok(Number.parseInt(s.stop_grace_period ?? '', 10) > 25, nombre)
    const volumenes = RECETAS[imagenDe(s)].final.get('VOLUME') ?? []
    if (nombre !== 'roles')
      for (const a of volumenes)
        assert.ok(
          s.volumes?.some((v) => v.split(':')[1] === a),
          `${nombre}: ${a}`,
        )
  }
})

test('los ajustes de cada servicio valen, con los secretos que reparte el guion', () => {
  using secretos = repartirSecretos()
  for (const [nombre, s] of nuestros) {
    const config = ajustesDe(nombre, s.environment ?? {}, path.join(secretos.carpeta, nombre))
    assert.equal(config.modoLocal, false)
    for (const url of [config.apiUrl, config.notificacionesUrl].map((u) => new URL(u))) {
      if (url.hostname === '127.0.0.1') continue
      assert.equal(Number(url.port), RECETAS[url.hostname as NombreImagen].puerto, `${nombre}: ${url}`)
    }
    if (nombre !== 'adaptador')
      assert.deepEqual(leerAjustesNats(config.brokerUrl?.revelar() ?? '').servidores, ['nats:4222'])
    if (config.baseDatosUrl) assert.equal(new URL(config.baseDatosUrl.revelar()).hostname, 'base')
  }
})

test('el guion de los secretos no cambia una clave que ya dio, y cada servicio recibe sólo lo suyo', () => {
  using secretos = repartirSecretos()
  const leerTodo = () =>
    spawnSync('sh', ['-c', 'cat */*'], { cwd: secretos.carpeta, encoding: 'utf8' }).stdout
  const antes = leerTodo()
  const guion = path.join(RAIZ, 'despliegue/secretos.sh')
  const { stdout } = spawnSync('sh', [guion, secretos.carpeta], { encoding: 'utf8' })
  assert.equal(leerTodo(), antes)
  assert.ok(!antes.split('\n').some((valor) => valor.length > 20 && stdout.includes(valor)), 'no las imprime')
  for (const [nombre, { volumes = [] }] of servicios) {
    if (nombre === 'secretos') continue
    const suyos = volumes.filter((v) => v.startsWith('secretos-'))
    const carpeta = nombre.startsWith('nats') ? 'broker' : nombre
    assert.ok(
      suyos.every((v) => v.startsWith(`secretos-${carpeta}:`) && v.endsWith(':ro')),
      nombre,
    )
  }
})

test('todo lo que se espera se puede esperar, y está en los perfiles de quien lo espera', () => {
  const conSalud = (s: ServicioCompose) => s.healthcheck !== undefined || s.image.startsWith('aeroalpes/')
  for (const [nombre, s] of servicios)
    for (const [otro, { condition, required = true }] of Object.entries(s.depends_on ?? {})) {
      const esperado = compose.services[otro]
      assert.ok(esperado, `${nombre} espera a ${otro}`)
      if (condition === 'service_healthy')
        assert.ok(conSalud(esperado) && esperado.restart === 'unless-stopped', `${otro} no tiene salud`)
      else {
        assert.equal(condition, 'service_completed_successfully')
        assert.ok([undefined, 'no'].includes(esperado.restart), `${otro} no termina`)
      }
      if (required)
        for (const perfil of s.profiles)
          assert.ok(esperado.profiles.includes(perfil), `${nombre} pide ${otro} y ${perfil} no lo trae`)
    }
})

test('los volúmenes que se montan están declarados y los archivos existen', () => {
  const montados = servicios.flatMap(([, s]) => (s.volumes ?? []).map((v) => v.split(':')[0] ?? ''))
  const archivos = montados.filter((de) => de.startsWith('./'))
  for (const archivo of archivos) assert.ok(existsSync(path.join(RAIZ, archivo)), archivo)
  const nombres = new Set(montados.filter((de) => !de.startsWith('./')))
  assert.deepEqual(nombres, new Set(Object.keys(compose.volumes)))
})

test('las variables de los archivos de ajustes las usa compose', () => {
  const texto = leer('compose.yaml')
  assert.doesNotMatch(texto.replaceAll(/\$\{\w+:-[^}]*\}/g, ''), /\$/, 'toda variable tiene su omisión')
  for (const archivo of ['.env', 'despliegue/cluster.env'])
    for (const nombre of Object.keys(leerVariables(path.join(RAIZ, archivo))))
      assert.ok(nombre === 'COMPOSE_PROFILES' || texto.includes(`\${${nombre}:-`), `${archivo}: ${nombre}`)
  const { NATS_NODOS = '', COMPOSE_PROFILES = '' } = leerVariables(path.join(RAIZ, 'despliegue/cluster.env'))
  const nodos = NATS_NODOS.split(',').map((n) => n.replace(':4222', ''))
  assert.deepEqual(
    nodos,
    servicios
      .filter(([, s]) => s.profiles.includes('cluster'))
      .map(([n]) => n)
      .slice(1),
  )
  assert.ok(COMPOSE_PROFILES.split(',').every((perfil) => PERFILES.includes(perfil)))
})

test('nats-server entiende sus dos configuraciones', { skip: natsServer.saltar }, () => {
  using secretos = repartirSecretos()
  const carpeta = mkdtempSync(path.join(tmpdir(), 'alpes-nats-conf-'))
  try {
    symlinkSync(path.join(secretos.carpeta, 'broker'), path.join(carpeta, 'secretos'))
    mkdirSync(path.join(carpeta, 'datos'))
    for (const nombre of ['uno.conf', 'grupo.conf']) {
      const texto = leer(`despliegue/nats/${nombre}`)
      writeFileSync(path.join(carpeta, nombre), texto.replace('/data', path.join(carpeta, 'datos')))
      const { status, stderr, stdout } = spawnSync(
        natsServer.ruta,
        ['-t', '-c', path.join(carpeta, nombre)],
        {
          encoding: 'utf8',
          env: { ...process.env, NATS_NODO: 'nats-1' },
        },
      )
      assert.equal(status, 0, `${nombre}: ${stdout}${stderr}`)
    }
  } finally {
    rmSync(carpeta, { recursive: true })
  }
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import { type Config, ErrorConfig, leerConfig } from './config.ts'

const carpeta = mkdtempSync(join(tmpdir(), 'alpes-config-'))
after(() => rmSync(carpeta, { recursive: true }))

const faltasDe = (entorno: NodeJS.ProcessEnv): readonly string[] => {
  try {
    leerConfig(entorno)
    return []
  } catch (error) {
    assert.ok(error instanceof ErrorConfig)
    assert.equal(error.codigoSalida, 78)
    assert.equal(error.message, error.faltas.join('\n'))
    return error.faltas
  }
}

const archivo = (nombre: string, contenido: string): string => {
  const ruta = join(carpeta, nombre)
  writeFileSync(ruta, contenido)
  return ruta
}

test('sin ninguna variable sale el modo local de siempre, congelado', () => {
  const config = leerConfig({})
  assert.equal(config.datos, resolve('datos'))
  assert.equal(config.anfitrion, '127.0.0.1')
  assert.deepEqual(config.puertos, { api: 5000, notificaciones: 5001, grpc: 50051, ui: 5678 })
  assert.deepEqual(config.metricas, { api: 9464, notificaciones: 9465, grpc: 9466, ui: 9467 })
  assert.deepEqual([config.modoLocal, config.demo, config.tls.modo], [true, true, 'ninguno'])
  assert.deepEqual(config.roles, ['http', 'consumidores', 'relevo', 'planificador'])
  assert.throws(() => Object.assign(config.puertos, { api: 1 }), TypeError)
})

test('una variable vacía es como si no estuviera', () => {
  assert.equal(leerConfig({ SMTP_URL: '', PUERTO_API: '' }).smtpUrl, undefined)
})

test('lee cada valor con su tipo', () => {
  const config: Config = leerConfig({
    ALPES_RELOJ: '2026-12-01T12:00[America/Bogota]',
    PUERTO_API: '0',
    PUERTO_METRICAS: '0',
    ROLES: 'http, relevo',
    DEMO: 'no',
    BROKER: 'bitacora',
    DURABILIDAD: 'exigida',
  })
  assert.equal(config.reloj?.toString(), '2026-12-01T17:00:00Z')
  assert.equal(config.puertos.api, 0)
  assert.equal(config.metricas.ui, 0)
  assert.deepEqual(config.roles, ['http', 'relevo'])
  assert.deepEqual([config.demo, config.brokerUrl, config.exigirDurabilidad], [false, undefined, true])
})

test('dice todas las faltas a la vez, una por línea, cada una con su clave', () => {
  const faltas = faltasDe({
    PUERTO_API: '65536',
    DEMO: 'tal vez',
    CORREO_GESTOR: 'a@b,c@d',
    ALPES_RELOJ: 'hoy',
  })
  assert.deepEqual(
    faltas.map((falta) => falta.split(':')[0]),
    ['CORREO_GESTOR', 'DEMO', 'PUERTO_API', 'ALPES_RELOJ'],
  )
  assert.ok(faltas.every((falta) => !falta.includes('\n')))
})

test('una variable que parece nuestra y no existe se dice con la más parecida', () => {
  assert.deepEqual(faltasDe({ PUERTO_APY: '5000' }), [
    'PUERTO_APY: no existe esa variable; ¿quiso decir PUERTO_API?',
  ])
  assert.deepEqual(faltasDe({ SMPT_URL: 'smtp://x' }), [
    'SMPT_URL: no existe esa variable; ¿quiso decir SMTP_URL?',
  ])
  assert.match(faltasDe({ ALPES_COLOR: 'azul' })[0] ?? '', /^ALPES_COLOR: no existe/)
})

test('las variables ajenas del entorno no molestan', () => {
  assert.deepEqual(
    faltasDe({ PATH: '/bin', ROLE: 'x', DEMOS: '1', npm_config_cache: 'x', API_KEY: 'x', TLS_CA: 'x' }),
    [],
  )
})

test('S12: el valor de un secreto no sale nunca, ni en las faltas ni al imprimir la configuración', () => {
  const canario = 'canario-secreto-0001'
  const faltas = faltasDe({
    BASE_DATOS_URL: `mysql://${canario}`,
    ALPES_TOKEN: `${canario} ñ`,
    SMTP_URL: `x${canario}`,
  })
  assert.equal(faltas.length, 3)
  assert.ok(!faltas.join().includes(canario))
  const config = leerConfig({ ALPES_TOKEN: canario, BASE_DATOS_URL: `postgres://u:${canario}@h/b` })
  for (const salida of [inspect(config, { depth: 9 }), JSON.stringify(config), `${config.token}`])
    assert.ok(!salida.includes(canario) && salida.includes('[oculto]'))
  assert.equal(config.token?.revelar(), canario)
})

test('S12: un secreto también se lee de un archivo, sin su salto de línea final', () => {
  const ruta = archivo('token', 'un-token-de-archivo\n')
  assert.equal(leerConfig({ ALPES_TOKEN_FILE: ruta }).token?.revelar(), 'un-token-de-archivo')
  assert.match(
    faltasDe({ ALPES_TOKEN_FILE: ruta, ALPES_TOKEN: 'otro-token-de-entorno' })[0] ?? '',
    /deje una/,
  )
  assert.match(faltasDe({ SMTP_URL_FILE: join(carpeta, 'no-hay') })[0] ?? '', /^SMTP_URL_FILE: .*ENOENT/)
  assert.match(faltasDe({ PUERTO_API_FILE: ruta })[0] ?? '', /^PUERTO_API_FILE: no existe/)
})

test('un token corto se rechaza', () => {
  assert.match(faltasDe({ ALPES_TOKEN: 'corto' })[0] ?? '', /^ALPES_TOKEN: .*16/)
})

test('S1: escuchar fuera de este equipo exige decir dónde está el TLS', () => {
  assert.match(faltasDe({ ANFITRION: '0.0.0.0' })[0] ?? '', /TLS=delante/)
  assert.equal(leerConfig({ ANFITRION: '0.0.0.0', TLS: 'delante' }).modoLocal, false)
  assert.equal(leerConfig({ ANFITRION: '::1' }).modoLocal, true)
})

test('el TLS propio exige que se puedan leer sus dos archivos', () => {
  const cert = archivo('cert.pem', 'c')
  assert.match(faltasDe({ TLS: `${cert},${join(carpeta, 'no.pem')}` })[0] ?? '', /no\.pem \(ENOENT\)/)
  const llave = archivo('llave.pem', 'l')
  assert.deepEqual(leerConfig({ TLS: `${cert},${llave}` }).tls, { modo: 'propio', certificado: cert, llave })
})

test('los tres datos de JWT van juntos', () => {
  assert.equal(faltasDe({ JWKS_URL: 'https://emisor.example/jwks' }).length, 2)
})

test('los puntos de control van a la carpeta de los datos, a otra o a una URL, y la llave es un secreto', () => {
  const { auditoria } = leerConfig({ ALPES_DATOS: carpeta })
  assert.equal(auditoria.destino.revelar(), join(carpeta, 'auditoria'))
  assert.equal(auditoria.archivoLlave, join(carpeta, 'auditoria.llave'))
  assert.deepEqual([auditoria.llave, auditoria.entradas, auditoria.minutos], [undefined, 1_000, 5])
  const url = 'https://ana:clave@testigo.example/alpes'
  const llave = 'MC4CAQAwBQYDK2VwBCIEIcanario'
  const otra = leerConfig({ AUDITORIA_DESTINO: url, AUDITORIA_LLAVE: llave, AUDITORIA_MINUTOS: '1' })
  assert.deepEqual([otra.auditoria.destino.revelar(), otra.auditoria.minutos], [url, 1])
  assert.ok(!inspect(otra, { depth: 9 }).includes('canario'))
  assert.equal(leerConfig({ AUDITORIA_DESTINO: 'testigo' }).auditoria.destino.revelar(), resolve('testigo'))
  assert.deepEqual(
    faltasDe({ AUDITORIA_LLAVE: 'canario', AUDITORIA_ENTRADAS: '0', AUDITORIA_DESTINO: 'http://[' }).map(
      (falta) => falta.split(':')[0],
    ),
    ['AUDITORIA_LLAVE', 'AUDITORIA_ENTRADAS', 'AUDITORIA_DESTINO'],
  )
})

test('S9: los frenos: en modo local no se frena al dueño de la máquina; fuera de él, sí', () => {
  assert.deepEqual(leerConfig({}).tasas, { principal: 0, direccion: 50, costosas: 0, saltos: 0 })
  const fuera = leerConfig({ TLS: 'delante', SALTOS_PROXY: '1', TASA_PRINCIPAL: '20', TASA_DIRECCION: '5' })
  assert.deepEqual(fuera.tasas, { principal: 20, direccion: 5, costosas: 12, saltos: 1 })
  assert.equal(leerConfig({ TLS: 'delante' }).tasas.principal, 300)
  for (const nombre of ['TASA_PRINCIPAL', 'TASA_DIRECCION', 'SALTOS_PROXY'])
    assert.match(faltasDe({ [nombre]: '-1' })[0] ?? '', new RegExp(`^${nombre}:`))
})

test('S9: cuántos correos salen por hora a una dirección', () => {
  assert.equal(leerConfig({}).correosPorHora, 60)
  assert.equal(leerConfig({ CORREOS_POR_HORA: '0' }).correosPorHora, 0)
  assert.match(
    faltasDe({ CORREOS_POR_HORA: 'mil' })[0] ?? '',
    /^CORREOS_POR_HORA: se espera correos por hora/,
  )
})

test('sin colector no hay trazas; con él se guarda una de cada diez si no se dice otra cosa', () => {
  assert.equal(leerConfig({ TRAZAS_MUESTRA: '1' }).trazas, undefined)
  const url = 'http://127.0.0.1:4318'
  assert.deepEqual(leerConfig({ COLECTOR_OTLP: url }).trazas, { url, muestra: 0.1 })
  assert.deepEqual(leerConfig({ COLECTOR_OTLP: url, TRAZAS_MUESTRA: '0' }).trazas, { url, muestra: 0 })
  for (const mala of ['2', '-0.1', '1.5', 'todo'])
    assert.match(faltasDe({ TRAZAS_MUESTRA: mala })[0] ?? '', /^TRAZAS_MUESTRA: se espera una parte de 0 a 1/)
  assert.match(faltasDe({ TRAZAS_MUESTR: '1' })[0] ?? '', /TRAZAS_MUESTRA/)
})

test('los enlaces de operaciones son direcciones http, y la de una traza dice dónde va su id', () => {
  assert.deepEqual(leerConfig({}).enlaces, { trazas: undefined, metricas: undefined })
  const trazas = 'https://jaeger.casa/trace/{traza}?vista=1'
  const metricas = 'http://127.0.0.1:3000/d/alpes'
  assert.deepEqual(leerConfig({ TRAZAS_URL: trazas, METRICAS_URL: metricas }).enlaces, { trazas, metricas })
  for (const mala of ['https://jaeger.casa/trace', 'javascript:alert({traza})', 'https://a/"{traza}'])
    assert.match(
      faltasDe({ TRAZAS_URL: mala })[0] ?? '',
      /^TRAZAS_URL: se espera una dirección http\(s\) con \{traza\}/,
    )
  assert.match(faltasDe({ METRICAS_URL: 'grafana' })[0] ?? '', /^METRICAS_URL: /)
})

test('con TLS delante llega gente de fuera: no es modo local aunque se escuche en el lazo', () => {
  assert.equal(leerConfig({ TLS: 'delante' }).modoLocal, false)
  assert.equal(leerConfig({ TLS: 'delante' }).demo, false)
})

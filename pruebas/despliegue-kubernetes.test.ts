import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { parse, parseAllDocuments } from 'yaml'
import type { NombreImagen } from '../despliegue/imagenes/construir.ts'
import { ajustesDe, escribirSecretos, leer, RAIZ, RECETAS } from './apoyo/despliegue.ts'

const CARPETA = 'despliegue/kubernetes'

type Sonda = { httpGet?: { path: string; port: string; httpHeaders?: unknown[] }; grpc?: { port: number } }
type Contenedor = {
  name: string
  image: string
  ports: { name: string; containerPort: number }[]
  env: { name: string; value: string }[]
  envFrom?: { configMapRef: { name: string } }[]
  startupProbe: Sonda
  livenessProbe: Sonda
  readinessProbe: Sonda
  resources: Record<'requests' | 'limits', Record<'cpu' | 'memory', string>>
  securityContext: Record<string, unknown>
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[]
}
type Pod = {
  enableServiceLinks: boolean
  automountServiceAccountToken: boolean
  terminationGracePeriodSeconds: number
  securityContext: Record<string, unknown>
  containers: Contenedor[]
  volumes: { name: string; secret?: { secretName: string } }[]
}
type Par = { podSelector?: { matchLabels: { app: string } } }
type Regla = { from?: Par[]; to?: Par[]; ports: { port: number }[] }
type Recurso = {
  kind: string
  metadata: { name: string }
  data: Record<string, string>
  spec: {
    template: { metadata: { labels: { app: string } }; spec: Pod }
    selector: { app: string; matchLabels: { app: string } }
    ports: { port: number; targetPort: string }[]
    podSelector: { matchLabels?: { app: string } }
    ingress?: Regla[]
    egress?: Regla[]
    minAvailable: number
    replicas: number
  }
}

const capa = parse(leer(`${CARPETA}/kustomization.yaml`)) as {
  resources: string[]
  images: { name: string; newTag: string }[]
}
const recursos = capa.resources.flatMap((archivo) =>
  parseAllDocuments(leer(`${CARPETA}/${archivo}`)).map((documento) => documento.toJS() as Recurso),
)
const de = (clase: string) => recursos.filter(({ kind }) => kind === clase)
const uno = (clase: string, nombre: string): Recurso => {
  const hallado = de(clase).find(({ metadata }) => metadata.name === nombre)
  assert.ok(hallado, `${clase} ${nombre}`)
  return hallado
}
const despliegues = de('Deployment')
const imagenDe = ({ image }: Contenedor) => image.replace('aeroalpes/', '') as NombreImagen
const contenedores = despliegues.flatMap((d) =>
  d.spec.template.spec.containers.map((c) => ({ d, pod: d.spec.template.spec, c })),
)

/** Los ajustes que recibe un contenedor, con lo que vale cada secreto que monta. */
const entornoDe = (c: Contenedor): Record<string, string> => ({
  ...Object.assign({}, ...(c.envFrom ?? []).map((f) => uno('ConfigMap', f.configMapRef.name).data)),
  ...Object.fromEntries(c.env.map(({ name, value }) => [name, value])),
})

const SECRETOS = {
  alpes_token: 'una-clave-de-veinte-letras',
  base_datos_url: 'postgres://alpes_api:clave@base/alpes',
  broker: 'nats://alpes:clave@nats:4222?replicas=3',
  smtp_url: 'smtps://alpes:clave@correo.example',
  auditoria_llave: generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
}

test('la capa nombra todos los archivos y las imágenes, con la versión de ahora', () => {
  const archivos = readdirSync(path.join(RAIZ, CARPETA)).filter((nombre) => nombre !== 'kustomization.yaml')
  assert.deepEqual(capa.resources.toSorted(), archivos.toSorted())
  const { version } = JSON.parse(leer('package.json')) as { version: string }
  assert.deepEqual(
    capa.images.map(({ name, newTag }) => [name, newTag]),
    Object.keys(RECETAS).map((nombre) => [`aeroalpes/${nombre}`, version]),
  )
  assert.deepEqual(
    new Set(contenedores.map(({ c }) => c.image)),
    new Set(capa.images.map(({ name }) => name)),
  )
})

test('el sidecar es el segundo contenedor del pod de la API y la llama por el lazo', () => {
  const [api, adaptador, ...resto] = uno('Deployment', 'api').spec.template.spec.containers
  assert.deepEqual([api?.image, adaptador?.image, resto], ['aeroalpes/api', 'aeroalpes/adaptador', []])
  assert.deepEqual(adaptador?.env, [{ name: 'API_URL', value: `http://127.0.0.1:${RECETAS.api.puerto}` }])
})

test('los ajustes de cada contenedor valen, y cada secreto que nombra está montado y documentado', () => {
  using secretos = escribirSecretos(SECRETOS)
  const documento = leer('docs/despliegue.md')
  for (const { d, pod, c } of contenedores) {
    const config = ajustesDe(imagenDe(c), entornoDe(c), secretos.carpeta)
    assert.equal(config.modoLocal, false)
    const montaje = c.volumeMounts.find((m) => m.mountPath === '/run/secretos')
    const secreto = pod.volumes.find((v) => v.name === montaje?.name)?.secret?.secretName ?? ''
    for (const { value } of c.env.filter(({ name }) => name.endsWith('_FILE'))) {
      const archivo = value.replace('/run/secretos/', '')
      assert.ok(archivo in SECRETOS && montaje?.readOnly, `${d.metadata.name}: ${value}`)
      const fila = documento.split('\n').find((linea) => linea.includes(`\`${secreto}\``))
      assert.ok(fila?.includes(`\`${archivo}\``), `docs/despliegue.md: ${secreto} lleva ${archivo}`)
    }
    for (const carpeta of [
      config.auditoria.destino.revelar(),
      ...(RECETAS[imagenDe(c)].final.get('VOLUME') ?? []),
    ])
      if (imagenDe(c) === 'api' || !carpeta.endsWith('auditoria'))
        assert.ok(
          c.volumeMounts.some((m) => m.mountPath === carpeta),
          `${d.metadata.name}: ${carpeta}`,
        )
  }
})

test('puertos, sondas, límites y permisos de cada contenedor', () => {
  for (const { d, pod, c } of contenedores) {
    const nombre = `${d.metadata.name}/${c.name}`
    const { puerto } = RECETAS[imagenDe(c)]
    assert.deepEqual(
      c.ports.map((p) => p.containerPort),
      [puerto],
      nombre,
    )
    const sondas = [c.startupProbe, c.livenessProbe, c.readinessProbe]
    const esperadas = c.name === 'adaptador' ? [puerto, puerto, puerto] : ['/livez', '/livez', '/readyz']
    assert.deepEqual(
      sondas.map((s) => s.grpc?.port ?? s.httpGet?.path),
      esperadas,
      nombre,
    )
    for (const { httpGet } of sondas) if (httpGet) assert.equal(httpGet.port, c.ports[0]?.name, nombre)
    for (const parte of [c.resources.requests, c.resources.limits])
      assert.ok(parte.cpu && parte.memory, nombre)
    assert.deepEqual(c.securityContext, {
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    })
    assert.deepEqual([pod.securityContext.runAsNonRoot, pod.securityContext.runAsUser], [true, 10001])
    assert.deepEqual([pod.enableServiceLinks, pod.automountServiceAccountToken], [false, false], nombre)
    assert.ok(pod.terminationGracePeriodSeconds >= 5 + 25 + 5, nombre)
  }
})

test('la página deja pasar la sonda aunque sólo conteste por el nombre de PAGINA_URL', () => {
  const { c } = contenedores.find(({ d }) => d.metadata.name === 'ui')!
  assert.ok(entornoDe(c).PAGINA_URL)
  for (const { httpGet } of [c.startupProbe, c.livenessProbe, c.readinessProbe])
    assert.deepEqual(httpGet?.httpHeaders, [{ name: 'Host', value: 'localhost' }])
})

test('cada Service y cada PodDisruptionBudget eligen un despliegue con esos puertos', () => {
  for (const { metadata, spec } of de('Service')) {
    const pod = uno('Deployment', spec.selector.app).spec.template
    assert.equal(pod.metadata.labels.app, spec.selector.app)
    const puertos = new Map(pod.spec.containers.flatMap((c) => c.ports.map((p) => [p.name, p.containerPort])))
    for (const { port, targetPort } of spec.ports) assert.equal(puertos.get(targetPort), port, metadata.name)
  }
  for (const { spec } of de('PodDisruptionBudget'))
    assert.ok(spec.minAvailable < uno('Deployment', spec.selector.matchLabels.app).spec.replicas)
})

const apps = (pares: Par[] = []) => pares.map((par) => par.podSelector?.matchLabels.app)
const politica = (app: string) =>
  de('NetworkPolicy').find(({ spec }) => spec.podSelector.matchLabels?.app === app)?.spec

test('la red está cerrada, y cada llamada que el código hace a otro servicio tiene salida y entrada', () => {
  const { spec: nada } = uno('NetworkPolicy', 'nada')
  assert.deepEqual([nada.podSelector, nada.ingress, nada.egress], [{}, undefined, undefined])
  for (const { d, c } of contenedores) {
    const origen = d.metadata.name
    for (const [nombre, valor] of Object.entries(entornoDe(c))) {
      const url = /^(API|NOTIFICACIONES)_URL$/.test(nombre) ? new URL(valor) : null
      if (!url || url.hostname === '127.0.0.1') continue
      const destino = uno('Service', url.hostname)
      const puerto = Number(url.port)
      assert.ok(
        destino.spec.ports.some((p) => p.port === puerto),
        `${origen}: ${valor}`,
      )
      const pasa = (r: Regla) => r.ports.some((p) => p.port === puerto)
      const salida = politica(origen)?.egress?.some(
        (r) => pasa(r) && apps(r.to).includes(destino.spec.selector.app),
      )
      const entrada = politica(destino.spec.selector.app)?.ingress?.some(
        (r) => pasa(r) && apps(r.from).includes(origen),
      )
      assert.deepEqual([salida, entrada], [true, true], `${origen} → ${valor}`)
    }
    const libres = (politica(origen)?.egress ?? [])
      .filter((r) => !r.to)
      .flatMap((r) => r.ports.map((p) => p.port))
    const { BASE_DATOS_URL_FILE: base, BROKER_FILE: broker, SMTP_URL_FILE: correo } = entornoDe(c)
    if (base) assert.ok(libres.includes(5432), origen)
    if (broker) assert.ok(libres.includes(4222), origen)
    if (correo) assert.ok(libres.includes(465) && libres.includes(587), origen)
  }
})

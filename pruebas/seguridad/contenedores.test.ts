import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const RAIZ = join(import.meta.dirname, '../..')
const leer = (ruta: string): string => readFileSync(join(RAIZ, ruta), 'utf8')
const veces = (texto: string, que: RegExp): number => texto.match(new RegExp(que, 'g'))?.length ?? 0

/** Por contenedor y por pod, lo que quita a quien entre en él (`fiabilidad.md` §5, S19). */
const POR_CONTENEDOR = [
  /readOnlyRootFilesystem: true/,
  /allowPrivilegeEscalation: false/,
  /capabilities: \{ drop: \[ALL\] \}/,
  /limits: \{ cpu: [^}]+memory: /,
  /livenessProbe:/,
]
const POR_POD = [
  /runAsNonRoot: true/,
  /seccompProfile: \{ type: RuntimeDefault \}/,
  /automountServiceAccountToken: false/,
]

/** Lo que le falta a un manifiesto, con su cuenta. */
const faltas = (manifiesto: string): string[] => {
  const contenedores = veces(manifiesto, /\bimage: /)
  const pods = veces(manifiesto, /kind: (Deployment|StatefulSet|DaemonSet|Job|CronJob)\b/)
  const revisar = (reglas: readonly RegExp[], cuantos: number) =>
    reglas.flatMap((regla) =>
      veces(manifiesto, regla) < cuantos
        ? [`${regla.source}: ${veces(manifiesto, regla)} de ${cuantos}`]
        : [],
    )
  return [...revisar(POR_CONTENEDOR, contenedores), ...revisar(POR_POD, pods)]
}

const MANIFIESTOS = globSync('despliegue/kubernetes/*.yaml', { cwd: RAIZ }).filter((m) =>
  /\bimage: /.test(leer(m)),
)

test('S19: cada contenedor corre sin root, con la raíz de sólo lectura, sin capacidades y con topes', () => {
  assert.ok(MANIFIESTOS.length >= 4, String(MANIFIESTOS.length))
  for (const manifiesto of MANIFIESTOS) assert.deepEqual(faltas(leer(manifiesto)), [], manifiesto)
})

test('S19: un manifiesto al que se le quita cualquiera de esas cosas se nota', () => {
  const entero = leer(MANIFIESTOS[0]!)
  for (const regla of [...POR_CONTENEDOR, ...POR_POD])
    assert.equal(faltas(entero.replace(regla, '')).length, 1, regla.source)
})

test('S19: ninguna imagen corre como root, ni lleva el código de instalación de nadie, ni abre con un shell', () => {
  const recetas = globSync('*.Dockerfile', { cwd: RAIZ })
  assert.ok(recetas.length >= 4)
  for (const receta of recetas) {
    const texto = leer(receta)
    const final = texto.slice(texto.lastIndexOf('\nFROM '))
    assert.match(final, /^USER 10001:10001$/m, receta)
    assert.match(final, /^CMD \["node", /m, receta)
    assert.match(final, /^HEALTHCHECK .* CMD \["node", /m, receta)
    assert.equal(veces(texto, /npm ci(?!.*--ignore-scripts)/), 0, receta)
  }
})

test('S19: en compose, cada proceso nuestro pierde las capacidades y el poder de ganarlas', () => {
  const texto = leer('compose.yaml')
  assert.match(texto, /read_only: true/)
  assert.match(texto, /cap_drop: \[ALL\]/)
  assert.match(texto, /security_opt: \[['"]no-new-privileges:true['"]\]/)
  assert.doesNotMatch(texto, /privileged: true|network_mode: host|docker\.sock/)
})

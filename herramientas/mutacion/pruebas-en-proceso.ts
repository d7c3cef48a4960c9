import { registerHooks } from 'node:module'

/**
 * Un `node:test` que guarda las pruebas en vez de correrlas, para correrlas muchas veces en el mismo
 * proceso: el de Node las corre una sola vez y en otro, y son miles de mutantes.
 */
type Contexto = { name: string; mock: import('node:test').MockTracker }
type Cuerpo = (t: Contexto) => unknown
type Grupo = { nombre: string; antes: Cuerpo[]; despues: Cuerpo[] }

/** Una prueba cargada. `correr` falla si la prueba falla. */
export type PruebaCargada = Readonly<{ id: string; correr(): Promise<void> }>

const { mock } = process.getBuiltinModule('node:test')
const MockTracker = mock.constructor as new () => Contexto['mock']

const cargadas: PruebaCargada[] = []
const grupos: Grupo[] = []
let archivo = ''

const anotar = (nombre: string, cuerpo: Cuerpo): void => {
  const dentroDe = [...grupos]
  const base = [archivo, ...dentroDe.map((g) => g.nombre).filter((n) => n !== ''), nombre].join(' › ')
  const iguales = cargadas.filter(({ id }) => id === base || id.startsWith(`${base} #`)).length
  cargadas.push({
    id: iguales === 0 ? base : `${base} #${iguales + 1}`,
    async correr() {
      const t: Contexto = { name: nombre, mock: new MockTracker() }
      try {
        for (const g of dentroDe) for (const antes of g.antes) await antes(t)
        await cuerpo(t)
      } finally {
        t.mock.reset()
        for (const g of dentroDe.toReversed()) for (const despues of g.despues) await despues(t)
      }
    },
  })
}

const ultimo = (args: readonly unknown[]): Cuerpo => args.at(-1) as Cuerpo

const sustituto = {
  test: (nombre: string, ...resto: unknown[]) => anotar(nombre, ultimo(resto)),
  describe: (nombre: string, ...resto: unknown[]) => {
    grupos.push({ nombre, antes: [], despues: [] })
    ultimo(resto)({ name: nombre, mock })
    grupos.pop()
  },
  // Antes y después de todas valen aquí como antes y después de cada una: las puras no guardan nada entre sí.
  before: (cuerpo: Cuerpo) => void grupos.at(-1)?.antes.push(cuerpo),
  after: (cuerpo: Cuerpo) => void grupos.at(-1)?.despues.push(cuerpo),
  beforeEach: (cuerpo: Cuerpo) => void grupos.at(-1)?.antes.push(cuerpo),
  afterEach: (cuerpo: Cuerpo) => void grupos.at(-1)?.despues.push(cuerpo),
}

const NOMBRE = '__alpesPruebas'
const FUENTE = `const p = globalThis.${NOMBRE}
export const { ${Object.keys(sustituto).join(', ')} } = p
export default Object.assign(p.test, p)`

const FALSO = `data:text/javascript,${encodeURIComponent(FUENTE)}`
let vuelta = 0

const ponerSustituto = (): void => {
  Object.assign(globalThis, { [NOMBRE]: sustituto })
  registerHooks({
    resolve: (especificador, contexto, seguir) => {
      if (especificador === 'node:test') return { url: FALSO, shortCircuit: true }
      const hallado = seguir(especificador, contexto)
      const propio = hallado.url.startsWith('file:') && !hallado.url.includes('/node_modules/')
      return propio && vuelta > 0 ? { ...hallado, url: `${hallado.url.split('?')[0]}?v=${vuelta}` } : hallado
    },
  })
}

/** Carga los archivos, que ven nuestro `node:test`. Otra vez: módulos nuevos, sin nada de los anteriores. */
export const cargar = async (urls: readonly string[]): Promise<readonly PruebaCargada[]> => {
  if (!Object.hasOwn(globalThis, NOMBRE)) ponerSustituto()
  else vuelta += 1
  cargadas.length = 0
  for (const url of urls) {
    archivo = url.split('/').at(-1) ?? url
    grupos.splice(0, grupos.length, { nombre: '', antes: [], despues: [] })
    await import(url)
  }
  return [...cargadas]
}

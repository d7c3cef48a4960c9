import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const CAPAS = [
  'dominio',
  'aplicacion',
  'infraestructura',
  'api',
  'arranque',
  'servicio',
  'pruebas',
  'documentos',
] as const
export type Capa = (typeof CAPAS)[number]

const POR_RUTA: readonly (readonly [RegExp, Capa])[] = [
  [/^(docs\/|[^/]+\.md$)/, 'documentos'],
  [/^pruebas\/|\.test\.ts$/, 'pruebas'],
  [/^src\/(modulos\/[^/]+|seedwork|[^/]+)\/dominio\//, 'dominio'],
  [/^src\/(modulos\/[^/]+|seedwork|[^/]+)\/aplicacion\//, 'aplicacion'],
  [/^src\/(modulos\/[^/]+|seedwork|[^/]+)\/infraestructura\//, 'infraestructura'],
  [/^src\/(api|seedwork\/presentacion)\//, 'api'],
  [
    /^(src\/(arranque|config)\/|src\/principal\.ts$|src\/modulos\/[^/]+\/modulo\.ts$|package\.json$)/,
    'arranque',
  ],
  [/^src\//, 'servicio'],
]

/** La capa de un archivo del árbol; lo que no es de ninguna (herramientas, guardianes) cuenta como arranque. */
export const capaDe = (ruta: string): Capa =>
  POR_RUTA.find(([patron]) => patron.test(ruta))?.[1] ?? 'arranque'

/** Un archivo cambiado: líneas puestas, líneas quitadas y si ya existía. */
export type Cambio = Readonly<{ ruta: string; puestas: number; quitadas: number; existia: boolean }>

/** Lo que una capa se lleva: líneas en archivos nuevos y en los que ya existían (la mayor de puestas y quitadas). */
export type Cuenta = Readonly<{
  nuevos: number
  lineasNuevas: number
  tocados: number
  lineasTocadas: number
}>
export type Medida = Readonly<Record<Capa, Cuenta>>

/** Los archivos que difieren entre dos árboles. */
export const comparar = (base: string, raiz: string): readonly Cambio[] => {
  const args = ['diff', '--no-index', '--no-renames', '--numstat', '-z', base, raiz]
  const { stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  const partes = stdout.split('\0')
  const cambios: Cambio[] = []
  for (let i = 0; i + 2 < partes.length; i += 3) {
    const [puestas = '0', quitadas = '0'] = partes[i]!.split('\t')
    // De un archivo nuevo o borrado, un lado es /dev/null.
    const ruta = [base, raiz]
      .flatMap((lado) =>
        [partes[i + 1]!, partes[i + 2]!]
          .filter((r) => r.startsWith(`${lado}/`))
          .map((r) => r.slice(lado.length + 1)),
      )
      .at(0)
    if (ruta === undefined) continue
    cambios.push({
      ruta,
      puestas: Number(puestas) || 0,
      quitadas: Number(quitadas) || 0,
      existia: existsSync(join(base, ruta)),
    })
  }
  return cambios
}

const suma = (cambios: readonly Cambio[], de: (c: Cambio) => number): number =>
  cambios.reduce((n, c) => n + de(c), 0)

/** Archivos y líneas por capa. */
export const medir = (cambios: readonly Cambio[]): Medida =>
  Object.fromEntries(
    CAPAS.map((capa) => {
      const suyos = cambios.filter((c) => capaDe(c.ruta) === capa)
      const [viejos, nuevos] = [suyos.filter((c) => c.existia), suyos.filter((c) => !c.existia)]
      return [
        capa,
        {
          nuevos: nuevos.length,
          lineasNuevas: suma(nuevos, (c) => c.puestas),
          tocados: viejos.length,
          lineasTocadas: suma(viejos, (c) => Math.max(c.puestas, c.quitadas)),
        },
      ]
    }),
  ) as Medida

const deCodigo = CAPAS.filter((c) => c !== 'pruebas' && c !== 'documentos')

/** Líneas de código que ya existían y hubo que tocar: lo que une el cambio al resto. */
export const union = (medida: Medida): number => deCodigo.reduce((n, c) => n + medida[c].lineasTocadas, 0)

/** Líneas nuevas o tocadas en dominio y aplicación. */
export const nucleo = ({ dominio, aplicacion }: Medida): number =>
  [dominio, aplicacion].reduce((n, c) => n + c.lineasNuevas + c.lineasTocadas, 0)

import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { abrirAuditoria, MIGRACIONES_AUDITORIA, prepararPuntos } from '#modulos/auditoria/modulo.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirTaller, type Taller, TOPICO } from './bitacora.ts'
import { esperarQue } from './esperar.ts'

/** Una llave privada recién hecha, en PEM. */
export const llaveNueva = (tipo: 'ed25519' | 'x25519' = 'ed25519'): string =>
  generateKeyPairSync(tipo as 'ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

/** Una bitácora con su auditoría y una carpeta de puntos de control, para falsearlas. */
export type Sala = AsyncDisposable & {
  taller: Taller
  carpeta: string
  errores: string[]
  /** Encadena todo lo escrito y firma un punto al cerrar. */
  sellar(): Promise<void>
  /** Encadena sin firmar. */
  encadenar(): Promise<void>
  verificar(): ReturnType<ReturnType<typeof abrirAuditoria>['queries']['VerificarAuditoria']>
  puntos(): Promise<string[]>
}

const esperarCadena = (taller: Taller) =>
  esperarQue('la cadena llega a la cabeza', async () => {
    const { rows } = await taller.pool.query(
      `select 1 from cabezas c where c.topico = $1
         and c.posicion = (select coalesce(max(a.posicion), 0) from auditoria a where a.topico = c.topico)`,
      [TOPICO],
    )
    return rows.length === 1
  })

export const abrirSala = async (opciones: { destino?: string; llave?: string } = {}): Promise<Sala> => {
  await using pila = new AsyncDisposableStack()
  const taller = pila.use(await abrirTaller())
  await migrar({ pool: taller.pool, esquema: 'alpes', ...MIGRACIONES_AUDITORIA })
  await taller.pool.query('alter table auditoria disable trigger solo_crece')
  const datos = await mkdtemp(path.join(tmpdir(), 'alpes-puntos-'))
  pila.defer(() => rm(datos, { recursive: true, force: true }))
  const carpeta = path.join(datos, 'auditoria')
  const errores: string[] = []
  const abrir = async (firma: boolean, archivo = path.join(datos, 'llave')) =>
    abrirAuditoria({
      pool: taller.pool,
      fuente: abrirFuenteBitacora({ pool: taller.pool, escucha: null }),
      registro: {
        ...sinRegistro,
        error: (d: object) => errores.push(String((d as { err?: Error }).err?.message)),
      },
      topicos: [TOPICO, 'eventos-vacio'],
      ...(firma && {
        puntos: await prepararPuntos({
          destino: opciones.destino ?? carpeta,
          llave: opciones.llave,
          archivo,
          ritmo: { entradas: 1_000, minutos: 60 },
        }),
      }),
    })
  const correr = async (firma: boolean) => {
    await using encadenador = (await abrir(firma)).consumidores.abrirEncadenador()
    await esperarQue('es el dueño', () => encadenador.estado().situacion === 'activa')
    await esperarCadena(taller)
  }
  const cierre = pila.move()
  return {
    ...{ taller, carpeta, errores },
    sellar: () => correr(true),
    encadenar: () => correr(false),
    verificar: async () => (await abrir(true)).queries.VerificarAuditoria({ tipo: 'VerificarAuditoria' }),
    puntos: async () => (await readdir(carpeta)).filter((n) => n.endsWith('.json')).sort(),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '#pruebas/apoyo/proceso-hijo.ts'

const RAIZ = join(import.meta.dirname, '../..')
const PROGRAMAS = ['src/api/principal.ts']
const PUERTOS = ['API', 'NOTIFICACIONES', 'GRPC', 'UI', 'METRICAS']
const LIBRES = Object.fromEntries(PUERTOS.map((nombre) => [`PUERTO_${nombre}`, '0']))

const carpeta = mkdtempSync(join(tmpdir(), 'alpes-arranque-'))
chmodSync(carpeta, 0o755)
after(() => rmSync(carpeta, { recursive: true, force: true }))

let cuantas = 0
const carpetaNueva = (): string => join(carpeta, `datos-${cuantas++}`)

type Acceso = { token: string; api: string; pagina?: string }
type Servicio = ProcesoHijo & { datos: string }

const abrir = (programa: string, datos: string, entorno: NodeJS.ProcessEnv = {}): Servicio => ({
  ...lanzar(join(RAIZ, programa), {
    entorno: { ...LIBRES, DEMO: 'no', ALPES_DATOS: datos, ...entorno },
    en: RAIZ,
  }),
  datos,
})

const leerAcceso = ({ datos }: Servicio): Acceso | undefined => {
  const archivo = join(datos, 'acceso.json')
  return existsSync(archivo) ? (JSON.parse(readFileSync(archivo, 'utf8') || 'null') as Acceso) : undefined
}

const pedir = async (
  { token, api }: Acceso,
  ruta: string,
  cuerpo?: object,
): Promise<Response | undefined> => {
  const json = cuerpo && { method: 'POST', body: JSON.stringify(cuerpo) }
  const headers = { authorization: `Bearer ${token}`, ...(cuerpo && { 'content-type': 'application/json' }) }
  return fetch(`${api}${ruta}`, { ...json, headers, signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  )
}

const estado = async (acceso: Acceso, ruta: string): Promise<number> => {
  const respuesta = await pedir(acceso, ruta)
  await respuesta?.body?.cancel()
  return respuesta?.status ?? 0
}

/** Espera a que el servicio esté listo; si murió antes, lo dice con lo que dijo. */
const listo = async (servicio: Servicio): Promise<Acceso> => {
  let salio: number | string | undefined
  void servicio.fin.then((codigo) => {
    salio = codigo
  })
  return esperarQue(
    'el servicio está listo',
    async () => {
      assert.equal(salio, undefined, `salió antes de estar listo: ${servicio.dicho()}`)
      const acceso = leerAcceso(servicio)
      return acceso && (await estado(acceso, '/readyz')) === 200 ? acceso : undefined
    },
    30_000,
  )
}

/** Crea un inmueble y da su id; nada mientras el servicio no lo acepta. */
const crearInmueble = async (acceso: Acceso): Promise<string | undefined> => {
  const cuerpo = { nombre: 'Local 1', tipo: 'local', ciudad: 'Bogotá', zona: 'America/Bogota', area_m2: '40' }
  const respuesta = await pedir(acceso, '/inmuebles', cuerpo)
  const creado = (await respuesta?.json()) as { id?: string } | undefined
  return respuesta?.status === 201 ? creado?.id : undefined
}

for (const programa of PROGRAMAS) {
  test(`${programa}: abre con su base, dice su durabilidad y con SIGTERM sale con 0`, async () => {
    await using servicio = abrir(programa, carpetaNueva())
    const acceso = await listo(servicio)
    const salud = (await (await pedir(acceso, '/readyz'))?.json()) as { durabilidad: { grado: string } }
    assert.equal(salud.durabilidad.grado, 'duradera')
    assert.equal(acceso.pagina, undefined, 'con PUERTO_UI=0 no se sabe dónde estará la página')
    assert.equal(statSync(join(servicio.datos, 'acceso.json')).mode & 0o777, 0o600)
    servicio.senal('SIGTERM')
    assert.equal(await servicio.fin, 0, servicio.dicho())
    assert.ok(!existsSync(join(servicio.datos, 'acceso.json')))
  })

  test(`${programa}: tras SIGKILL, el siguiente arranque tiene lo confirmado`, async () => {
    const datos = carpetaNueva()
    await using uno = abrir(programa, datos)
    const id = await crearInmueble(await listo(uno))
    uno.senal('SIGKILL')
    await uno.fin
    rmSync(join(datos, 'acceso.json'))
    await using dos = abrir(programa, datos)
    assert.equal(await estado(await listo(dos), `/inmuebles/${id}`), 200)
  })

  test(`${programa}: si su PostgreSQL muere, el servicio sigue y vuelve solo`, async () => {
    await using servicio = abrir(programa, carpetaNueva())
    const acceso = await listo(servicio)
    const id = await crearInmueble(acceso)
    const archivo = join(servicio.datos, 'postgres', 'postmaster.pid')
    process.kill(Number(readFileSync(archivo, 'utf8').split('\n')[0]), 'SIGKILL')
    await servicio.linea(/PostgreSQL volvió/)
    await esperarQue('vuelve a aceptar', () => crearInmueble(acceso), 30_000)
    await esperarQue('vuelve a estar listo', async () => (await estado(acceso, '/readyz')) === 200, 30_000)
    assert.equal(await estado(acceso, `/inmuebles/${id}`), 200)
    assert.equal(await estado(acceso, '/livez'), 200)
    servicio.senal('SIGTERM')
    assert.equal(await servicio.fin, 0, servicio.dicho())
  })

  test(`${programa}: otro proceso en la misma carpeta sale con 78 y el primero sigue`, async () => {
    await using uno = abrir(programa, carpetaNueva())
    const acceso = await listo(uno)
    await using dos = abrir(programa, uno.datos)
    assert.equal(await dos.fin, 78)
    assert.match(dos.dicho(), new RegExp(`la tiene el proceso ${uno.pid};`))
    assert.equal(await estado(acceso, '/readyz'), 200)
  })

  test(`${programa}: una configuración mala sale con 78, una línea por falta`, async () => {
    const malos = { PUERTO_API: 'x', PUERTO_APY: '1', ANFITRION: '0.0.0.0', ALPES_TOKEN: 'secreto-corto' }
    await using servicio = abrir(programa, carpetaNueva(), malos)
    assert.equal(await servicio.fin, 78)
    const lineas = servicio.dicho().trim().split('\n')
    assert.deepEqual(
      lineas.map((linea) => linea.split(':')[0]),
      ['PUERTO_APY', 'ALPES_TOKEN', 'PUERTO_API', 'ANFITRION'],
    )
    assert.doesNotMatch(servicio.dicho(), /secreto-corto/)
    assert.ok(!existsSync(servicio.datos))
  })
}

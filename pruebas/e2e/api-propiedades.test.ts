import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import pg from 'pg'
import {
  ADMIN,
  type ApiPrueba,
  abrirApiPrueba,
  contratoNuevo,
  crearContrato,
  crearTrio,
  firmarTodas,
} from '#pruebas/apoyo/api.ts'
import { type Azar, crearAzar } from '#pruebas/apoyo/openapi/azar.ts'
import { leerOperaciones, type Operacion } from '#pruebas/apoyo/openapi/documento.ts'
import { crearMundo, HEREDADA, type Mundo } from '#pruebas/apoyo/openapi/mundo.ts'
import { inventar, type Pedida } from '#pruebas/apoyo/openapi/peticion.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

/**
 * Peticiones inventadas a partir del documento OpenAPI del servidor en marcha, con enlaces entre ellas.
 * `PETICIONES_HTTP` cambia cuántas (10000 en la corrida larga) y `SEMILLA_HTTP` repite una corrida.
 */
const TOTAL = Number(process.env.PETICIONES_HTTP ?? 1_200)
const SEMILLA = Number(process.env.SEMILLA_HTTP ?? Date.now() % 1_000_000)

let a: ApiPrueba
let sql: pg.Client
before(async () => {
  a = await abrirApiPrueba({
    // Sin planificador: aplicaría los incrementos antes que las peticiones.
    entorno: { ROLES: 'http,consumidores' },
    respaldar: async (motivo) => {
      if (motivo === 'no hay') throw new ErrorDominio('RespaldoNoDisponible', 'no es el embebido')
      return { carpeta: 'respaldos/1', archivos: 1, bytes: 1 }
    },
  })
  sql = new pg.Client({ connectionString: a.base.url, options: '-c search_path=alpes' })
  await sql.connect()
})
after(async () => {
  await sql.end()
  await a[Symbol.asyncDispose]()
})

/** Mensajes apartados a la espera de un operador, con los que se prueban sus actos. */
const apartar = async (mundo: Mundo, cuantos: number): Promise<void> => {
  const trio = await crearTrio(a)
  const encabezados = { prefer: 'respond-async' }
  for (let n = 0; n < cuantos; n += 1)
    await a.pedir('POST /contratos', { cuerpo: contratoNuevo(trio), encabezados })
  const { cuerpo } = await a.pedir(`GET /bitacora/comandos-contrato?limite=${cuantos}`)
  for (const { datos, ...sobre } of cuerpo.mensajes) {
    const { rows } = await sql.query(
      `insert into apartados (suscripcion, topico, posicion, clave, id_mensaje, tipo, mensaje, estado, intentos)
       values ('prueba', $1, $2, $3, $4, $5, $6, 'espera-operador', 5) returning id`,
      [sobre.topico, sobre.sequence, sobre.subject, sobre.id, sobre.type, JSON.stringify(sobre)],
    )
    mundo.apartados.add(rows[0].id)
    mundo.datos.set(rows[0].id, datos)
  }
}

/** Lo que se ha visto: cada par de operación y estado, y los fallos. */
class Cuenta {
  readonly vistos = new Map<string, number>()
  readonly fallos: string[] = []
  buenas = 0

  anotar(operacion: Operacion, estado: number): void {
    const par = `${operacion.nombre} ${estado}`
    this.vistos.set(par, (this.vistos.get(par) ?? 0) + 1)
    if (estado < 300) this.buenas += 1
  }

  faltan(operaciones: readonly Operacion[]): [Operacion, number][] {
    return operaciones.flatMap((o) =>
      o.estados.filter((e) => !this.vistos.has(`${o.nombre} ${e}`)).map((e): [Operacion, number] => [o, e]),
    )
  }
}

/** Contratos en marcha desde hace tres años, cada uno en su inmueble: el azar solo casi nunca los da. */
const madurar = async (mundo: Mundo, cuantos: number): Promise<void> => {
  const plazo = {
    fecha_inicio: '2024-01-01',
    fecha_fin: '2028-12-31',
    incremento: { tipo: 'fijo', puntos_basicos: 500 },
  }
  for (let n = 0; n < cuantos; n += 1) {
    const contrato = await crearContrato(a, await crearTrio(a), plazo)
    await firmarTodas(a, contrato)
    const { cuerpo } = await a.pedir(`POST /contratos/${contrato.id}/procesamiento`, {
      cuerpo: { acta_entrega: true },
    })
    mundo.aprender('POST /contratos/{id}/procesamiento', cuerpo)
  }
}

const INTERNOS = /node_modules|\.ts:\d|\bselect\b.+\bfrom\b|insert into|ECONN|postgres:\/\//i

/** `fetch` no deja mandar una lectura con cuerpo, y hay que ver qué se le contesta. */
const leerConCuerpo = async (
  url: string,
  headers: Record<string, string>,
  cuerpo: string,
): Promise<Response> => {
  const peticion = http.request(url, { headers: { ...headers, 'content-length': cuerpo.length } })
  peticion.end(cuerpo)
  const [r]: http.IncomingMessage[] = await once(peticion, 'response')
  return new Response(await text(r!), {
    status: r!.statusCode!,
    headers: r!.headers as Record<string, string>,
  })
}

const enviar = ({ metodo, ruta, encabezados, cuerpo, credencial }: Pedida): Promise<Response> => {
  const url = `${a.servicio.url}${ruta}`
  const headers = { ...encabezados, authorization: `Bearer ${credencial}` }
  if (metodo === 'GET' && cuerpo !== undefined) return leerConCuerpo(url, headers, cuerpo)
  return fetch(url, { method: metodo, headers, ...(cuerpo !== undefined && { body: cuerpo }) })
}

const pedir = async (
  operacion: Operacion,
  objetivo: number,
  p: Readonly<{ azar: Azar; mundo: Mundo; cuenta: Cuenta }>,
) => {
  const { mundo, cuenta } = p
  const pedida = inventar(operacion, objetivo, p)
  const r = await enviar(pedida)
  const texto = await r.text()
  const esJson = r.headers.get('content-type')?.includes('json') ?? false
  const cuerpo: unknown = esJson ? JSON.parse(texto) : undefined
  cuenta.anotar(operacion, r.status)
  const fallar = (porque: string) =>
    cuenta.fallos.push(
      `${operacion.nombre} buscando ${objetivo}: ${porque}\n  ${JSON.stringify(pedida).slice(0, 400)}\n  ${r.status} ${texto.slice(0, 400)}`,
    )
  if (r.status >= 500) fallar('un 5xx')
  if (r.status >= 400 && INTERNOS.test(texto)) fallar('cuenta algo de dentro')
  // El 400 de las heredadas tiene su propia forma, y la juzga el esquema que declaran.
  const propio = r.status === 400 && HEREDADA.test(operacion.ruta)
  if (r.status >= 400 && !propio && !r.headers.get('content-type')?.startsWith('application/problem+json'))
    fallar('no es un problema')
  if (esJson || texto === '') {
    const juicio = operacion.juzgar(r.status, cuerpo)
    if (juicio !== null) fallar(juicio)
  }
  if (r.status < 300) mundo.aprender(operacion.nombre, cuerpo)
  const enlace = /^<([^>]+)>; rel="next"$/.exec(r.headers.get('link') ?? '')?.[1]
  if (enlace) mundo.enlaces.set(operacion.nombre, enlace)
  else mundo.enlaces.delete(operacion.nombre)
}

const buenosDe = (o: Operacion): number[] => o.estados.filter((e) => e < 300)

/** Qué pedir ahora: lo que aún no se ha visto, o algo bueno que haga crecer el mundo. */
const elegir = (azar: Azar, operaciones: readonly Operacion[], cuenta: Cuenta): [Operacion, number] => {
  const faltan = cuenta.faltan(operaciones)
  if (faltan.length > 0 && azar.cara(0.5)) return azar.elegir(faltan)
  const operacion = azar.elegir(operaciones)
  return [operacion, azar.elegir(azar.cara(0.7) ? buenosDe(operacion) : operacion.estados)]
}

/** Un mundo con algo en él, para que las primeras peticiones tengan a qué enlazar. */
const poblar = async (
  p: Readonly<{ azar: Azar; mundo: Mundo; cuenta: Cuenta }>,
  operaciones: readonly Operacion[],
) => {
  const de = (nombre: string) => operaciones.find((o) => o.nombre === nombre)!
  await apartar(p.mundo, 40)
  await madurar(p.mundo, 12)
  for (let n = 0; n < 8; n += 1) {
    await pedir(de('POST /inmuebles'), 201, p)
    await pedir(de('POST /clientes'), 201, p)
  }
  for (let n = 0; n < 8; n += 1) await pedir(de('POST /contratos'), 201, p)
  for (let n = 0; n < 12; n += 1) await pedir(de('POST /contratos/{id}/firmas'), 201, p)
  await pedir(de('GET /problemas'), 200, p)
  await pedir(de('GET /bitacora/{topico}'), 200, p)
}

test(`${TOTAL} peticiones inventadas del documento OpenAPI (semilla ${SEMILLA})`, {
  timeout: 900_000,
}, async (t) => {
  const azar = crearAzar(SEMILLA)
  const { cuerpo: documento } = await a.pedir('GET /openapi.json', { credencial: ADMIN })
  const operaciones = leerOperaciones(documento)
  assert.ok(operaciones.length >= 30, `sólo ${operaciones.length} operaciones`)
  const partes = { azar, mundo: crearMundo(), cuenta: new Cuenta() }
  const { cuenta } = partes
  await poblar(partes, operaciones)
  // Lo que el azar no haya alcanzado al final se busca un poco más: no depende de la semilla.
  const seguir = (n: number) => n < TOTAL || (n < 3 * TOTAL && cuenta.faltan(operaciones).length > 0)
  for (let n = 0; seguir(n) && cuenta.fallos.length < 5; n += 1) {
    const [operacion, objetivo] = elegir(azar, operaciones, cuenta)
    await pedir(operacion, objetivo, partes)
  }
  const hechas = [...cuenta.vistos.values()].reduce((s, n) => s + n, 0)
  t.diagnostic(
    `${hechas} peticiones, ${((100 * cuenta.buenas) / hechas).toFixed(1)} % con 2xx, ${cuenta.vistos.size} pares de operación y estado`,
  )
  assert.deepEqual(cuenta.fallos, [])
  assert.deepEqual(
    cuenta.faltan(operaciones).map(([o, e]) => `${o.nombre} ${e}`),
    [],
    'estados documentados que no salieron',
  )
  assert.ok(cuenta.buenas / hechas >= 0.3, 'menos del 30 % con 2xx')
  assert.equal((await a.pedir('GET /readyz')).estado, 200)
})

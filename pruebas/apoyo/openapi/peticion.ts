import type { Esquema, Operacion, Parametro } from './documento.ts'
import { invalido, type Taller, valido } from './generar.ts'
import { ARREGLOS_HEREDADOS } from './heredadas.ts'
import { type Contrato, conocido, contratoQue, HEREDADA, type Mundo } from './mundo.ts'
import { ARREGLOS_RESERVAS, reservaPara } from './reservas.ts'

/** Una petición lista para salir, y el estado que busca. */
export type Pedida = Readonly<{
  metodo: string
  ruta: string
  encabezados: Readonly<Record<string, string>>
  cuerpo: string | undefined
  credencial: string
}>

type Meta = Taller & Readonly<{ operacion: Operacion; objetivo: number }>

const bueno = (objetivo: number): boolean => objetivo < 300

const FIRMES = ['Firmado', 'Procesado']

/** En marcha, con plazo por delante y un aniversario ya cumplido: a éste se le puede hacer de todo. */
const maduro = (c: Contrato): boolean =>
  c.estado === 'Procesado' &&
  c.incremento.tipo === 'fijo' &&
  c.fecha_inicio <= '2024-01-01' &&
  c.fecha_fin > '2028'

/** Lo que sólo se hace con un contrato en marcha. */
const DE_VIDA = /\/(otrosies|prorrogas|renovaciones|incrementos|terminacion)$/

/** Qué contrato sirve para lo que se busca. */
const contratoPara = ({ operacion: { nombre }, objetivo, mundo, azar }: Meta): Contrato | null => {
  const firmable = (c: Contrato) => c.estado === 'Pendiente' && c.firmas_pendientes.length > 0
  if (nombre.startsWith('GET')) return contratoQue(mundo, azar, () => true)
  if (nombre.endsWith('/procesamiento')) {
    const procesable = (c: Contrato) => c.estado === 'Firmado' && c.fecha_fin > '2027'
    return contratoQue(mundo, azar, (c) => (objetivo === 409 ? c.estado === 'Pendiente' : procesable(c)))
  }
  if (DE_VIDA.test(nombre))
    return contratoQue(mundo, azar, objetivo === 409 ? (c) => c.estado === 'Pendiente' : maduro)
  if (objetivo === 409) return contratoQue(mundo, azar, (c) => FIRMES.includes(c.estado))
  return contratoQue(mundo, azar, nombre.endsWith('/firmas') ? firmable : (c) => c.estado === 'Pendiente')
}

/** Un id de las rutas heredadas: para lo que choca, uno ya firmado. */
const heredadoPara = (meta: Meta): string | null => {
  const { operacion, objetivo, mundo, azar } = meta
  const firme = objetivo === 400 && operacion.nombre.startsWith('DELETE')
  if (firme) return contratoQue(mundo, azar, (c) => FIRMES.includes(c.estado))?.id ?? null
  return conocido(azar, mundo.heredados)
}

const inmueblePara = ({ operacion: { nombre }, objetivo, mundo, azar }: Meta): string | null => {
  if (nombre.endsWith('/retiro') && objetivo === 409)
    return (
      contratoQue(mundo, azar, (c) => FIRMES.includes(c.estado) && c.fecha_fin > '2027')?.id_propiedad ?? null
    )
  if (nombre.startsWith('PATCH') && objetivo === 409) return conocido(azar, mundo.retirados)
  return conocido(
    azar,
    [...mundo.inmuebles.keys()].filter((id) => !mundo.retirados.has(id)),
  )
}

const apartadoPara = ({ operacion: { metodo }, objetivo, mundo, azar }: Meta): string | null => {
  if (metodo === 'GET') return conocido(azar, mundo.apartados)
  if (objetivo === 409) return conocido(azar, mundo.marcados)
  return conocido(
    azar,
    [...mundo.apartados].filter((id) => !mundo.marcados.has(id)),
  )
}

const TOPICOS = [
  'eventos-contrato',
  'eventos-inmueble',
  'eventos-cliente',
  'comandos-contrato',
  'eventos-reserva',
  'resultados-comando',
  'actos-clave',
  'actos-operacion',
]

/** El valor de un parámetro de la ruta: de lo aprendido, o uno que no existe si se busca 404. */
const enlace = (meta: Meta, p: Parametro): string => {
  const { operacion, objetivo, mundo, azar } = meta
  const inventado = () => String(azar.cadena(new RegExp(p.schema.pattern ?? '^[a-z]{8}$')))
  if (objetivo === 404) return azar.cara(0.2) ? 'no-es-un-id' : inventado()
  const [, familia] = operacion.ruta.split('/')
  const valores: Readonly<Record<string, () => string | null>> = {
    contratos: () => (HEREDADA.test(operacion.ruta) ? heredadoPara(meta) : contratoPara(meta)?.id) ?? null,
    vuelos: () => conocido(azar, mundo.reservas.keys()),
    inmuebles: () => inmueblePara(meta),
    clientes: () => conocido(azar, mundo.clientes.keys()),
    reservas: () => reservaPara({ nombre: operacion.nombre, objetivo, mundo, azar }),
    comandos: () => conocido(azar, mundo.comandos),
    apartados: () => apartadoPara(meta),
    bitacora: () => azar.elegir(TOPICOS),
    esquemas: () => conocido(azar, mundo.huellas),
    problemas: () => conocido(azar, mundo.problemas),
    claves: () => conocido(azar, mundo.claves),
    proyecciones: () => azar.elegir(['panel', 'busqueda']),
  }
  return valores[familia ?? '']?.() ?? inventado()
}

const consulta = (meta: Meta): string => {
  const { operacion, objetivo, azar } = meta
  const pares: [string, string][] = []
  for (const p of operacion.parametros.filter((q) => q.in === 'query')) {
    // Un cursor inventado nunca vale; los buenos se siguen por `Link`. Esperar sólo alargaría la prueba.
    if (p.name === 'cursor' || p.name === 'esperar' || (!p.required && !azar.cara(0.2))) continue
    const valor = valido(p.schema, meta, p.name)
    for (const v of [valor].flat()) pares.push([p.name, String(v)])
  }
  const con = (nombre: string) => pares.some(([n]) => n === nombre)
  if (
    (con('monto_min') || con('monto_max') || pares.some(([, v]) => v.startsWith('monto:'))) &&
    !con('moneda')
  )
    pares.push(['moneda', 'COP'])
  if (objetivo === 422 && operacion.cuerpo === undefined)
    pares.push(
      azar.elegir([
        ['sobra', '1'],
        ['limite', '0'],
        ['cursor', 'inventado'],
        ['a_fecha', '2026-02-30'],
      ]),
    )
  const texto = new URLSearchParams(pares).toString()
  return texto === '' ? '' : `?${texto}`
}

const versionDe = (id: string | undefined, { mundo }: Meta): string => {
  const version =
    mundo.contratos.get(id ?? '')?.version ??
    mundo.reservas.get(id ?? '')?.version ??
    mundo.inmuebles.get(id ?? '') ??
    mundo.clientes.get(id ?? '')
  return `"${version ?? 1}"`
}

/** Los encabezados que la operación declara, buenos o con el defecto que se busca. */
const encabezadosDe = (meta: Meta, id: string | undefined): Record<string, string> => {
  const { operacion, objetivo, azar } = meta
  const declara = (nombre: string) => operacion.parametros.some((p) => p.in === 'header' && p.name === nombre)
  const exige = operacion.parametros.some((p) => p.name === 'if-match' && p.required)
  const h: Record<string, string> = {}
  if (declara('if-match') && (exige ? objetivo !== 428 : azar.cara(0.2) && bueno(objetivo)))
    h['if-match'] = versionDe(id, meta)
  if (objetivo === 412) h['if-match'] = azar.elegir(['"99999"', 'W/"1"', '"otra"'])
  if (declara('idempotency-key') && azar.cara(0.3))
    h['idempotency-key'] = azar.elegir([azar.uuid(), `"${azar.uuid()}"`])
  if (objetivo === 202) h.prefer = 'respond-async'
  if (declara('alpes-esperar') && azar.cara(0.1)) h['alpes-esperar'] = 'eventos-contrato=0'
  if (objetivo === 400 && declara('idempotency-key'))
    h['idempotency-key'] = azar.elegir(['""', 'x'.repeat(256), '"abierta'])
  if (objetivo === 400 && declara('alpes-esperar'))
    h['alpes-esperar'] = azar.elegir(['x', 'a=b', 'inventado=1'])
  h['content-type'] = tipoDe(meta)
  if (bueno(objetivo) && operacion.nombre === 'GET /contratos' && azar.cara(0.1)) h.accept = 'text/csv'
  return h
}

const tipoDe = ({ operacion: { metodo }, objetivo, azar }: Meta): string => {
  if (objetivo === 415) return azar.elegir(['text/plain', 'application/json;a', 'application/xml'])
  return metodo === 'PATCH' && azar.cara(0.5)
    ? 'application/merge-patch+json'
    : 'application/json; charset=utf-8'
}

type Arreglo = (cuerpo: Record<string, unknown>, meta: Meta, id: string | undefined) => object

const repetir = (nombre: string, de: (m: Mundo) => Iterable<unknown>): Arreglo => {
  const poner: Arreglo = (cuerpo, { objetivo, azar, mundo }) => {
    if (objetivo === 409) return { ...cuerpo, [nombre]: conocido(azar, de(mundo)) ?? cuerpo[nombre] }
    return cuerpo
  }
  return poner
}

/** Lo que un cuerpo válido necesita para tener el efecto que se busca. */
const ARREGLOS: Readonly<Record<string, Arreglo>> = {
  ...ARREGLOS_RESERVAS,
  ...ARREGLOS_HEREDADOS,
  'POST /inmuebles': repetir('id', (m) => m.inmuebles.keys()),
  'POST /clientes': repetir('id', (m) => m.clientes.keys()),
  'PATCH /clientes/{id}': (cuerpo, { objetivo, azar, mundo }) => {
    const { tipo: _, ...resto } = cuerpo
    if (objetivo !== 409) return Object.keys(resto).length > 0 ? resto : { nombre: 'Otro' }
    return { documento: conocido(azar, mundo.documentos) }
  },
  'POST /contratos': repetir('id', (m) => m.contratos.keys()),
  // Un plazo a medias (sólo una de las dos fechas) casi siempre queda al revés.
  'PATCH /contratos/{id}': ({ fecha_inicio: _, fecha_fin: __, moneda: ___, ...resto }) =>
    Object.keys(resto).length > 0 ? resto : { monto: '700' },
  'POST /contratos/{id}/firmas': (cuerpo, { azar, mundo }, id) => {
    const contrato = mundo.contratos.get(id ?? '')
    if (!contrato) return cuerpo
    const { hash, firmas_pendientes: faltan, id_compania } = contrato
    return { id_parte: faltan.length > 0 ? azar.elegir(faltan) : id_compania, hash }
  },
  'POST /contratos/{id}/otrosies': (cuerpo, { mundo }, id) => {
    const c = mundo.contratos.get(id ?? '')
    if (!c) return cuerpo
    return {
      efectiva: c.fecha_inicio,
      cambios: { monto: '777' },
      firmas: [c.id_compania, c.id_inquilino, ...c.codeudores],
    }
  },
  'POST /contratos/{id}/prorrogas': (cuerpo, { azar, mundo }, id) => {
    const c = mundo.contratos.get(id ?? '')
    if (!c) return cuerpo
    return {
      nueva_fin: Temporal.PlainDate.from(c.fecha_fin)
        .add({ days: 1 + azar.entero(60) })
        .toString(),
    }
  },
  'POST /contratos/{id}/renovaciones': (cuerpo, { mundo }, id) => {
    const c = mundo.contratos.get(id ?? '')
    return c ? { fecha_fin: Temporal.PlainDate.from(c.fecha_fin).add({ years: 2 }).toString() } : cuerpo
  },
  'POST /contratos/{id}/incrementos': (cuerpo, { mundo }, id) => {
    const c = mundo.contratos.get(id ?? '')
    return c ? { aniversario: Temporal.PlainDate.from(c.fecha_inicio).add({ years: 1 }).toString() } : cuerpo
  },
  'POST /contratos/{id}/terminacion': (cuerpo, { mundo }, id) => {
    const c = mundo.contratos.get(id ?? '')
    return c ? { fecha: c.fecha_inicio, motivo: 'prueba' } : cuerpo
  },
  'POST /apartados/{id}/edicion': (cuerpo, { mundo }, id) => ({
    ...cuerpo,
    datos: mundo.datos.get(id ?? '') ?? {},
  }),
  // Los papeles no se repiten: el azar solo casi siempre los repite.
  'POST /claves': ({ partes: _, ...cuerpo }, { azar }) => ({
    ...cuerpo,
    nombre: `clave-${azar.entero(1e6)}`,
    roles: [azar.elegir(['lector', 'gestor', 'firmante', 'operador'])],
  }),
  'POST /respaldo': (cuerpo, { objetivo }) => (objetivo === 409 ? { motivo: 'no hay' } : cuerpo),
}

const cuerpoDe = (meta: Meta, id: string | undefined): string | undefined => {
  const { operacion, objetivo, azar } = meta
  const { cuerpo: esquema } = operacion
  // Lo único que una ruta abierta tiene por mal pedido: una lectura que trae cuerpo.
  if (esquema === undefined) return objetivo === 400 && operacion.parametros.length === 0 ? '{}' : undefined
  const soloJson = !operacion.parametros.some((p) => p.in === 'header')
  if (objetivo === 400 && (soloJson || azar.cara(0.5)))
    return azar.elegir(['{', '{"a":1,"a":2}', '{"__proto__":{}}', '\ufeff{}', '[1,]'])
  if (objetivo === 422) return JSON.stringify(invalido(esquema as Esquema, meta))
  if (!operacion.cuerpoObligatorio && objetivo !== 415 && azar.cara(0.5)) return undefined
  const hecho = valido(esquema, meta) as Record<string, unknown>
  return JSON.stringify(ARREGLOS[operacion.nombre]?.(hecho, meta, id) ?? hecho)
}

const credencialDe = ({ operacion: { nombre }, objetivo, azar }: Meta): string => {
  if (objetivo === 401) return azar.elegir(['inventada', ''])
  if (objetivo !== 403) return 'credencial-admin'
  return nombre.endsWith('/firmas') && azar.cara(0.3) ? 'credencial-firmante' : 'credencial-sin-papel'
}

/** Inventa una petición de una operación con la que debería salir el estado que se busca. */
export const inventar = (operacion: Operacion, objetivo: number, taller: Taller): Pedida => {
  const meta: Meta = { ...taller, operacion, objetivo }
  const siguiente = taller.mundo.enlaces.get(operacion.nombre)
  const encabezados = (id?: string) => encabezadosDe(meta, id)
  if (siguiente && bueno(objetivo) && taller.azar.cara(0.3))
    return {
      metodo: 'GET',
      ruta: siguiente,
      encabezados: {},
      cuerpo: undefined,
      credencial: 'credencial-admin',
    }
  let id: string | undefined
  const ruta = operacion.ruta.replaceAll(/\{(\w+)\}/g, (_, nombre) => {
    id = enlace(meta, operacion.parametros.find((p) => p.in === 'path' && p.name === nombre)!)
    return encodeURIComponent(id)
  })
  const cuerpo = cuerpoDe(meta, id)
  const { 'content-type': tipo, ...resto } = encabezados(id)
  return {
    metodo: operacion.metodo,
    ruta: ruta + consulta(meta),
    encabezados: cuerpo === undefined || tipo === undefined ? resto : { ...resto, 'content-type': tipo },
    cuerpo,
    credencial: credencialDe(meta),
  }
}

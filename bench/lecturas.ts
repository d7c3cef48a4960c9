import { crearCalendario } from '#modulos/contratos/aplicacion/queries/calendario.ts'
import type { PedidoInforme } from '#modulos/contratos/aplicacion/queries/informes/puertos.ts'
import { ASCENSOS_CONTRATO, ESQUEMAS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'
import { crearVistas } from '#modulos/contratos/infraestructura/vistas.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { mediana, medirCarga } from './carga.ts'
import { peticion } from './cartera.ts'
import { abrirServidorBench, crearBase, crearBaseSembrada, enServidor } from './sistema.ts'

const LISTA = Number(process.env.BENCH_CONTRATOS ?? 1_000_000)
const CARTERA = Number(process.env.BENCH_CARTERA ?? 100_000)
const VUELTAS = Number(process.env.BENCH_VUELTAS ?? 60)
/** Cuánto se calienta cada lectura antes de medirla, ms. */
const CALENTAMIENTO = Number(process.env.BENCH_CALENTAMIENTO ?? 5) * 1000
const DIA = '2027-06-15'

/** La página a mano: las mismas filas con sus nombres, preparada. */
const PAGINA = `select t.*, p.nombre as np, p.ciudad, k.nombre as nk, i.nombre as ni
  from (select * from contratos order by creado_en desc, id desc limit 51) t
  left join contratos_inmuebles p on p.id = t.id_propiedad
  left join contratos_clientes k on k.id = t.id_compania left join contratos_clientes i on i.id = t.id_inquilino
  order by t.creado_en desc, t.id desc`

const TOTALES = `select moneda, escala, sum(monto_minimo), count(*) from contratos group by moneda, escala`

/** El canon de ese día, que aquí también hay que calcular. */
const CANON = `case when jsonb_array_length(c.tramos) = 1 then (c.tramos -> 0 ->> 'minimo')::int8 else
  (select (t.v ->> 'minimo')::int8 from jsonb_array_elements(c.tramos) with ordinality t(v, i)
    where (t.v ->> 'desde')::date <= '${DIA}' order by t.i desc limit 1) end`

/** El rent roll a mano: primera página y sus totales, sin filtros ni zonas. */
const OCUPADOS = `from contratos_inmuebles p left join contratos c on c.id_propiedad = p.id
    and c.estado in ('Firmado', 'Procesado', 'Terminado', 'Vencido')
    and c.fecha_inicio <= '${DIA}' and c.fin_efectiva >= '${DIA}'`
const RENT_ROLL = `select p.*, c.numero, c.estado, ${CANON} as canon, c.moneda, c.fecha_inicio, c.fin_efectiva,
    i.nombre as inquilino, k.nombre as compania
  ${OCUPADOS} left join contratos_clientes i on i.id = c.id_inquilino
  left join contratos_clientes k on k.id = c.id_compania order by p.codigo, p.id limit 51`
const SUMAS = `select c.moneda, c.escala, count(*), count(c.id), sum(p.area), sum(${CANON})
  ${OCUPADOS} group by c.moneda, c.escala`

const columnasDe = async (url: string, tabla: string, cambios: Readonly<Record<string, string>>) =>
  enServidor(url, async (c) => {
    const { rows } = await c.query<{ n: string }>(
      `select column_name as n from information_schema.columns
       where table_schema = 'alpes' and table_name = '${tabla}' order by ordinal_position`,
    )
    const lista = rows.map((r) => r.n)
    return { lista: lista.join(', '), valores: lista.map((n) => cambios[n] ?? `c.${n}`).join(', ') }
  })

/** Copia el contrato sembrado hasta tener `cuantos`, cada uno creado un minuto antes que el anterior. */
const llenarLista = async (url: string, cuantos: number): Promise<void> => {
  const { lista, valores } = await columnasDe(url, 'contratos', {
    id: 'gen_random_uuid()',
    numero: `'LL-' || g`,
    creado_en: `c.creado_en - g * interval '1 minute'`,
  })
  await enServidor(url, async (c) => {
    await c.query('set search_path = alpes, public')
    await c.query(`insert into contratos (${lista}) select ${valores}
      from (select * from contratos limit 1) c, generate_series(1, ${cuantos}) g`)
    await c.query('vacuum analyze contratos')
  })
}

/** La mitad de inmuebles que de contratos, cada uno con el que terminó y el que lo siguió al día siguiente. */
const llenarCartera = async (url: string, cuantos: number): Promise<void> => {
  const inmuebles = await columnasDe(url, 'contratos_inmuebles', {
    id: `md5('i' || g)::uuid`,
    codigo: '1000 + g',
  })
  const contratos = await columnasDe(url, 'contratos', {
    id: 'gen_random_uuid()',
    numero: `'CA-' || g`,
    id_propiedad: `md5('i' || (g + 1) / 2)::uuid`,
    estado: `case g % 2 when 0 then 'Vencido' else 'Firmado' end`,
    firmado_en: 'c.creado_en',
    fecha_inicio: `c.fecha_inicio - (g % 2 = 0)::int * 365`,
    fecha_fin: `c.fecha_fin - (g % 2 = 0)::int * 365`,
    fin_efectiva: `c.fin_efectiva - (g % 2 = 0)::int * 365`,
  })
  await enServidor(url, async (c) => {
    await c.query('set search_path = alpes, public')
    await c.query(`insert into contratos_inmuebles (${inmuebles.lista}) select ${inmuebles.valores}
      from (select * from contratos_inmuebles limit 1) c, generate_series(1, ${cuantos / 2}) g`)
    await c.query(`insert into contratos (${contratos.lista}) select ${contratos.valores}
      from (select * from contratos limit 1) c, generate_series(1, ${cuantos}) g`)
    await c.query('vacuum analyze contratos, contratos_inmuebles')
  })
}

type Rivales = Readonly<{ nuestra: () => Promise<unknown>; cruda: () => Promise<unknown> }>

const cronometrar = async (trabajo: () => Promise<unknown>): Promise<number> => {
  const inicio = performance.now()
  await trabajo()
  return performance.now() - inicio
}

/** Una vez cada una, por turnos, y la mediana de cada cual: lo que pase en la máquina les pasa a las dos. */
const comparar = async (nombre: string, { nuestra, cruda }: Rivales): Promise<void> => {
  // Las dos en régimen: no se mide mientras V8 compila lo suyo ni con las páginas de la base por traer.
  const hasta = performance.now() + CALENTAMIENTO
  do {
    await cruda()
    await nuestra()
  } while (performance.now() < hasta)
  const ms = { nuestra: [] as number[], cruda: [] as number[] }
  for (let i = 0; i < VUELTAS; i++) {
    ms.cruda.push(await cronometrar(cruda))
    ms.nuestra.push(await cronometrar(nuestra))
  }
  const [n, c] = [mediana(ms.nuestra), mediana(ms.cruda)]
  console.log(`${nombre}: ${n.toFixed(2)} ms; SQL a mano ${c.toFixed(2)} ms; ×${(n / c).toFixed(2)}`)
}

const abrir = (url: string) => {
  const pool = abrirPool({ url, esquema: 'alpes', nombre: 'bench lecturas', maximo: 4 })
  const vistas = crearVistas(pool, crearRegistro(ESQUEMAS_CONTRATO, ASCENSOS_CONTRATO))
  const preparada = (name: string, text: string) => () => pool.query({ name, text })
  return { pool, vistas, preparada }
}

const AHORA = Temporal.Instant.from(`${DIA}T17:00:00Z`)

const medirLista = async (url: string): Promise<void> => {
  const { pool, vistas, preparada } = abrir(url)
  const calendario = crearCalendario(AHORA)
  const orden = { campo: 'fecha_creacion', sentido: 'desc' } as const
  const pedir = (totales: boolean) =>
    vistas.listar({ filtro: {}, calendario, pagineo: { limite: 50, orden, totales } })
  const pagina = preparada('pagina', PAGINA)
  await comparar(`página de 50 de ${LISTA}`, { nuestra: () => pedir(false), cruda: pagina })
  await comparar('con sus totales', {
    nuestra: () => pedir(true),
    cruda: () => Promise.all([pagina(), pool.query({ name: 'totales', text: TOTALES })]),
  })
  await pool.end()
}

const medirRentRoll = async (url: string): Promise<void> => {
  const { pool, vistas, preparada } = abrir(url)
  const pedido: PedidoInforme<'codigo'> = {
    filtro: {},
    calendario: crearCalendario(AHORA),
    aFecha: null,
    pagineo: { limite: 50 },
  }
  const [pagina, sumas] = [preparada('rent-roll', RENT_ROLL), preparada('sumas', SUMAS)]
  await comparar(`rent roll de ${CARTERA} contratos, página y totales`, {
    nuestra: () => vistas.informes.rentRoll.ver(pedido),
    cruda: async () => [await sumas(), await pagina()],
  })
  await pool.end()
}

/** Las lecturas de la oficina contra su SQL escrito a mano: la lista, sus totales y el rent roll. */
export const medirLecturas = async (): Promise<void> => {
  await using servidor = await abrirServidorBench()
  await crearBaseSembrada(servidor.url, 'semilla', (puerto) =>
    medirCarga({ puerto, conexiones: 1, duracion: 200, peticion }),
  )
  const lista = await crearBase(servidor.url, 'lista', 'semilla')
  await llenarLista(lista, LISTA)
  await medirLista(lista)
  const cartera = await crearBase(servidor.url, 'cartera', 'semilla')
  await llenarCartera(cartera, CARTERA)
  await medirRentRoll(cartera)
}

import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type pg from 'pg'
import { EVENTOS_CLIENTE } from '#modulos/clientes/infraestructura/schema/v1/eventos.ts'
import { abrirClientes, MIGRACIONES_CLIENTES } from '#modulos/clientes/modulo.ts'
import { COMANDOS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v1/comandos.ts'
import { ASCENSOS_CONTRATO, ESQUEMAS_CONTRATO } from '#modulos/contratos/infraestructura/schema/v2/eventos.ts'
import { abrirContratos, type ContratoVista, MIGRACIONES_CONTRATOS } from '#modulos/contratos/modulo.ts'
import { EVENTOS_INMUEBLE } from '#modulos/inmuebles/infraestructura/schema/v1/eventos.ts'
import { abrirInmuebles, MIGRACIONES_INMUEBLES } from '#modulos/inmuebles/modulo.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { abrirMotor, type Motor } from '#seedwork/infraestructura/uow/motor.ts'
import { contexto } from './cuentas.ts'

const ESQUEMA = 'alpes'
const BITACORA = {
  modulo: 'bitacora',
  carpeta: path.join(import.meta.dirname, '../../src/seedwork/infraestructura/bitacora/migraciones'),
}
const PROGRAMADOS = {
  modulo: 'programados',
  carpeta: path.join(import.meta.dirname, '../../src/seedwork/infraestructura/programados/migraciones'),
}

export const registroOficina = crearRegistro(
  [...EVENTOS_INMUEBLE, ...EVENTOS_CLIENTE, ...ESQUEMAS_CONTRATO, ...COMANDOS_CONTRATO],
  ASCENSOS_CONTRATO,
)

const TOPICOS = [...new Set(registroOficina.definiciones.map((d) => d.topico))]

/** Mediodía en Bogotá del 2026-12-01. */
export const AHORA = Temporal.Instant.from('2026-12-01T17:00:00Z')

/** Lo que se puede cambiar de un contrato de prueba. */
export type DatosContrato = Readonly<{
  id?: string
  numero?: string
  propiedad: string
  compania: string
  inquilino: string
  codeudores?: readonly string[]
  inicio?: string
  fin?: string
  monto?: string
  moneda?: string
  incremento?: Readonly<{ tipo: string; puntosBasicos?: number }>
}>

/** Los tres módulos sobre el motor de verdad, como los arma `api`. */
export type Oficina = AsyncDisposable & {
  pool: pg.Pool
  motor: Motor
  contratos: ReturnType<typeof abrirContratos>
  inmuebles: ReturnType<typeof abrirInmuebles>
  clientes: ReturnType<typeof abrirClientes>
  /** Cambia el «ahora» de las consultas y de las órdenes que salgan de aquí. */
  aLas(instante: string): void
  contexto(extra?: Partial<Contexto>): Contexto
  inmueble(extra?: Readonly<{ nombre?: string; ciudad?: string; zona?: string }>): Promise<string>
  cliente(nombre?: string): Promise<string>
  redactar(datos: DatosContrato): Promise<ContratoVista>
  firmar(contrato: ContratoVista, parte: string, extra?: Partial<Contexto>): Promise<ContratoVista>
  /** Firman todas las partes. */
  perfeccionar(contrato: ContratoVista): Promise<ContratoVista>
  /** Tipo y datos de lo emitido para una clave, en orden. */
  hechos(clave: string): Promise<readonly (readonly [string, Record<string, unknown>])[]>
}

/** Crea las tablas de los tres módulos y la bitácora. */
export const prepararOficina = async (url: string): Promise<void> => {
  const pool = abrirPool({ url, esquema: ESQUEMA, nombre: 'preparar' })
  for (const modulo of [
    BITACORA,
    PROGRAMADOS,
    MIGRACIONES_CLIENTES,
    MIGRACIONES_INMUEBLES,
    MIGRACIONES_CONTRATOS,
  ])
    await migrar({ pool, esquema: ESQUEMA, ...modulo })
  await pool.end()
}

type Abierta = Pick<Oficina, 'pool' | 'motor' | 'contratos' | 'inmuebles' | 'clientes'>

const abrirModulos = async (
  url: string,
  { comprobarSolape, reloj }: { comprobarSolape: boolean; reloj: { ahora(): Temporal.Instant } },
): Promise<Abierta> => {
  const pool = abrirPool({ url, esquema: ESQUEMA, nombre: 'lecturas', maximo: 4 })
  const { codificar } = registroOficina
  const motor = await abrirMotor({
    url,
    esquema: ESQUEMA,
    servicio: 'pruebas',
    pool,
    topicos: TOPICOS,
    codificar,
  })
  const inmuebles = abrirInmuebles({ motor, pool, reloj, politica: { comprobarSolape } })
  const clientes = abrirClientes({ motor, pool })
  const puertos = { inmuebles: inmuebles.puertos.buscarInmuebles, clientes: clientes.puertos.buscarClientes }
  const contratos = abrirContratos({ motor, pool, puertos, reloj, registro: registroOficina })
  motor.reaccionar(inmuebles.reacciones)
  motor.reaccionar(contratos.reacciones)
  return { pool, motor, contratos, inmuebles, clientes }
}

type Ordenar = Oficina['contexto']

const cartera = (
  { inmuebles, clientes }: Abierta,
  ordenar: Ordenar,
): Pick<Oficina, 'inmueble' | 'cliente'> => ({
  async inmueble({ nombre = 'Local 101', ciudad = 'Bogotá', zona = 'America/Bogota' } = {}) {
    const datos = { nombre, ciudad, zona, tipo: 'local' as const, area_m2: '85' }
    const comando = { tipo: 'CrearInmueble' as const, id: randomUUID(), datos }
    const { resultado } = await inmuebles.comandos.CrearInmueble({ comando, contexto: ordenar() })
    return resultado.id
  },
  async cliente(nombre = 'Café Páramo S.A.S.') {
    const documento = { tipo: 'OTRO' as const, numero: randomUUID().slice(0, 18).replaceAll('-', '') }
    const datos = { tipo: 'empresa' as const, nombre, documento }
    const comando = { tipo: 'CrearCliente' as const, id: randomUUID(), datos }
    const { resultado } = await clientes.comandos.CrearCliente({ comando, contexto: ordenar() })
    return resultado.id
  },
})

const ciclo = (
  { contratos: { comandos } }: Abierta,
  ordenar: Ordenar,
): Pick<Oficina, 'redactar' | 'firmar' | 'perfeccionar'> => {
  const firmar: Oficina['firmar'] = async ({ id, hash }, idParte, extra) => {
    const comando = { tipo: 'FirmarContrato' as const, id, idParte, hash }
    return (await comandos.FirmarContrato({ comando, contexto: ordenar(extra) })).resultado
  }
  return {
    firmar,
    async redactar({ id = randomUUID(), propiedad, compania, inquilino, inicio, fin, ...resto }) {
      const comando = {
        tipo: 'CrearContrato' as const,
        id,
        idPropiedad: propiedad,
        idCompania: compania,
        idInquilino: inquilino,
        fechaInicio: inicio ?? '2026-01-01',
        fechaFin: fin ?? '2027-12-31',
        monto: '9500000',
        moneda: 'COP',
        ...resto,
      }
      return (await comandos.CrearContrato({ comando, contexto: ordenar() })).resultado
    },
    async perfeccionar(contrato) {
      let ultimo = contrato
      for (const parte of contrato.firmas_pendientes) ultimo = await firmar(contrato, parte)
      return ultimo
    },
  }
}

const leerHechos =
  (pool: pg.Pool): Oficina['hechos'] =>
  async (clave) => {
    const texto = 'select tipo, contenido from bitacora where clave = $1 order by topico, posicion'
    const { rows } = await pool.query<{ tipo: string; contenido: Buffer }>(texto, [clave])
    return rows.map(({ tipo, contenido }) => {
      const { datos } = registroOficina.escrito(contenido)
      return [tipo, datos as Record<string, unknown>] as const
    })
  }

/** Abre la oficina. `comprobarSolape: false` deja la decisión a la restricción de la tabla. */
export const abrirOficina = async (url: string, { comprobarSolape = true } = {}): Promise<Oficina> => {
  let ahora = AHORA
  const abierta = await abrirModulos(url, { comprobarSolape, reloj: { ahora: () => ahora } })
  const ordenar: Ordenar = (extra = {}) => contexto({ ahora, ...extra })
  return {
    ...abierta,
    ...cartera(abierta, ordenar),
    ...ciclo(abierta, ordenar),
    contexto: ordenar,
    aLas(momento) {
      ahora = Temporal.Instant.from(momento)
    },
    hechos: leerHechos(abierta.pool),
    async [Symbol.asyncDispose]() {
      await abierta.motor[Symbol.asyncDispose]()
      await abierta.pool.end()
    },
  }
}

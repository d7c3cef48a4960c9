import { createHash } from 'node:crypto'
import { type Cliente, ErrorApi, type Peticion } from '../cliente.ts'
import type { Columna, Fila } from './filas.ts'

/** Un paso que la API no aceptó, con la columna del CSV que lo explica (vacía si ninguna). */
export class PasoRechazado extends Error {
  readonly columna: string
  constructor(columna: string, mensaje: string) {
    super(mensaje)
    this.columna = columna
  }
}

type Contrato = { id: string; estado: string; hash: string; firmas_pendientes: string[] }
type Campos = Readonly<Record<string, Columna>>

/** Id estable de lo importado: el mismo archivo, la misma cosa, aunque la clave de idempotencia haya caducado. */
const idEstable = (clase: string, llave: string): string => {
  const h = createHash('sha256').update(`importacion:${clase}:${llave}`).digest('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`
}

const CAMPOS_INMUEBLE: Campos = {
  codigo: 'propiedad_codigo',
  nombre: 'propiedad_nombre',
  tipo: 'propiedad_tipo',
  ciudad: 'ciudad',
  zona: 'zona',
  area_m2: 'area_m2',
}
const CAMPOS_CONTRATO: Campos = {
  numero: 'numero',
  fecha_inicio: 'fecha_inicio',
  fecha_fin: 'fecha_fin',
  monto: 'monto',
  moneda: 'moneda',
  incremento: 'incremento',
  id_propiedad: 'propiedad_codigo',
  id_compania: 'compania_documento',
  id_inquilino: 'inquilino_documento',
}

/** Lleva filas a la API con los comandos corrientes. Propiedades y clientes se crean una vez por corrida. */
export const crearImportador = (cliente: Cliente) => {
  const hechos = new Map<string, Promise<string>>()
  const unaVez = (llave: string, crear: () => Promise<string>): Promise<string> => {
    const hecho = hechos.get(llave) ?? crear()
    hechos.set(llave, hecho)
    return hecho
  }
  const enviar = <T>(
    ruta: string,
    clave: string,
    { cuerpo, campos }: { cuerpo: unknown; campos: Campos },
  ): Promise<T> =>
    pedirConColumna<T>(
      cliente,
      ruta,
      { metodo: 'POST', cuerpo, clave, cabeceras: { 'alpes-origen': 'importacion' } },
      campos,
    )

  const inmueble = (f: Fila): Promise<string> =>
    unaVez(`p:${f.propiedad_codigo}`, async () => {
      const id = idEstable('inmueble', f.propiedad_codigo)
      const cuerpo = {
        id,
        codigo: Number(f.propiedad_codigo),
        nombre: f.propiedad_nombre,
        tipo: f.propiedad_tipo,
        ciudad: f.ciudad,
        zona: f.zona,
        area_m2: f.area_m2,
      }
      const nuevo = () =>
        enviar<{ id: string }>('/inmuebles', `importacion:inmueble:${f.propiedad_codigo}`, {
          cuerpo,
          campos: CAMPOS_INMUEBLE,
        })
      return crearOEncontrar(nuevo, () =>
        buscar(
          cliente,
          `/inmuebles?q=${f.propiedad_codigo}`,
          (i: { codigo: number }) => i.codigo === cuerpo.codigo,
        ),
      )
    })

  const parte = (f: Fila, papel: 'compania' | 'inquilino'): Promise<string> => {
    const texto = f[`${papel}_documento`]
    return unaVez(`c:${texto}`, async () => {
      const [tipo, numero] = [texto.split(/\s+/)[0]!, texto.replace(/^\S+\s+/, '')]
      const correo = papel === 'inquilino' && f.inquilino_correo ? { correo: f.inquilino_correo } : {}
      const cuerpo = {
        id: idEstable('cliente', texto),
        tipo: tipo === 'CC' || tipo === 'CE' ? 'natural' : 'empresa',
        nombre: f[`${papel}_nombre`],
        documento: { tipo, numero },
        ...correo,
      }
      const campos: Campos = {
        nombre: `${papel}_nombre`,
        documento: `${papel}_documento`,
        correo: 'inquilino_correo',
      }
      const nuevo = () =>
        enviar<{ id: string }>('/clientes', `importacion:cliente:${texto}`, { cuerpo, campos })
      const mismo = (c: { documento: { numero: string } }) =>
        soloDigitos(c.documento.numero) === soloDigitos(numero)
      return crearOEncontrar(nuevo, () => buscar(cliente, `/clientes?q=${encodeURIComponent(numero)}`, mismo))
    })
  }

  const contrato = async (f: Fila): Promise<Contrato> => {
    const [id_propiedad, id_compania, id_inquilino] = await Promise.all([
      inmueble(f),
      parte(f, 'compania'),
      parte(f, 'inquilino'),
    ])
    const id = idEstable('contrato', f.numero)
    const cuerpo = {
      id,
      numero: f.numero,
      id_propiedad,
      id_compania,
      id_inquilino,
      fecha_inicio: f.fecha_inicio,
      fecha_fin: f.fecha_fin,
      monto: f.monto,
      moneda: f.moneda,
      incremento: aIncremento(f.incremento),
    }
    try {
      await enviar<Contrato>('/contratos', `importacion:${f.numero}:crear`, {
        cuerpo,
        campos: CAMPOS_CONTRATO,
      })
    } catch (error) {
      if (!(error instanceof PasoRechazado && error.cause instanceof ErrorApi && error.cause.estado === 409))
        throw error
      // Ya estaba: si es el nuestro se sigue desde donde quedó; si no, es otro contrato con ese número.
      return (await cliente.pedir<Contrato>(`/contratos/${id}`).catch(() => Promise.reject(error))).datos
    }
    return (await cliente.pedir<Contrato>(`/contratos/${id}`)).datos
  }

  /** Importa una fila; contesta si hubo que cambiar algo. */
  return async (f: Fila): Promise<void> => {
    let actual = await contrato(f)
    if (f.estado === 'Pendiente') return
    for (const id_parte of actual.firmas_pendientes)
      await enviar(`/contratos/${actual.id}/firmas`, `importacion:${f.numero}:firma:${id_parte}`, {
        cuerpo: { id_parte, hash: actual.hash },
        campos: {},
      })
    if (f.estado !== 'Procesado') return
    actual = (await cliente.pedir<Contrato>(`/contratos/${actual.id}`)).datos
    if (actual.estado === 'Firmado')
      await enviar(`/contratos/${actual.id}/procesamiento`, `importacion:${f.numero}:procesar`, {
        cuerpo: { acta_entrega: true },
        campos: {},
      })
  }
}

const soloDigitos = (t: string): string => t.replace(/[^0-9A-Za-z]/g, '')

const aIncremento = (texto: string): { tipo: string; puntos_basicos?: number } => {
  const [tipo = 'ninguno', puntos] = (texto || 'ninguno').split(/[:+]/)
  if (puntos === undefined) return { tipo }
  return { tipo: tipo === 'ipc' ? 'ipc_mas' : tipo, puntos_basicos: Number(puntos) }
}

const crearOEncontrar = async (
  crear: () => Promise<{ id: string }>,
  encontrar: () => Promise<string | undefined>,
): Promise<string> => {
  try {
    return (await crear()).id
  } catch (error) {
    if (!(error instanceof PasoRechazado && error.cause instanceof ErrorApi && error.cause.estado === 409))
      throw error
    const id = await encontrar()
    if (!id) throw error
    return id
  }
}

const buscar = async <T>(
  cliente: Cliente,
  ruta: string,
  es: (t: T) => boolean,
): Promise<string | undefined> => {
  const { datos } = await cliente.pedir<{ elementos: (T & { id: string })[] }>(ruta)
  return datos.elementos.find(es)?.id
}

const pedirConColumna = async <T>(
  cliente: Cliente,
  ruta: string,
  peticion: Peticion,
  campos: Campos,
): Promise<T> => {
  try {
    return (await cliente.pedir<T>(ruta, peticion)).datos
  } catch (error) {
    if (!(error instanceof ErrorApi) || error.estado === 0) throw error
    const [falta] = error.faltas
    const campo = falta?.pointer.split('/')[1] ?? ''
    const rechazo = new PasoRechazado(campos[campo] ?? '', falta ? falta.detail : error.message)
    rechazo.cause = error
    throw rechazo
  }
}

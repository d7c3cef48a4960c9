import type { Cliente } from '../cliente.ts'
import type { Fila } from './columnas.ts'
import { buscar, type Campos, dar, idEstable, PasoRechazado } from './pasos.ts'

type Contrato = { id: string; estado: string; hash: string; firmas_pendientes: string[] }

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

/**
 * Lleva filas a la API con los comandos corrientes. Propiedades y clientes se crean una vez por corrida, y
 * los que ya estaban se usan si son los mismos.
 */
export class Importador {
  readonly #cliente: Cliente
  readonly #hechos = new Map<string, Promise<string>>()

  constructor(cliente: Cliente) {
    this.#cliente = cliente
  }

  /** Importa una fila hasta su `estado`. Falla con `PasoRechazado`. */
  async importar(f: Fila): Promise<void> {
    const contrato = await this.#contrato(f)
    if (f.estado === 'Pendiente') return
    await this.#firmar(f, contrato)
    if (f.estado !== 'Procesado') return
    const { estado } = await this.#leer(contrato.id)
    if (estado !== 'Firmado') return
    const cuerpo = { acta_entrega: true }
    await dar(this.#cliente, {
      ...{ ruta: `/contratos/${contrato.id}/procesamiento`, clave: `${f.numero}:procesar`, cuerpo },
    })
  }

  async #firmar(f: Fila, { id, hash, firmas_pendientes }: Contrato): Promise<void> {
    for (const id_parte of firmas_pendientes)
      await dar(this.#cliente, {
        ruta: `/contratos/${id}/firmas`,
        clave: `${f.numero}:firma:${id_parte}`,
        cuerpo: { id_parte, hash },
      })
  }

  /** El contrato como está ahora: la respuesta de un alta repetida cuenta cómo nació. */
  async #contrato(f: Fila): Promise<Contrato> {
    const [id_propiedad, id_compania, id_inquilino] = await Promise.all([
      this.#unaVez(`p:${f.propiedad_codigo}`, () => this.#inmueble(f)),
      this.#unaVez(`c:${f.compania_documento}`, () => this.#parte(f, 'compania')),
      this.#unaVez(`c:${f.inquilino_documento}`, () => this.#parte(f, 'inquilino')),
    ])
    const { numero, fecha_inicio, fecha_fin, monto, moneda } = f
    const id = idEstable('contrato', numero)
    const cuerpo = {
      ...{ id, numero, id_propiedad, id_compania, id_inquilino, fecha_inicio, fecha_fin, monto, moneda },
      incremento: aIncremento(f.incremento),
    }
    try {
      await dar(this.#cliente, {
        ...{ ruta: '/contratos', clave: `${numero}:crear`, cuerpo, campos: CAMPOS_CONTRATO },
      })
    } catch (error) {
      if (!(error instanceof PasoRechazado && error.repetido)) throw error
      // Ya estaba: si es el nuestro se sigue desde donde quedó; si no, es otro contrato con ese número.
      return this.#leer(id).catch(() => Promise.reject(error))
    }
    return this.#leer(id)
  }

  async #leer(id: string): Promise<Contrato> {
    return (await this.#cliente.pedir<Contrato>(`/contratos/${id}`)).datos
  }

  #unaVez(llave: string, crear: () => Promise<string>): Promise<string> {
    const hecho = this.#hechos.get(llave) ?? crear()
    this.#hechos.set(llave, hecho)
    return hecho
  }

  async #inmueble(f: Fila): Promise<string> {
    const {
      propiedad_codigo: codigo,
      propiedad_nombre: nombre,
      propiedad_tipo: tipo,
      ciudad,
      zona,
      area_m2,
    } = f
    const cuerpo = {
      id: idEstable('inmueble', codigo),
      codigo: Number(codigo),
      nombre,
      tipo,
      ciudad,
      zona,
      area_m2,
    }
    const nuevo = { ruta: '/inmuebles', clave: `inmueble:${codigo}`, cuerpo, campos: CAMPOS_INMUEBLE }
    const mismo = (i: { codigo: number }) => i.codigo === cuerpo.codigo
    return crearOEncontrar(
      () => dar<{ id: string }>(this.#cliente, nuevo),
      () => buscar<Hallado & { codigo: number }>(this.#cliente, `/inmuebles?q=${codigo}`, mismo),
      { id: cuerpo.id, nombre, columna: 'propiedad_nombre' },
    )
  }

  async #parte(f: Fila, papel: 'compania' | 'inquilino'): Promise<string> {
    const texto = f[`${papel}_documento`]
    const [tipo = '', numero = ''] = texto.split(/\s+(.*)/, 2)
    const nombre = f[`${papel}_nombre`]
    const cuerpo = {
      ...{ id: idEstable('cliente', texto), nombre, documento: { tipo, numero } },
      tipo: tipo === 'CC' || tipo === 'CE' ? 'natural' : 'empresa',
      ...(papel === 'inquilino' && f.inquilino_correo !== '' && { correo: f.inquilino_correo }),
    }
    const campos: Campos = {
      ...{ nombre: `${papel}_nombre`, documento: `${papel}_documento`, correo: 'inquilino_correo' },
    }
    const mismo = (c: { documento: { numero: string } }) =>
      soloDigitos(c.documento.numero) === soloDigitos(numero)
    const ruta = `/clientes?q=${encodeURIComponent(numero)}`
    return crearOEncontrar(
      () =>
        dar<{ id: string }>(this.#cliente, { ruta: '/clientes', clave: `cliente:${texto}`, cuerpo, campos }),
      () => buscar<Hallado & { documento: { numero: string } }>(this.#cliente, ruta, mismo),
      { id: cuerpo.id, nombre, columna: `${papel}_nombre` },
    )
  }
}

type Hallado = Readonly<{ nombre: string }>

const soloDigitos = (t: string): string => t.replace(/[^0-9A-Za-z]/g, '')

const aIncremento = (texto: string): { tipo: string; puntos_basicos?: number } => {
  const [tipo = 'ninguno', puntos] = (texto || 'ninguno').split(/[:+]/)
  if (puntos === undefined) return { tipo }
  return { tipo: tipo === 'ipc' ? 'ipc_mas' : tipo, puntos_basicos: Number(puntos) }
}

const llano = (texto: string): string => texto.trim().toLocaleLowerCase('es')

/**
 * Crea algo o encuentra lo que ya había. Lo que puso otra importación vale aunque lo hayan corregido
 * después; lo que es de otros, sólo si se llama igual: un contrato no se cuelga de la propiedad de al lado.
 */
const crearOEncontrar = async (
  crear: () => Promise<{ id: string }>,
  encontrar: () => Promise<(Hallado & { id: string }) | undefined>,
  esperado: Readonly<{ id: string; nombre: string; columna: string }>,
): Promise<string> => {
  try {
    return (await crear()).id
  } catch (error) {
    if (!(error instanceof PasoRechazado && error.repetido)) throw error
    const hallado = await encontrar()
    if (hallado === undefined) throw error
    if (hallado.id === esperado.id || llano(hallado.nombre) === llano(esperado.nombre)) return hallado.id
    throw new PasoRechazado(esperado.columna, `ya existe, y se llama «${hallado.nombre}»`)
  }
}

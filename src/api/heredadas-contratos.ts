import { randomUUIDv7 } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type ContratoVista, ESTADOS } from '#modulos/contratos/modulo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { type Partes as DeContratos, TERMINOS } from './contratos-comun.ts'
import { PLAZO_CSV } from './csv.ts'
import { PorId, ref } from './esquemas.ts'
import { type Citas, citasDe, conCitas, es, type Fichas } from './heredadas-citas.ts'
import { aceptado, comun, enFlujo } from './heredadas-comun.ts'
import { ContratoHeredado, ContratoPedido, contratoHeredado, MONEDA, terminosDe } from './heredadas-forma.ts'
import { exigirContratoSuyo, exigirListaSuya } from './lo-suyo.ts'
import { encolable, hechoDe, situar } from './ordenes.ts'
import { POLITICA_DE_COMANDOS, POLITICA_DE_CONSULTAS } from './politicas.ts'
import { ruta } from './rutas.ts'

export type Partes = Fichas & Omit<DeContratos, 'cursores'>

const unContrato = { descripcion: 'El contrato', esquema: ref('ContratoHeredado') }

type Nombrar = (c: ContratoVista) => Promise<ContratoHeredado>

/** Dice un contrato con los códigos de sus fichas; cada ficha se busca una vez. */
const crearNombrar = ({ clientes, inmuebles }: Partes): Nombrar => {
  const sabidos = new Map<string, number>()
  const recordar = async (id: string, leer: () => Promise<{ codigo: number }>): Promise<number> => {
    const codigo = sabidos.get(id) ?? (await leer()).codigo
    sabidos.set(id, codigo)
    return codigo
  }
  const cliente = (id: string) =>
    recordar(id, () => clientes.queries.ObtenerCliente({ tipo: 'ObtenerCliente', id }))
  const inmueble = (id: string) =>
    recordar(id, () => inmuebles.queries.ObtenerInmueble({ tipo: 'ObtenerInmueble', id }))
  return async (c) =>
    contratoHeredado(c, {
      id_compania: await cliente(c.id_compania),
      id_inquilino: await cliente(c.id_inquilino),
      id_propiedad: await inmueble(c.id_propiedad),
    })
}

const noExiste = (id: string) => new ErrorDominio('ContratoNoEncontrado', 'El contrato no existe', { id })

/** El contrato que un cliente heredado puede ver: sin anular y en pesos. Falla con `ContratoNoEncontrado`. */
const visible = async ({ contratos }: Partes, id: string): Promise<ContratoVista> => {
  const contrato = await contratos.queries.ObtenerContrato({ tipo: 'ObtenerContrato', id })
  if (contrato.estado !== 'Anulado' && contrato.moneda === MONEDA) return contrato
  throw noExiste(id)
}

/** Lo que por aquí no se ve por estar en otra moneda tampoco se cambia. Si no existe, lo dirá la orden. */
const exigirEnPesos = async ({ contratos }: Partes, id: string): Promise<void> => {
  const moneda = await contratos.queries.ObtenerContrato({ tipo: 'ObtenerContrato', id }).then(
    (c) => c.moneda,
    (error: unknown) => {
      if (es(error, 'ContratoNoEncontrado')) return MONEDA
      throw error
    },
  )
  if (moneda !== MONEDA) throw noExiste(id)
}

const VISIBLES = { estado: ESTADOS.filter((estado) => estado !== 'Anulado'), moneda: MONEDA }

async function* contratosHeredados(p: Partes): AsyncGenerator<readonly ContratoHeredado[]> {
  const orden = { campo: 'fecha_creacion', sentido: 'asc' } as const
  const nombrar = crearNombrar(p)
  const { RecorrerContratos } = p.contratos.queries
  for await (const trozo of await RecorrerContratos({ tipo: 'RecorrerContratos', filtro: VISIBLES, orden })) {
    const dichos: ContratoHeredado[] = []
    // De uno en uno: una lista larga no toma todas las conexiones de lectura.
    for (const contrato of trozo) dichos.push(await nombrar(contrato))
    yield dichos
  }
}

const lecturasDeContratos = (app: Aplicacion, partes: Partes): void => {
  for (const [camino, operacion] of [
    ['/contratos/contrato/:id', 'ObtenerContratoHeredado'],
    ['/contratos/contrato-query/:id', 'ConsultarContratoHeredado'],
  ] as const)
    app.get(
      camino,
      ruta({
        ...comun,
        operacion,
        resumen: 'Un contrato en pesos',
        politica: POLITICA_DE_CONSULTAS.ObtenerContrato,
        entrada: { params: PorId },
        exitos: { 200: unContrato },
        problemas: ['ContratoNoEncontrado'],
      }),
      async ({ params: { id }, principal }, respuesta) => {
        const contrato = await visible(partes, id)
        exigirContratoSuyo(principal, contrato)
        return respuesta.send(await crearNombrar(partes)(contrato))
      },
    )
  app.get(
    '/contratos/contrato-query',
    ruta({
      ...comun,
      operacion: 'ListarContratosHeredados',
      resumen: 'Todos los contratos en pesos que no se anularon, por orden de creación',
      politica: POLITICA_DE_CONSULTAS.ListarContratos,
      entrada: {},
      exitos: { 200: { descripcion: 'Los contratos', esquema: Type.Array(ref('ContratoHeredado')) } },
      plazo: PLAZO_CSV,
    }),
    async ({ principal }, respuesta) => {
      exigirListaSuya(principal, {})
      return enFlujo(respuesta, contratosHeredados(partes))
    },
  )
}

const deAlta = {
  ...comun,
  politica: POLITICA_DE_COMANDOS.CrearContrato,
  clase: 'alta',
  entrada: { body: ContratoPedido },
  problemas: TERMINOS,
} as const

/** Cómo se redacta un contrato heredado: ya mismo o, si `despues`, en la cola. */
const crearAltas = (partes: Partes) => {
  const { contratos, ejecutar } = partes
  const manejador = contratos.comandos.CrearContrato
  return (peticion: FastifyRequest, cuerpo: ContratoPedido, despues: boolean) => {
    const comandoDe = (ids: Citas<string>) =>
      ({ tipo: 'CrearContrato', id: randomUUIDv7(), ...terminosDe(cuerpo, ids) }) as const
    const ensayar = (ids: Citas<string>) => ejecutar(peticion, { comando: comandoDe(ids), manejador })
    const encolar = (ids: Citas<string>) => {
      const comando = comandoDe(ids)
      const aLaCola = { ...encolable(contratos, comando), siempreDespues: true }
      return ejecutar(peticion, { comando, manejador, ...aLaCola })
    }
    return conCitas(citasDe(peticion, cuerpo, partes), { ensayar, correr: despues ? encolar : ensayar })
  }
}

const altasDeContratos = (app: Aplicacion, partes: Partes): void => {
  const crear = crearAltas(partes)
  app.post(
    '/contratos/contrato',
    ruta({
      ...deAlta,
      operacion: 'CrearContratoHeredado',
      resumen: 'Redacta un contrato; lo que no se conoce por su código nace provisional',
      exitos: { 200: unContrato },
    }),
    async (peticion, respuesta) => {
      const desenlace = await crear(peticion, peticion.body, false)
      situar(respuesta, desenlace)
      const { id_compania, id_inquilino, id_propiedad } = peticion.body
      const codigos = { id_compania, id_inquilino, id_propiedad }
      return respuesta.send(contratoHeredado(hechoDe(desenlace), codigos))
    },
  )
  app.post(
    '/contratos/contrato-comando',
    ruta({
      ...deAlta,
      operacion: 'EncolarContratoHeredado',
      resumen: 'Redacta un contrato, después',
      exitos: { 202: aceptado },
    }),
    async (peticion, respuesta) =>
      situar(respuesta, await crear(peticion, peticion.body, true))
        .status(202)
        .send({}),
  )
}

const cambiosDeContratos = (app: Aplicacion, partes: Partes): void => {
  const { contratos, ejecutar } = partes
  app.put(
    '/contratos/contrato-comando/:id',
    ruta({
      ...comun,
      operacion: 'CambiarContratoHeredado',
      resumen: 'Cambia un contrato pendiente, después',
      politica: POLITICA_DE_COMANDOS.ActualizarContrato,
      clase: 'comando',
      entrada: { params: PorId, body: ContratoPedido },
      exitos: { 202: aceptado },
      problemas: ['ContratoNoEncontrado', 'ContratoInmutable', 'TransicionInvalida', ...TERMINOS],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      await exigirEnPesos(partes, id)
      const manejador = contratos.comandos.ActualizarContrato
      const pedidoDe = (ids: Citas<string>) => {
        const comando = { tipo: 'ActualizarContrato', id, cambios: terminosDe(peticion.body, ids) } as const
        return { comando, manejador, agregado: id }
      }
      const desenlace = await conCitas(citasDe(peticion, peticion.body, partes), {
        ensayar: (ids) => ejecutar(peticion, pedidoDe(ids)),
        correr(ids) {
          const pedido = pedidoDe(ids)
          const despues = { ...encolable(contratos, pedido.comando), siempreDespues: true }
          return ejecutar(peticion, { ...pedido, ...despues })
        },
      })
      return situar(respuesta, desenlace).status(202).send({})
    },
  )
}

const anulacionesDeContratos = (app: Aplicacion, partes: Partes): void => {
  const { contratos, ejecutar } = partes
  app.delete(
    '/contratos/contrato-query/:id',
    ruta({
      ...comun,
      operacion: 'EliminarContratoHeredado',
      resumen: 'Anula un contrato pendiente',
      politica: POLITICA_DE_COMANDOS.EliminarContrato,
      clase: 'comando',
      entrada: { params: PorId },
      exitos: { 204: { descripcion: 'Anulado' } },
      problemas: ['ContratoNoEncontrado', 'ContratoInmutable', 'TransicionInvalida'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      await exigirEnPesos(partes, id)
      const comando = { tipo: 'EliminarContrato', id } as const
      const manejador = contratos.comandos.EliminarContrato
      try {
        situar(respuesta, await ejecutar(peticion, { comando, manejador, agregado: id }))
      } catch (error) {
        // Lo ya anulado no existe para quien llega por aquí.
        if (es(error, 'TransicionInvalida')) await visible(partes, id)
        throw error
      }
      return respuesta.status(204).send()
    },
  )
}

/** Los contratos, como los conocen los clientes heredados. */
export const montarContratosHeredados = (app: Aplicacion, partes: Partes): void => {
  app.addSchema(ContratoHeredado)
  lecturasDeContratos(app, partes)
  altasDeContratos(app, partes)
  cambiosDeContratos(app, partes)
  anulacionesDeContratos(app, partes)
}

import { randomUUIDv7 } from 'node:crypto'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { etiqueta, GESTIONAN, type Partes, TERMINOS, ubicacion, uno } from './contratos-comun.ts'
import { IncrementoPedido, Otrosi, Prorroga, Renovacion, Terminacion } from './contratos-esquemas.ts'
import { incrementoDe } from './contratos-traduccion.ts'
import { PorId, ref } from './esquemas.ts'
import { responder } from './ordenes.ts'
import { ruta } from './rutas.ts'

const incremento = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/incrementos',
    ruta({
      resumen: 'Aplica el incremento pactado de un aniversario ya cumplido',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      entrada: { params: PorId, body: IncrementoPedido },
      exitos: { 201: uno },
      problemas: [
        'ContratoNoEncontrado',
        'TransicionInvalida',
        'IncrementoYaAplicado',
        'IncrementoPendienteDeIndice',
        'PeriodoInvalido',
        'FechaInvalida',
        'MontoInvalido',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'AplicarIncremento', id, ...peticion.body } as const
      const manejador = contratos.comandos.AplicarIncremento
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
}

const renovacion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/renovaciones',
    ruta({
      resumen: 'Redacta el contrato que sucede a éste, con su inmueble y sus partes',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      entrada: { params: PorId, body: Renovacion },
      exitos: { 201: { descripcion: 'El contrato nuevo', esquema: ref('Contrato') } },
      problemas: ['ContratoNoEncontrado', 'TransicionInvalida', 'RenovacionYaExiste', ...TERMINOS],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const { fecha_inicio: fechaInicio, fecha_fin: fechaFin, monto, moneda } = peticion.body
      const datos = { fechaInicio, fechaFin, monto, moneda }
      const comando = { tipo: 'RenovarContrato', id, idNuevo: randomUUIDv7(), ...datos } as const
      const manejador = contratos.comandos.RenovarContrato
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
}

const terminacion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/terminacion',
    ruta({
      resumen: 'Termina un contrato antes de su fin; el inmueble queda libre desde el día siguiente',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      entrada: { params: PorId, body: Terminacion },
      exitos: { 200: uno },
      problemas: [
        'ContratoNoEncontrado',
        'TransicionInvalida',
        'PeriodoInvalido',
        'FechaInvalida',
        'MontoInvalido',
        'PrecisionExcedida',
        'MonedaNoSoportada',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'TerminarAnticipadamente', id, ...peticion.body } as const
      const manejador = contratos.comandos.TerminarAnticipadamente
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id })
      return responder(respuesta, desenlace, { estado: 200 })
    },
  )
}

const otrosi = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/otrosies',
    ruta({
      resumen: 'Registra un otrosí firmado por todas: canon, regla de incremento o cláusulas',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      entrada: { params: PorId, body: Otrosi },
      exitos: { 201: uno },
      problemas: [
        'ContratoNoEncontrado',
        'TransicionInvalida',
        'FirmanteNoAutorizado',
        'FirmasIncompletas',
        'PeriodoInvalido',
        'FechaInvalida',
        'MontoInvalido',
        'PrecisionExcedida',
        'IncrementoInvalido',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const { cambios, ...resto } = peticion.body
      const incremento = cambios.incremento && incrementoDe(cambios.incremento)
      const comando = { tipo: 'RegistrarOtrosi', id, ...resto, cambios: { ...cambios, incremento } } as const
      const manejador = contratos.comandos.RegistrarOtrosi
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
}

const prorroga = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/prorrogas',
    ruta({
      resumen: 'Alarga el plazo en las mismas condiciones',
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      entrada: { params: PorId, body: Prorroga },
      exitos: { 201: uno },
      problemas: [
        'ContratoNoEncontrado',
        'TransicionInvalida',
        'SolapeDeVigencia',
        'PeriodoInvalido',
        'FechaInvalida',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'ProrrogarContrato', id, nuevaFin: peticion.body.nueva_fin } as const
      const manejador = contratos.comandos.ProrrogarContrato
      const desenlace = await ejecutar(peticion, { comando, manejador, agregado: id })
      return responder(respuesta, desenlace, { estado: 201, ubicacion })
    },
  )
}

/** Lo que le pasa a un contrato ya firmado. */
export const montarVida = (app: Aplicacion, partes: Partes): void => {
  otrosi(app, partes)
  prorroga(app, partes)
  incremento(app, partes)
  renovacion(app, partes)
  terminacion(app, partes)
}

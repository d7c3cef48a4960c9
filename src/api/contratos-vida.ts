import { randomUUIDv7 } from 'node:crypto'
import type { Static, TSchema } from 'typebox'
import type { ComandoDeVida, ContratoVista } from '#modulos/contratos/modulo.ts'
import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import {
  aceptado,
  encolable,
  etiqueta,
  GESTIONAN,
  type Partes,
  TERMINOS,
  ubicacion,
  uno,
} from './contratos-comun.ts'
import { IncrementoPedido, Otrosi, Prorroga, Renovacion, Terminacion } from './contratos-esquemas.ts'
import { incrementoDe } from './contratos-traduccion.ts'
import type { Codigo } from './errores.ts'
import { PorId, ref } from './esquemas.ts'
import { responder } from './ordenes.ts'
import { ruta } from './rutas.ts'

/** El compilador no sabe que el manejador elegido es el del tipo del comando. */
type Manejador = (orden: Orden<ComandoDeVida>) => Promise<Hecho<ContratoVista>>

/** Una orden sobre un contrato firmado: qué cuerpo trae, qué comando es y cómo puede fallar. */
type Acto<B extends TSchema> = Readonly<{
  camino: string
  resumen: string
  cuerpo: B
  /** 201, con `Location`, si deja algo nuevo. */
  estado: 200 | 201
  exito?: typeof uno
  problemas: readonly Codigo[]
  comando(id: string, cuerpo: Static<B>): ComandoDeVida
}>

const acto = <B extends TSchema>(a: Acto<B>): Acto<B> => a

const FECHA = ['PeriodoInvalido', 'FechaInvalida'] as const

const otrosi = acto({
  camino: 'otrosies',
  resumen: 'Registra un otrosí firmado por todas: canon, regla de incremento o cláusulas',
  cuerpo: Otrosi,
  estado: 201,
  problemas: [
    ...FECHA,
    'FirmanteNoAutorizado',
    'FirmasIncompletas',
    'MontoInvalido',
    'PrecisionExcedida',
    'IncrementoInvalido',
  ],
  comando(id, { cambios, ...resto }) {
    const incremento = cambios.incremento && incrementoDe(cambios.incremento)
    return { tipo: 'RegistrarOtrosi', id, ...resto, cambios: { ...cambios, incremento } }
  },
})

const prorroga = acto({
  camino: 'prorrogas',
  resumen: 'Alarga el plazo en las mismas condiciones',
  cuerpo: Prorroga,
  estado: 201,
  problemas: [...FECHA, 'SolapeDeVigencia', 'RenovacionYaExiste'],
  comando: (id, { nueva_fin: nuevaFin }) => ({ tipo: 'ProrrogarContrato', id, nuevaFin }),
})

const incremento = acto({
  camino: 'incrementos',
  resumen: 'Aplica el incremento pactado de un aniversario ya cumplido',
  cuerpo: IncrementoPedido,
  estado: 201,
  problemas: [...FECHA, 'IncrementoYaAplicado', 'IncrementoPendienteDeIndice', 'MontoInvalido'],
  comando: (id, { aniversario }) => ({ tipo: 'AplicarIncremento', id, aniversario }),
})

const renovacion = acto({
  camino: 'renovaciones',
  resumen: 'Redacta el contrato que sucede a éste, con su inmueble y sus partes',
  cuerpo: Renovacion,
  estado: 201,
  exito: { descripcion: 'El contrato nuevo', esquema: ref('Contrato') },
  problemas: ['RenovacionYaExiste', ...TERMINOS],
  comando: (id, { fecha_inicio: fechaInicio, fecha_fin: fechaFin, monto, moneda }) => ({
    tipo: 'RenovarContrato',
    id,
    idNuevo: randomUUIDv7(),
    fechaInicio,
    fechaFin,
    monto,
    moneda,
  }),
})

const terminacion = acto({
  camino: 'terminacion',
  resumen: 'Termina un contrato antes de su fin; el inmueble queda libre desde el día siguiente',
  cuerpo: Terminacion,
  estado: 200,
  problemas: [...FECHA, 'MontoInvalido', 'PrecisionExcedida', 'MonedaNoSoportada'],
  comando: (id, cuerpo) => ({ tipo: 'TerminarAnticipadamente', id, ...cuerpo }),
})

const montar = <B extends TSchema>(
  app: Aplicacion,
  { contratos, ejecutar }: Partes,
  { camino, resumen, cuerpo, estado, exito = uno, problemas, comando: comandoDe }: Acto<B>,
): void => {
  app.post(
    `/contratos/:id/${camino}`,
    ruta({
      resumen,
      etiqueta,
      politica: GESTIONAN,
      clase: 'comando',
      asincrona: true,
      entrada: { params: PorId, body: cuerpo },
      exitos: { [estado]: exito, 202: aceptado },
      problemas: ['ContratoNoEncontrado', 'TransicionInvalida', ...problemas],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params as Static<typeof PorId>
      const comando = comandoDe(id, peticion.body as Static<B>)
      const manejador = contratos.comandos[comando.tipo] as Manejador
      const desenlace = await ejecutar(peticion, {
        ...{ comando, manejador, agregado: id },
        ...encolable(contratos, comando),
      })
      return responder(respuesta, desenlace, { estado, ...(estado === 201 && { ubicacion }) })
    },
  )
}

/** Lo que le pasa a un contrato ya firmado. */
export const montarVida = (app: Aplicacion, partes: Partes): void => {
  montar(app, partes, otrosi)
  montar(app, partes, prorroga)
  montar(app, partes, incremento)
  montar(app, partes, renovacion)
  montar(app, partes, terminacion)
}

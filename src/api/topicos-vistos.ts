import type pg from 'pg'
import Type from 'typebox'
import { listarTopicos } from '#seedwork/infraestructura/bitacora/topicos.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import type { BrokerVisto } from './broker.ts'
import { enumerado, nulo, objeto } from './esquemas.ts'
import { ruta } from './rutas.ts'

type Partes = Readonly<{ pool: pg.Pool; broker: BrokerVisto | null }>

const cadena = Type.String()
const entero = Type.Integer()

const Topico = objeto({
  topico: cadena,
  cabeza: entero,
  guardados: entero,
  edad_ultimo: nulo(Type.Integer({ description: 'Segundos desde el último mensaje' })),
  ritmo: Type.Number({ description: 'Mensajes por segundo en el último minuto' }),
})

const Broker = objeto({
  clase: enumerado(['nats', 'kafka']),
  motivo: nulo(Type.String({ description: 'Por qué no contesta; `null` si contestó' })),
  consumidores: Type.Array(
    objeto({
      consumidor: cadena,
      topico: cadena,
      pendientes: entero,
      por_confirmar: nulo(entero),
      reentregados: nulo(entero),
    }),
  ),
})

/** Ms que se espera al broker: los tópicos se enseñan aunque él no conteste. */
const PLAZO = 2_000

const mirar = async ({ clase, consumidores }: BrokerVisto) => {
  const vencido = Promise.withResolvers<never>()
  const reloj = setTimeout(() => vencido.reject(new Error(`no contestó en ${PLAZO} ms`)), PLAZO)
  try {
    return { clase, motivo: null, consumidores: [...(await Promise.race([consumidores(), vencido.promise]))] }
  } catch (error) {
    return { clase, motivo: error instanceof Error ? error.message : String(error), consumidores: [] }
  } finally {
    clearTimeout(reloj)
  }
}

/** Los tópicos por dentro y, si hay broker, quién lee de él y cuánto le falta. */
export const montarTopicos = (app: Aplicacion, { pool, broker }: Partes): void => {
  app.get(
    '/topicos',
    ruta({
      operacion: 'ListarTopicos',
      resumen: 'Tópicos de la bitácora: cabeza, edad de lo último y ritmo; y los consumidores del broker',
      etiqueta: 'operación',
      politica: ['operador'],
      entrada: {},
      exitos: {
        200: {
          descripcion: 'Una fila por tópico',
          esquema: objeto({ elementos: Type.Array(Topico), broker: nulo(Broker) }),
        },
      },
    }),
    async () => {
      const [elementos, visto] = await Promise.all([listarTopicos(pool), broker && mirar(broker)])
      return { elementos, broker: visto }
    },
  )
}

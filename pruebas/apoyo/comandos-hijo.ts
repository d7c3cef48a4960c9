import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { efectoDeComandos } from '#seedwork/infraestructura/uow/lector-comandos.ts'
import { abrirPoolTaller, TOPICO } from './bitacora.ts'
import { abrirBanco, contexto, MAPA } from './cuentas.ts'
import { crearVeneno } from './veneno.ts'

/**
 * Un lector de comandos en su propio proceso: cada orden mira una cuenta y deja en `eventos-eco` su posición.
 * `VENENO`, como en `veneno.ts`; la de la posición `COLGADA` no acaba nunca.
 */
const { BASE_URL: url = '', ARRIENDO = '400', COLGADA = '0' } = process.env

await using pila = new AsyncDisposableStack()
const pool = abrirPoolTaller(url)
pila.defer(() => pool.end())
const fuente = pila.use(abrirFuenteBitacora({ pool, escucha: url }))
const ejecutor = pila.use(await pila.use(await abrirBanco(url)).motor.abrirEjecutor())
const envenenar = crearVeneno(process.env)
const eco = (posicion: number) => ({
  topico: 'eventos-eco',
  tipo: 'Eco',
  versionEsquema: 1,
  datos: { posicion },
})
pila.use(
  abrirSuscripcion({
    ...{ nombre: 'hijo', topicos: [TOPICO], fuente, pool, registro: sinRegistro },
    ...{
      arriendo: Number(ARRIENDO),
      lote: 10,
      pausa: { base: 20, tope: 100 },
      reintento: { base: 50, tope: 100 },
    },
    efecto: efectoDeComandos(ejecutor, (mensaje) => ({
      contexto: contexto({ idComando: mensaje.id }),
      async trabajo(tx) {
        envenenar.antes([mensaje])
        await tx.cargar(MAPA, mensaje.clave, 'leer')
        envenenar.despues([mensaje])
        if (mensaje.posicion === Number(COLGADA)) await new Promise(() => {})
        tx.emitir(eco(mensaje.posicion), mensaje.clave)
      },
    })),
  }),
)
const { promise: fin, resolve: acabar } = Promise.withResolvers<void>()
process.once('SIGTERM', acabar)
process.stdout.write('en marcha\n')
await fin

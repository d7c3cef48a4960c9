/** N lectores duraderos de `eventos-contrato` en un proceso propio, con su cursor y sin otro efecto. */
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { conVentana } from '#seedwork/infraestructura/fuentes/ventana.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirLatido, abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'

const { BASE_DATOS_URL: url = '', LECTORES = '1' } = process.env

await correrServicio(async () => {
  await using pila = new AsyncDisposableStack()
  const pool = abrirPool({ url, esquema: 'alpes', nombre: 'bench: lectores', maximo: 12 })
  pila.defer(() => pool.end())
  const latido = abrirLatido(pool)
  pila.defer(() => latido.end())
  const fuente = conVentana(pila.use(abrirFuenteBitacora({ pool, escucha: url })))
  for (let i = 0; i < Number(LECTORES); i++)
    pila.use(
      abrirSuscripcion({
        ...{ nombre: `bench-${i}`, topicos: ['eventos-contrato'], fuente, pool, latido },
        ...{ registro: sinRegistro, inicio: 'cabeza', atender: async () => {} },
      }),
    )
  process.stdout.write(`${JSON.stringify({ puerto: 0 })}\n`)
  return pila.move()
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { DependenciaCaida } from '#seedwork/aplicacion/errores-consumo.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { PublicadorConMemoria } from '#seedwork/infraestructura/relevo.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { mensaje } from '../apoyo/mensaje.ts'

/** Un publicador abierto y lo que llegó al otro lado, en el orden en que llegó. */
export type BancoPublicador = AsyncDisposable & {
  publicador: PublicadorConMemoria
  recibidos(topico: string): Promise<readonly Mensaje[]>
  /** Deja al broker sin contestar, si se puede. */
  caer?(): Promise<void>
}

/** En qué pueden diferir los adaptadores. */
export type CapacidadesPublicador = Readonly<{
  /** Sabe decir hasta qué posición guarda cada tópico. */
  memoria: boolean
  /** Se le puede dejar sin contestar. */
  seCae: boolean
}>

const publicable = (topico: string, posicion: number): Mensaje => ({
  ...mensaje({ topico, versionAgregado: posicion, traceparent: '00-aa-bb-01', actor: 'Ñandú' }),
  posicion,
  guardadoEn: 1_796_000_000_456,
})
const serie = (topico: string, n: number): Mensaje[] =>
  Array.from({ length: n }, (_, i) => publicable(topico, i + 1))
const nuevo = (): string => `eventos-${randomUUID().slice(0, 8)}`

/** Lo que todo `Publicador` promete al relevo. */
export const conformidadPublicador = (
  nombre: string,
  abrir: () => Promise<BancoPublicador>,
  capacidades: CapacidadesPublicador,
): void => {
  const prueba = (que: string, correr: (banco: BancoPublicador) => Promise<void>, opciones = {}): void => {
    test(`${nombre}: ${que}`, opciones, async () => {
      await using banco = await abrir()
      await correr(banco)
    })
  }
  const llegan = ({ recibidos }: BancoPublicador, topico: string, n: number) =>
    esperarQue(`llegan ${n}`, async () => {
      const suyos = await recibidos(topico)
      return suyos.length >= n ? suyos : null
    })

  prueba('lo publicado llega con su sobre y su contenido intactos', async (banco) => {
    const enviado = publicable(nuevo(), 1)
    await banco.publicador.publicar([enviado])
    assert.deepEqual((await llegan(banco, enviado.topico, 1))[0], enviado)
  })

  prueba('un lote grande llega entero y en orden, tópico por tópico', async (banco) => {
    const [uno, otro] = [nuevo(), nuevo()]
    const [a, b] = [serie(uno, 300), serie(otro, 300)]
    await banco.publicador.publicar(a.flatMap((m, i) => [m, b[i]!]))
    assert.deepEqual(
      (await llegan(banco, uno, 300)).map((m) => m.id),
      a.map((m) => m.id),
    )
    assert.deepEqual(
      (await llegan(banco, otro, 300)).map((m) => m.id),
      b.map((m) => m.id),
    )
  })

  prueba('publicar nada no hace nada, y publicar otra vez no estorba', async (banco) => {
    const lote = serie(nuevo(), 3)
    await banco.publicador.publicar([])
    await banco.publicador.publicar(lote)
    await banco.publicador.publicar(lote)
    const vistos = await llegan(banco, lote[0]!.topico, 3)
    assert.deepEqual(new Set(vistos.map((m) => m.id)), new Set(lote.map((m) => m.id)))
  })

  prueba(
    'dice hasta dónde guarda un tópico',
    async ({ publicador }) => {
      const topico = nuevo()
      assert.equal(await publicador.hasta!(topico), 0)
      assert.equal((await publicador.ultimo?.(topico)) ?? null, null)
      const enviados = serie(topico, 4)
      await publicador.publicar(enviados)
      assert.equal(await publicador.hasta!(topico), 4)
      const { posicion, id } = (await publicador.ultimo?.(topico)) ?? enviados.at(-1)!
      assert.deepEqual([posicion, id], [4, enviados.at(-1)!.id])
    },
    { skip: !capacidades.memoria },
  )

  prueba(
    'sin broker, publicar falla con la dependencia caída',
    async ({ publicador, caer }) => {
      await caer!()
      await assert.rejects(publicador.publicar(serie(nuevo(), 1)), DependenciaCaida)
    },
    { skip: !capacidades.seCae },
  )
}

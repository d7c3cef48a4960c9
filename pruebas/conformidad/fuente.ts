import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { MensajePorEscribir } from '#seedwork/aplicacion/mensajes.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { mensaje } from '../apoyo/mensaje.ts'

/** Una fuente abierta y cómo se escribe en la bitácora que hay detrás. */
export type BancoFuente = AsyncDisposable & {
  fuente: Fuente
  escribir(mensajes: readonly MensajePorEscribir[]): Promise<void>
  podar(topico: string, inicio: number): Promise<void>
}

/** En qué pueden diferir los adaptadores. */
export type CapacidadesFuente = Readonly<{
  /** Avisa por sí misma; si no, quien lee sólo tiene el sondeo. */
  avisa: boolean
}>

const nuevo = (): string => `eventos-${randomUUID().slice(0, 8)}`
const varios = (topico: string, n: number): MensajePorEscribir[] =>
  Array.from({ length: n }, (_, i) => mensaje({ topico, versionAgregado: i + 1 }))

/** Lo que toda `Fuente` promete a quien lee de ella. */
export const conformidadFuente = (
  nombre: string,
  abrir: () => Promise<BancoFuente>,
  capacidades: CapacidadesFuente,
): void => {
  const prueba = (que: string, correr: (banco: BancoFuente) => Promise<void>, opciones = {}): void => {
    test(`${nombre}: ${que}`, opciones, async () => {
      await using banco = await abrir()
      await correr(banco)
    })
  }

  prueba('un tópico vacío no tiene mensajes ni cabeza', async ({ fuente }) => {
    assert.deepEqual(await fuente.leer(nuevo(), 0, 10), { mensajes: [], cabeza: 0, inicio: 1 })
  })

  prueba('devuelve el sobre y el contenido tal como se escribieron', async ({ fuente, escribir }) => {
    const topico = nuevo()
    const escrito = mensaje({
      ...{ topico, versionAgregado: 7, causacion: randomUUID(), traceparent: '00-aa-bb-01' },
      ...{
        contenido: Buffer.from([0, 1, 0xc3, 0xff, 0x0a]),
        actor: 'Ñandú «ana» 🏔️',
        origen: 'importacion' as const,
      },
    })
    await escribir([escrito])
    const [leido] = (await fuente.leer(topico, 0, 10)).mensajes
    const { posicion, guardadoEn, ...resto } = leido!
    assert.deepEqual(resto, escrito)
    assert.equal(posicion, 1)
    assert.ok(Number.isInteger(guardadoEn) && guardadoEn > 1_600_000_000_000)
  })

  prueba('lee en orden, después de `desde` y como mucho `limite`', async ({ fuente, escribir }) => {
    const topico = nuevo()
    await escribir(varios(topico, 7))
    await escribir(varios(nuevo(), 2))
    const { mensajes, cabeza, inicio } = await fuente.leer(topico, 2, 3)
    assert.deepEqual(
      mensajes.map((m) => [m.topico, m.posicion]),
      [3, 4, 5].map((p) => [topico, p]),
    )
    assert.deepEqual([cabeza, inicio], [7, 1])
    assert.deepEqual(
      (await fuente.leer(topico, 5, 3)).mensajes.map((m) => m.posicion),
      [6, 7],
    )
  })

  prueba(
    'en la cabeza, o más allá, contesta vacío y dice dónde está la cabeza',
    async ({ fuente, escribir }) => {
      const topico = nuevo()
      await escribir(varios(topico, 2))
      const { ancla: _, ...enLaCabeza } = await fuente.leer(topico, 2, 10)
      assert.deepEqual(enLaCabeza, { mensajes: [], cabeza: 2, inicio: 1 })
      assert.deepEqual(await fuente.leer(topico, 9, 10), { mensajes: [], cabeza: 2, inicio: 1 })
      assert.deepEqual(await fuente.leer(topico, 0, 0), { mensajes: [], cabeza: 2, inicio: 1 })
    },
  )

  prueba('si dice qué hay donde se empieza a leer, es lo que hay', async ({ fuente, escribir, podar }) => {
    const topico = nuevo()
    await escribir(varios(topico, 5))
    const { mensajes } = await fuente.leer(topico, 0, 10)
    for (const { posicion, id } of mensajes) {
      const { ancla = id } = await fuente.leer(topico, posicion, 10)
      assert.equal(ancla, id, `en ${posicion}`)
    }
    await podar(topico, 4)
    for (const sinNada of [0, 2, 9]) assert.ok(!('ancla' in (await fuente.leer(topico, sinNada, 10))))
    fuente.olvidar?.()
    assert.equal((await fuente.leer(topico, 3, 10)).mensajes.length, 2)
  })

  prueba('tras la poda dice desde dónde queda', async ({ fuente, escribir, podar }) => {
    const topico = nuevo()
    await escribir(varios(topico, 5))
    await podar(topico, 4)
    const { mensajes, cabeza, inicio } = await fuente.leer(topico, 3, 10)
    assert.deepEqual([mensajes.map((m) => m.posicion), cabeza, inicio], [[4, 5], 5, 4])
  })

  prueba(
    'avisa de lo nuevo a quien ya leyó hasta el final, y calla cuando se le pide',
    async ({ fuente, escribir }) => {
      const topico = nuevo()
      const avisos: string[] = []
      const callar = fuente.alLlegar((t) => avisos.push(t))
      let posicion = 0
      const leer = async () => {
        const { mensajes } = await fuente.leer(topico, posicion, 10)
        posicion = mensajes.at(-1)?.posicion ?? posicion
        return posicion
      }
      await leer()
      // El primer aviso puede llegar antes de que la conexión que los oye esté lista: se escribe hasta que suena.
      await esperarQue('avisa', async () => {
        await escribir([mensaje({ topico })])
        await esperarQue('suena', () => avisos.includes(topico), 500).catch(() => {})
        return avisos.includes(topico)
      })
      await esperarQue('lo avisado está', async () => (await leer()) > 0)
      callar()
      const dados = avisos.length
      await escribir([mensaje({ topico })])
      await leer()
      assert.equal(avisos.length, dados)
    },
    { skip: !capacidades.avisa },
  )
}

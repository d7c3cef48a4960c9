import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { DependenciaCaida } from '#seedwork/aplicacion/errores-consumo.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { conVentana } from '#seedwork/infraestructura/fuentes/ventana.ts'
import { abrirTaller, anotar } from '../apoyo/bitacora.ts'
import { mensaje } from '../apoyo/mensaje.ts'
import { type BancoFuente, conformidadFuente } from './fuente.ts'
import { abrirServidorBitacora, FICHA } from './fuente-servidor.ts'

const taller = await abrirTaller()
after(() => taller[Symbol.asyncDispose]())

const abrirBitacora = (escucha: string | null) => async (): Promise<BancoFuente> => {
  const { pool } = taller
  const fuente = abrirFuenteBitacora({ pool, escucha })
  return {
    fuente,
    escribir: (mensajes) => anotar(pool, mensajes),
    async podar(topico, inicio) {
      await pool.query('delete from bitacora where topico = $1 and posicion < $2', [topico, inicio])
      await pool.query('update cabezas set inicio = $2 where topico = $1', [topico, inicio])
    },
    [Symbol.asyncDispose]: () => fuente[Symbol.asyncDispose](),
  }
}

const abrirMemoria = async (): Promise<BancoFuente> => {
  const fuente = abrirFuenteMemoria()
  return {
    fuente,
    escribir: async (mensajes) => void fuente.escribir(mensajes),
    podar: async (topico, inicio) => fuente.podar(topico, inicio),
    async [Symbol.asyncDispose]() {},
  }
}

const abrirHttp = async (): Promise<BancoFuente> => {
  const banco = await abrirMemoria()
  const servidor = await abrirServidorBitacora(banco.fuente)
  const fuente = abrirFuenteHttp({ url: servidor.url, credencial: () => FICHA })
  return {
    ...banco,
    fuente,
    async [Symbol.asyncDispose]() {
      await fuente[Symbol.asyncDispose]()
      await servidor[Symbol.asyncDispose]()
    },
  }
}

conformidadFuente('memoria', abrirMemoria, { avisa: true })
conformidadFuente('bitácora', abrirBitacora(taller.url), { avisa: true })
conformidadFuente('bitácora sin escucha', abrirBitacora(null), { avisa: false })
conformidadFuente('http', abrirHttp, { avisa: true })
conformidadFuente(
  'bitácora con ventana',
  async () => {
    const banco = await abrirBitacora(taller.url)()
    return {
      ...banco,
      fuente: conVentana(banco.fuente),
      [Symbol.asyncDispose]: () => banco[Symbol.asyncDispose](),
    }
  },
  { avisa: true },
)

test('http: sin API, o con una credencial que no vale, la dependencia está caída', async () => {
  await using banco = await abrirMemoria()
  const servidor = await abrirServidorBitacora(banco.fuente)
  await using ajena = abrirFuenteHttp({ url: servidor.url, credencial: 'otra' })
  await assert.rejects(ajena.leer('eventos-x', 0, 1), DependenciaCaida)
  await servidor[Symbol.asyncDispose]()
  await using nadie = abrirFuenteHttp({ url: servidor.url, credencial: FICHA })
  await assert.rejects(nadie.leer('eventos-x', 0, 1), DependenciaCaida)
})

test('http: lo que trajo la espera se entrega sin pedirlo otra vez', async () => {
  await using banco = await abrirMemoria()
  let lecturas = 0
  const contada: Fuente = {
    ...banco.fuente,
    leer(...pedido) {
      lecturas++
      return banco.fuente.leer(...pedido)
    },
  }
  await using servidor = await abrirServidorBitacora(contada)
  await using fuente = abrirFuenteHttp({ url: servidor.url, credencial: FICHA })
  const { promise: aviso, resolve } = Promise.withResolvers<string>()
  fuente.alLlegar(resolve)
  await fuente.leer('eventos-x', 0, 10)
  await banco.escribir([mensaje({ topico: 'eventos-x' })])
  assert.equal(await aviso, 'eventos-x')
  const antes = lecturas
  assert.equal((await fuente.leer('eventos-x', 0, 10)).mensajes.length, 1)
  assert.equal(lecturas, antes)
})

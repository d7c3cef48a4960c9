import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirBanco, contexto, mover } from './cuentas.ts'

/**
 * Un escritor en su propio proceso: órdenes sin parar sobre las cuentas que se le dan, en dos tandas que no
 * coinciden, y dice la de cada una que se contestó. Así mientras un lote confirma hay otro abierto.
 */
const { BASE_URL = '', CUENTAS = '' } = process.env
const banco = await abrirBanco(BASE_URL, { tropiezo: tropiezoDeEntorno(process.env) })
const mandar = async (id: string): Promise<never> => {
  for (;;) {
    const ctx = contexto()
    await mover(banco, { id, monto: 1, ctx })
    process.stdout.write(`hecha ${ctx.idComando}\n`)
  }
}
for (const id of CUENTAS.split(',')) {
  void mandar(id)
  await new Promise(setImmediate)
}

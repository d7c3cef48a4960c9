import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { abrirOficina } from '../apoyo/oficina.ts'

/** Otra oficina en otro proceso, sin la comprobación del dominio: sólo queda la restricción de la tabla. */
const oficina = await abrirOficina(process.env.BASE_URL ?? '', { comprobarSolape: false })

/** Lo que se le pide: que una parte firme un contrato. */
export type PorFirmar = Readonly<{ id: string; hash: string; parte: string }>

const firmar = async ({ id, hash, parte: idParte }: PorFirmar): Promise<string> => {
  const comando = { tipo: 'FirmarContrato' as const, id, idParte, hash }
  try {
    await oficina.contratos.comandos.FirmarContrato({ comando, contexto: oficina.contexto() })
    return 'hecho'
  } catch (error) {
    return error instanceof ErrorDominio ? error.codigo : String(error)
  }
}

process.on('message', async (pedido: PorFirmar) => {
  process.send?.(await firmar(pedido))
})
process.once('disconnect', () => void oficina[Symbol.asyncDispose]())
process.send?.('lista')

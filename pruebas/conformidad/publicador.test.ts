import { type BancoPublicador, conformidadPublicador } from './publicador.ts'
import { crearPublicadorMemoria } from './publicador-memoria.ts'

const abrirMemoria = async (): Promise<BancoPublicador> => {
  const publicador = crearPublicadorMemoria()
  return {
    publicador,
    recibidos: async (topico) => publicador.recibidos.filter((m) => m.topico === topico),
    async caer() {
      publicador.caido = true
    },
    async [Symbol.asyncDispose]() {},
  }
}

conformidadPublicador('memoria', abrirMemoria, { memoria: true, seCae: true })

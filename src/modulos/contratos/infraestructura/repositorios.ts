import type { PlanDeVersiones } from '#seedwork/infraestructura/esquemas/versiones.ts'
import { crearRepositorio } from '#seedwork/infraestructura/uow/repositorio.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import type { TxContratos } from '../aplicacion/puertos.ts'
import type { Contrato } from '../dominio/contrato.ts'
import type { EventoContrato } from '../dominio/eventos.ts'
import type { Clientes, Inmuebles, Numeros } from '../dominio/repositorios.ts'
import { despacharCon } from './despachadores/eventos-contrato.ts'
import { huella } from './huella.ts'
import { indices } from './indices.ts'
import { MAPA_CONTRATO } from './mapa.ts'

/** Lo que otros módulos ofrecen a contratos, sobre la transacción en curso. */
export type PuertosAjenos = Readonly<{
  inmuebles: (tx: TransaccionPostgres) => Inmuebles
  clientes: (tx: TransaccionPostgres) => Clientes
}>

const numeros = (tx: TransaccionPostgres): Numeros => ({
  siguiente: async () => `CT-${await tx.siguiente('contratos_numero')}`,
})

/** Lo que un caso de uso de contratos tiene a mano, sobre la transacción en curso. */
export const armarTx = ({ inmuebles, clientes }: PuertosAjenos, plan: PlanDeVersiones) => {
  const contratos = crearRepositorio<Contrato, EventoContrato>(MAPA_CONTRATO, despacharCon(plan))
  return (tx: TransaccionPostgres): TxContratos => ({
    contratos: contratos(tx),
    inmuebles: inmuebles(tx),
    clientes: clientes(tx),
    numeros: numeros(tx),
    indices: indices(tx),
    huella,
  })
}

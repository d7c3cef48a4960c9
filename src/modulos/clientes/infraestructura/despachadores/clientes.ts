import { enMs } from '#seedwork/dominio/instante.ts'
import type { Despachar } from '#seedwork/infraestructura/uow/repositorio.ts'
import type { Cliente } from '../../dominio/cliente.ts'
import type { DatosCliente } from '../../dominio/datos.ts'
import type { EventoCliente } from '../../dominio/eventos.ts'
import { ClienteActualizado, ClienteCreado } from '../schema/v1/eventos.ts'

type Hecho<T extends EventoCliente['tipo']> = Extract<EventoCliente, { tipo: T }>

const ficha = (codigo: number, { tipo, nombre, documento, correo, idioma }: DatosCliente) => ({
  codigo,
  tipo,
  nombre,
  documento,
  correo,
  idioma,
})

const clienteCreado = ({ id, codigo, datos, en }: Hecho<'ClienteCreado'>) =>
  ClienteCreado.crear({ id, fecha_creacion: BigInt(enMs(en)), ...ficha(codigo, datos) })

const clienteActualizado = ({ id, antes, despues }: Hecho<'ClienteActualizado'>, codigo: number) =>
  ClienteActualizado.crear({ id, antes: ficha(codigo, antes), despues: ficha(codigo, despues) })

/** De los hechos privados de un cliente a los eventos públicos de `schema/v1`. */
export const despacharCliente: Despachar<Cliente, EventoCliente> = (evento, { estado }) => {
  switch (evento.tipo) {
    case 'ClienteCreado':
      return [clienteCreado(evento)]
    case 'ClienteActualizado':
      return [clienteActualizado(evento, estado.codigo)]
  }
}

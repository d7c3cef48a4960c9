import type pg from 'pg'
import type { Rol } from '#config/config.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { ComandoEjecutado, ComandoRechazado } from '#seedwork/infraestructura/esquemas/resultados.ts'
import type { Planificador } from '#seedwork/infraestructura/programados/planificador.ts'
import type { Proyecciones } from '#seedwork/infraestructura/proyecciones/proyecciones.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion, type Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import type { ConsumidorComandos } from '#seedwork/infraestructura/uow/consumidor-comandos.ts'
import { efectoDeComandos } from '#seedwork/infraestructura/uow/lector-comandos.ts'
import type { Motor, OrdenConsumida } from '#seedwork/infraestructura/uow/motor.ts'
import type { Modulos } from './modulos.ts'
import type { LectorVigilado } from './salud.ts'

const ejecutado = (id: string, tipo: string, recurso: string) => ({
  topico: ComandoEjecutado.topico,
  tipo: ComandoEjecutado.tipo,
  versionEsquema: ComandoEjecutado.version,
  datos: { id, tipo, recurso, posiciones: [] },
})

const rechazado = (id: string, tipo: string, error: Error) => ({
  topico: ComandoRechazado.topico,
  tipo: ComandoRechazado.tipo,
  versionEsquema: ComandoRechazado.version,
  datos: {
    id,
    tipo,
    codigo: error instanceof ErrorDominio ? error.codigo : 'ErrorInterno',
    detalle: error.message,
  },
})

/** De un mensaje de comando a una orden, cuyo desenlace sale por `resultados-comando` en la misma transacción. */
export const interpretarCon =
  (consumidor: ConsumidorComandos) =>
  (mensaje: Mensaje): OrdenConsumida => {
    const orden = consumidor.orden(mensaje)
    const { id } = mensaje
    const { tipo } = orden.comando
    return {
      contexto: orden.contexto,
      async trabajo(tx) {
        const resultado = await consumidor.correr(orden, tx)
        tx.emitir(ejecutado(id, tipo, resultado.id), id)
        return resultado
      },
      alRechazar: (tx, error) => tx.emitir(rechazado(id, tipo, error), id),
    }
  }

export type PartesLectores = Readonly<{
  modulos: Modulos
  motor: Motor
  pool: pg.Pool
  latido: pg.Pool
  fuente: Fuente
  registro: Registro
  tropiezo: Tropiezo
  trazas: Trazas
  proyecciones: Proyecciones
}>

const abrirLectorComandos = async (
  consumidor: ConsumidorComandos,
  p: PartesLectores,
  pila: AsyncDisposableStack,
): Promise<Suscripcion> => {
  const ejecutor = pila.use(await p.motor.abrirEjecutor())
  const { pool, latido, fuente, registro, tropiezo, trazas } = p
  const suscripcion = abrirSuscripcion({
    ...{ pool, latido, fuente, registro, tropiezo, trazas },
    nombre: consumidor.topico,
    topicos: [consumidor.topico],
    efecto: efectoDeComandos(ejecutor, interpretarCon(consumidor)),
  })
  return pila.use(suscripcion)
}

/** El planificador, mirado por `/readyz` como un lector más. */
const vigilado = (nombre: string, { sinVuelta }: Planificador): LectorVigilado => ({
  nombre,
  estado: () => ({ situacion: 'activa', motivo: null, sinVuelta: sinVuelta(), retenidas: 0, topicos: [] }),
})

const abrirConsumidores = async (
  p: PartesLectores,
  pila: AsyncDisposableStack,
): Promise<LectorVigilado[]> => [
  await abrirLectorComandos(p.modulos.contratos.consumidores.comandos, p, pila),
  await abrirLectorComandos(p.modulos.vuelos.consumidores.comandos, p, pila),
  pila.use(p.modulos.auditoria.consumidores.abrirEncadenador()),
  ...pila.use(p.proyecciones.abrirLectores()).lectores,
]

const abrirPlanificadores = (p: PartesLectores, pila: AsyncDisposableStack): LectorVigilado[] => [
  vigilado('programados', pila.use(p.modulos.contratos.abrirPlanificador(p))),
  vigilado('programados-reserva', pila.use(p.modulos.vuelos.abrirPlanificador(p))),
]

/** Pone en marcha los lectores (rol `consumidores`) y la agenda (rol `planificador`); se cierran con `pila`. */
export const abrirLectores = async (
  p: PartesLectores,
  roles: readonly Rol[],
  pila: AsyncDisposableStack,
): Promise<LectorVigilado[]> => [
  ...(roles.includes('consumidores') ? await abrirConsumidores(p, pila) : []),
  ...(roles.includes('planificador') ? abrirPlanificadores(p, pila) : []),
]

import type pg from 'pg'
import { abrirAuditoria, type Puntos } from '#modulos/auditoria/modulo.ts'
import { abrirBusqueda } from '#modulos/busqueda/modulo.ts'
import { abrirClientes, EVENTOS_CLIENTE } from '#modulos/clientes/modulo.ts'
import {
  ASCENSOS_CONTRATO,
  abrirContratos,
  COMANDOS_CONTRATO,
  ESQUEMAS_CONTRATO,
} from '#modulos/contratos/modulo.ts'
import { abrirInmuebles, EVENTOS_INMUEBLE } from '#modulos/inmuebles/modulo.ts'
import { abrirPanel } from '#modulos/panel/modulo.ts'
import { abrirVuelos, COMANDOS_RESERVA, EVENTOS_RESERVA } from '#modulos/vuelos/modulo.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { RESULTADOS_COMANDO } from '#seedwork/infraestructura/esquemas/resultados.ts'
import type { PlanDeVersiones } from '#seedwork/infraestructura/esquemas/versiones.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import type { Motor } from '#seedwork/infraestructura/uow/motor.ts'
import { ACTOS_CLAVE } from './claves/schema/v1/actos.ts'
import { ACTOS_OPERACION } from './operador/schema/v1/actos.ts'
import { TOPICOS } from './topicos.ts'

/** Los mensajes que esta API escribe y sabe leer. */
export const crearEsquemas = () =>
  crearRegistro(
    [
      ...EVENTOS_INMUEBLE,
      ...EVENTOS_CLIENTE,
      ...ESQUEMAS_CONTRATO,
      ...COMANDOS_CONTRATO,
      ...EVENTOS_RESERVA,
      ...COMANDOS_RESERVA,
      ...RESULTADOS_COMANDO,
      ...ACTOS_CLAVE,
      ...ACTOS_OPERACION,
    ],
    ASCENSOS_CONTRATO,
  )

/** El plan de `VERSIONES_EVENTOS` sólo puede nombrar eventos y versiones que hay: con otros no se arranca. */
export const exigirVersiones = (
  plan: PlanDeVersiones,
  { definiciones }: ReturnType<typeof crearEsquemas>,
): void => {
  const faltas = Object.entries(plan).flatMap(([tipo, pedidas]) => {
    const hay = definiciones.filter((d) => d.tipo === tipo).map((d) => d.version)
    const sobran = pedidas.filter((v) => !hay.includes(v)).map((v) => `no hay ${tipo} v${v}`)
    const desorden = pedidas.some((v, i) => i > 0 && v <= pedidas[i - 1]!)
    return [...sobran, ...(desorden ? [`las de ${tipo} van de la menor a la mayor`] : [])]
  })
  if (faltas.length > 0) throw new ErrorArranque(faltas.map((f) => `VERSIONES_EVENTOS: ${f}`).join('\n'))
}

type Medios = Readonly<{
  motor: Motor
  pool: pg.Pool
  reloj: Reloj
  fuente: Fuente
  latido: pg.Pool
  esquemas: ReturnType<typeof crearEsquemas>
  registro: Registro
  tropiezo: Tropiezo
  puntos: Puntos
  versiones: PlanDeVersiones
}>

/**
 * Abre los módulos y los une: lo que uno declara que necesita lo ofrece otro, y las reacciones entre
 * ellos corren en la misma transacción.
 */
export const abrirModulos = ({ motor, pool, reloj, esquemas, versiones, ...medios }: Medios) => {
  const inmuebles = abrirInmuebles({ motor, pool, reloj })
  const clientes = abrirClientes({ motor, pool })
  const puertos = { inmuebles: inmuebles.puertos.buscarInmuebles, clientes: clientes.puertos.buscarClientes }
  const contratos = abrirContratos({ motor, pool, puertos, reloj, registro: esquemas, versiones })
  const vuelos = abrirVuelos({ motor, pool, reloj, puertos, registro: esquemas })
  const auditoria = abrirAuditoria({ pool, topicos: TOPICOS, ...medios })
  const panel = abrirPanel({ pool, esquemas, reloj })
  const busqueda = abrirBusqueda({ pool, esquemas })
  motor.reaccionar(inmuebles.reacciones)
  motor.reaccionar(contratos.reacciones)
  motor.reaccionar(vuelos.reacciones)
  motor.reaccionar(clientes.reacciones)
  return { inmuebles, clientes, contratos, vuelos, auditoria, panel, busqueda }
}

/** Los módulos de esta API, ya unidos. */
export type Modulos = ReturnType<typeof abrirModulos>

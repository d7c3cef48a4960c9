import type { ComponentType } from 'preact'
import type { NombreIcono } from '../piezas/iconos.tsx'
import { Actividad } from './actividad.tsx'
import { ClienteEditar, ClienteNuevo } from './cliente-nuevo.tsx'
import { Clientes } from './clientes.tsx'
import { Contrato } from './contrato.tsx'
import { ContratoEditar, ContratoNuevo } from './contrato-nuevo.tsx'
import { Contratos } from './contratos.tsx'
import { Correo } from './correo.tsx'
import { FichaCliente, FichaInmueble } from './fichas.tsx'
import { Indices } from './informes/indices.tsx'
import { Ocupacion } from './informes/ocupacion.tsx'
import { Pendientes } from './informes/pendientes.tsx'
import { RentRoll } from './informes/rent-roll.tsx'
import { Vencimientos } from './informes/vencimientos.tsx'
import { InmuebleEditar, InmuebleNuevo } from './inmueble-nuevo.tsx'
import { Inmuebles } from './inmuebles.tsx'
import { Actos } from './operaciones/actos.tsx'
import { Apartados } from './operaciones/apartados.tsx'
import { Catalogo } from './operaciones/catalogo.tsx'
import { Proyecciones } from './operaciones/proyecciones.tsx'
import { Salud } from './operaciones/salud.tsx'
import { ReservaNueva } from './reserva-nueva.tsx'
import { Reservas } from './reservas.tsx'
import { Resumen } from './resumen.tsx'

type Vista = ComponentType<{ id: string }>

/** Qué vista hay en cada camino; `:id` es un trozo cualquiera. La primera que encaja gana. */
const RUTAS: readonly (readonly [patron: RegExp, vista: Vista])[] = [
  [/^\/(?:contratos)?$/, Contratos],
  [/^\/resumen$/, Resumen],
  [/^\/informes(?:\/rent-roll)?$/, RentRoll],
  [/^\/informes\/vencimientos$/, Vencimientos],
  [/^\/informes\/ocupacion$/, Ocupacion],
  [/^\/informes\/pendientes$/, Pendientes],
  [/^\/informes\/indices$/, Indices],
  [/^\/contratos\/nuevo$/, ContratoNuevo],
  [/^\/contratos\/([^/]+)\/editar$/, ContratoEditar],
  [/^\/contratos\/([^/]+)$/, Contrato],
  [/^\/inmuebles$/, Inmuebles],
  [/^\/inmuebles\/nuevo$/, InmuebleNuevo],
  [/^\/inmuebles\/([^/]+)\/editar$/, InmuebleEditar],
  [/^\/inmuebles\/([^/]+)$/, FichaInmueble],
  [/^\/clientes$/, Clientes],
  [/^\/clientes\/nuevo$/, ClienteNuevo],
  [/^\/clientes\/([^/]+)\/editar$/, ClienteEditar],
  [/^\/clientes\/([^/]+)$/, FichaCliente],
  [/^\/actividad$/, Actividad],
  [/^\/correo$/, Correo],
  [/^\/reservas$/, Reservas],
  [/^\/reservas\/nueva$/, ReservaNueva],
  [/^\/operaciones$/, Salud],
  [/^\/operaciones\/apartados$/, Apartados],
  [/^\/operaciones\/proyecciones$/, Proyecciones],
  [/^\/operaciones\/actos$/, Actos],
  [/^\/operaciones\/catalogo$/, Catalogo],
]

/** La vista de un camino y el id que trae, o null si no hay ninguna. */
export const vistaDe = (camino: string): { Vista: Vista; id: string } | null => {
  for (const [patron, Vista] of RUTAS) {
    const hallado = patron.exec(camino)
    if (hallado) return { Vista, id: decodeURIComponent(hallado[1] ?? '') }
  }
  return null
}

/** Las secciones, en el orden del menú. Añadir una vista es una línea aquí y otra en `RUTAS`. */
export const SECCIONES = [
  { a: '/resumen', icono: 'resumen', clave: 'resumen' },
  { a: '/contratos', icono: 'contratos', clave: 'contratos' },
  { a: '/informes/rent-roll', icono: 'informes', clave: 'informes' },
  { a: '/inmuebles', icono: 'inmuebles', clave: 'inmuebles' },
  { a: '/clientes', icono: 'clientes', clave: 'clientes' },
  { a: '/reservas', icono: 'reservas', clave: 'reservas' },
  { a: '/correo', icono: 'correo', clave: 'correo' },
  { a: '/operaciones', icono: 'actividad', clave: 'operaciones' },
] as const satisfies readonly { a: string; icono: NombreIcono; clave: string }[]

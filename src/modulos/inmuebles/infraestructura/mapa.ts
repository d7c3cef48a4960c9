import type { Zona } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { Mapa } from '#seedwork/infraestructura/uow/mapa.ts'
import type { Inmueble } from '../dominio/inmueble.ts'
import type { Area, Pais, TipoInmueble } from '../dominio/objetos-valor.ts'
import type { Ocupacion } from '../dominio/ocupacion.ts'

type FilaInmueble = Readonly<{
  id: string
  codigo: number
  nombre: string
  tipo: TipoInmueble
  ciudad: string
  pais: Pais
  zona: Zona
  area: Area | null
  estado: Inmueble['estado']
  ocupaciones: readonly Ocupacion[]
  creado_en: Temporal.Instant
  actualizado_en: Temporal.Instant
}>

const aFila = (i: Inmueble): Readonly<Record<string, unknown>> => ({
  codigo: i.codigo,
  nombre: i.nombre,
  tipo: i.tipo,
  ciudad: i.ciudad,
  ciudad_clave: sinTildes(i.ciudad),
  pais: i.pais,
  zona: i.zona,
  area: i.area,
  estado: i.estado,
  ocupaciones: i.ocupaciones,
  busqueda: sinTildes(`${i.nombre} ${i.ciudad} ${i.codigo}`),
  creado_en: i.creadoEn,
  actualizado_en: i.actualizadoEn,
})

const deFila = (fila: Readonly<Record<string, unknown>>): Inmueble => {
  const { creado_en: creado, actualizado_en: actualizado, ...f } = fila as FilaInmueble
  return {
    id: f.id,
    codigo: f.codigo,
    nombre: f.nombre,
    tipo: f.tipo,
    ciudad: f.ciudad,
    pais: f.pais,
    zona: f.zona,
    area: f.area,
    estado: f.estado,
    ocupaciones: f.ocupaciones,
    creadoEn: instante(creado),
    actualizadoEn: instante(actualizado),
  }
}

/** Cómo se guarda un inmueble. `ciudad_clave` y `busqueda` se derivan de lo demás. */
export const mapaInmuebles: Mapa<Inmueble> = {
  agregado: 'inmueble',
  tabla: 'inmuebles',
  columnas: {
    codigo: 'int4',
    nombre: 'text',
    tipo: 'text',
    ciudad: 'text',
    ciudad_clave: 'text',
    pais: 'text',
    zona: 'text',
    area: 'numeric',
    estado: 'text',
    ocupaciones: 'jsonb',
    busqueda: 'text',
    creado_en: 'timestamptz',
    actualizado_en: 'timestamptz',
  },
  aFila,
  deFila,
  errores: { noEncontrado: 'InmuebleNoEncontrado', yaExiste: 'IdRepetido' },
  unicos: [{ columna: 'codigo', codigo: 'CodigoDuplicado', mensaje: 'ya hay un inmueble con ese código' }],
}

import type { Faltas } from '../nucleo/formulario.ts'
import { escribirMonto, leerMonto } from '../nucleo/montos.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { type Inmueble, TIPOS_INMUEBLE } from '../nucleo/tipos.ts'
import { type DefinicionFicha, FichaEditar, FichaNueva, type Valores } from './ficha-formulario.tsx'

const ZONAS = [
  ['America/Bogota', 'CO'],
  ['America/Panama', 'PA'],
  ['America/Santiago', 'CL'],
  ['America/Mexico_City', 'MX'],
  ['America/Lima', 'PE'],
  ['America/Sao_Paulo', 'BR'],
  ['America/Asuncion', 'PY'],
  ['America/Guayaquil', 'EC'],
  ['America/New_York', 'US'],
  ['Europe/Madrid', 'ES'],
] as const

/** El área se escribe como dinero sin moneda: con coma o punto según el idioma, hasta dos decimales. */
const area = (texto = ''): string | null => leerMonto(texto, 'USD', idioma.peek())

const revisar = (v: Valores): Faltas => {
  const faltas: Record<string, string> = {}
  for (const campo of ['nombre', 'ciudad']) if (!v[campo]?.trim()) faltas[campo] = T().faltas.vacio
  if (!area(v.area_m2)) faltas.area_m2 = T().faltas.area
  return faltas
}

const queEs = () => [
  {
    ...{ nombre: 'nombre', etiqueta: T().campos.nombre, clase: 'ancho' },
    ayuda: T().ayudas.nombreInmueble,
  },
  {
    ...{ nombre: 'tipo', etiqueta: T().campos.tipo },
    opciones: TIPOS_INMUEBLE.map((t) => ({ valor: t, texto: T().tiposInmueble[t] })),
  },
  {
    ...{ nombre: 'area_m2', etiqueta: T().campos.area, ayuda: T().ayudas.area },
    modo: 'decimal' as const,
  },
]

const dondeEsta = () => [
  { nombre: 'ciudad', etiqueta: T().campos.ciudad },
  {
    ...{ nombre: 'zona', etiqueta: T().campos.zona, ayuda: T().ayudas.zona },
    opciones: ZONAS.map(([zona, pais]) => ({
      valor: zona,
      texto: `${zona.split('/')[1]?.replaceAll('_', ' ')} (${pais})`,
    })),
    arrastra: (zona: string) => ({ pais: ZONAS.find(([z]) => z === zona)?.[1] ?? 'CO' }),
  },
]

const INMUEBLE: DefinicionFicha<Inmueble> = {
  recurso: 'inmuebles',
  inicial: { nombre: '', tipo: 'local', ciudad: '', pais: 'CO', zona: 'America/Bogota', area_m2: '' },
  valoresDe: (i) => ({
    ...{ nombre: i.nombre, tipo: i.tipo, ciudad: i.ciudad, pais: i.pais, zona: i.zona },
    area_m2: i.area_m2 ? escribirMonto(i.area_m2, idioma.peek()) : '',
  }),
  revisar,
  cuerpo: (v) => ({
    ...v,
    nombre: v.nombre?.trim(),
    ciudad: v.ciudad?.trim(),
    area_m2: area(v.area_m2),
  }),
  grupos: () => [
    { titulo: T().nuevo.queEs, campos: queEs() },
    { titulo: T().nuevo.dondeEsta, campos: dondeEsta() },
  ],
}

/** Crear un inmueble. */
export const InmuebleNuevo = () => <FichaNueva def={INMUEBLE} titulo={T().nuevo.inmueble} />

/** Corregir un inmueble. */
export const InmuebleEditar = ({ id }: { id: string }) => <FichaEditar def={INMUEBLE} id={id} />

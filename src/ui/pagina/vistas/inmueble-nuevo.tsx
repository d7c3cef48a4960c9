import { mandar } from '../nucleo/api.ts'
import { avisarHecho } from '../nucleo/avisos.ts'
import { type Faltas, usarFormulario } from '../nucleo/formulario.ts'
import { leerMonto } from '../nucleo/montos.ts'
import { guardarFichas } from '../nucleo/nombres.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { ir } from '../nucleo/ruta.ts'
import { type Inmueble, TIPOS_INMUEBLE } from '../nucleo/tipos.ts'
import { Cabecera } from '../piezas/basicas.tsx'
import { Lista, Texto } from '../piezas/campos.tsx'
import { Grupo, MarcoFormulario } from '../piezas/formulario.tsx'

const INICIAL = { nombre: '', tipo: 'local', ciudad: '', pais: 'CO', zona: 'America/Bogota', area_m2: '' }
type Valores = typeof INICIAL

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
const area = (texto: string): string | null => leerMonto(texto, 'USD', idioma.peek())

const revisar = (v: Valores): Faltas => {
  const faltas: Record<string, string> = {}
  if (!v.nombre.trim()) faltas.nombre = T().faltas.vacio
  if (!v.ciudad.trim()) faltas.ciudad = T().faltas.vacio
  if (!area(v.area_m2)) faltas.area_m2 = T().faltas.area
  return faltas
}

const enviar = async (v: Valores): Promise<Inmueble> => {
  const cuerpo = { ...v, nombre: v.nombre.trim(), ciudad: v.ciudad.trim(), area_m2: area(v.area_m2) }
  return (await mandar<Inmueble>('POST', '/inmuebles', { cuerpo })).datos
}

/** Crear un inmueble. */
export const InmuebleNuevo = () => {
  const f = usarFormulario({
    cajon: 'inmueble',
    inicial: INICIAL,
    revisar,
    enviar,
    alTerminar: (i) => {
      guardarFichas('inmuebles', [i])
      avisarHecho(T().nuevo.creado(i.nombre), {
        texto: T().nuevo.contratoAqui,
        a: `/contratos/nuevo?id_propiedad=${i.id}`,
      })
      ir('/inmuebles')
    },
  })
  const v = f.valores.value
  const campo = (nombre: keyof Valores) => ({
    nombre,
    valor: v[nombre],
    falta: f.faltas.value[nombre],
    alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
  })
  const c = T().campos
  return (
    <>
      <Cabecera titulo={T().nuevo.inmueble} sobre={<a href="/inmuebles">{T().secciones.inmuebles}</a>} />
      <div class="cuerpo cuerpo-formulario">
        <MarcoFormulario
          f={f}
          etiquetas={{
            nombre: c.nombre,
            tipo: c.tipo,
            ciudad: c.ciudad,
            zona: c.zona,
            area_m2: c.area,
            pais: c.pais,
          }}
          enviar={T().nuevo.crear}
          volver="/inmuebles"
        >
          <Grupo titulo={T().nuevo.queEs}>
            <Texto {...campo('nombre')} etiqueta={c.nombre} ayuda={T().ayudas.nombreInmueble} clase="ancho" />
            <Lista
              {...campo('tipo')}
              etiqueta={c.tipo}
              opciones={TIPOS_INMUEBLE.map((t) => ({ valor: t, texto: T().tiposInmueble[t] }))}
            />
            <Texto {...campo('area_m2')} etiqueta={c.area} ayuda={T().ayudas.area} modo="decimal" />
          </Grupo>
          <Grupo titulo={T().nuevo.dondeEsta}>
            <Texto {...campo('ciudad')} etiqueta={c.ciudad} />
            <Lista
              {...campo('zona')}
              etiqueta={c.zona}
              ayuda={T().ayudas.zona}
              opciones={ZONAS.map(([zona, pais]) => ({
                valor: zona,
                texto: `${zona.split('/')[1]?.replaceAll('_', ' ')} (${pais})`,
              }))}
              alCambiar={(zona) => f.poner({ zona, pais: ZONAS.find(([z]) => z === zona)?.[1] ?? 'CO' })}
            />
          </Grupo>
        </MarcoFormulario>
      </div>
    </>
  )
}

import { mandar } from '../nucleo/api.ts'
import { avisarHecho } from '../nucleo/avisos.ts'
import { usarLectura } from '../nucleo/datos.ts'
import { type Formulario as EstadoFormulario, type Faltas, usarFormulario } from '../nucleo/formulario.ts'
import { guardarFichas } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import { ir } from '../nucleo/ruta.ts'
import { Cabecera, Esqueleto, Fallo } from '../piezas/basicas.tsx'
import { Lista, type Opcion, Texto } from '../piezas/campos.tsx'
import { Grupo, MarcoFormulario } from '../piezas/formulario.tsx'

/** Los valores de una ficha: lo que se escribe, siempre texto. */
export type Valores = Readonly<Record<string, string>>

/** Un campo, dicho y no pintado: texto, o lista si trae opciones. */
export type CampoFicha = Readonly<{
  nombre: string
  etiqueta: string
  ayuda?: string
  opcional?: boolean
  tipo?: 'text' | 'email'
  modo?: 'decimal'
  clase?: string
  opciones?: readonly Opcion[]
  /** Qué más cambia al elegir. */
  arrastra?: (valor: string) => Valores
}>

type Identificada = Readonly<{ id: string; nombre: string; version: number }>

/** Lo que distingue la ficha de un recurso de la de otro. */
export type DefinicionFicha<F> = Readonly<{
  recurso: 'inmuebles' | 'clientes'
  inicial: Valores
  valoresDe: (ficha: F) => Valores
  cuerpo: (v: Valores) => unknown
  revisar: (v: Valores) => Faltas
  campoDe?: (puntero: string) => string
  grupos: (v: Valores) => readonly Readonly<{ titulo: string; campos: readonly CampoFicha[] }>[]
}>

type Props<F> = Readonly<{ def: DefinicionFicha<F>; titulo: string; ficha: F | null }>

/** Crea (sin ficha) o corrige (con ella, y con su versión) un inmueble o un cliente. */
const usarFicha = <F extends Identificada>({ def, ficha }: Props<F>, volver: string) =>
  usarFormulario<Valores, F>({
    cajon: ficha ? null : def.recurso,
    inicial: ficha ? def.valoresDe(ficha) : def.inicial,
    revisar: def.revisar,
    enviar: async (v) => {
      const o = ficha ? { cuerpo: def.cuerpo(v), version: ficha.version } : { cuerpo: def.cuerpo(v) }
      return (await mandar<F>(ficha ? 'PATCH' : 'POST', ficha ? volver : `/${def.recurso}`, o)).datos
    },
    ...(def.campoDe ? { campoDe: def.campoDe } : {}),
    alTerminar: (hecha) => {
      guardarFichas(def.recurso, [hecha as never])
      avisarHecho((ficha ? T().nuevo.guardado : T().nuevo.creado)(hecha.nombre))
      ir(volver)
    },
  })

/** El campo que dice la definición, pintado y unido al formulario. */
const UnCampo = ({ f, campo }: { f: EstadoFormulario<Valores>; campo: CampoFicha }) => {
  const { arrastra, opciones, ...dicho } = campo
  const comun = {
    ...dicho,
    valor: f.valores.value[dicho.nombre] ?? '',
    falta: f.faltas.value[dicho.nombre],
    alCambiar: (valor: string) => f.poner({ [dicho.nombre]: valor, ...arrastra?.(valor) }),
  }
  return opciones ? <Lista {...comun} opciones={opciones} /> : <Texto {...comun} />
}

const Formulario = <F extends Identificada>(p: Props<F>) => {
  const { def, titulo, ficha } = p
  const volver = ficha ? `/${def.recurso}/${ficha.id}` : `/${def.recurso}`
  const f = usarFicha(p, volver)
  const grupos = def.grupos(f.valores.value)
  const etiquetas = grupos.flatMap((g) => g.campos.map((c) => [c.nombre, c.etiqueta] as const))
  return (
    <>
      <Cabecera titulo={titulo} sobre={<a href={`/${def.recurso}`}>{T().secciones[def.recurso]}</a>} />
      <div class="cuerpo">
        <MarcoFormulario
          f={f}
          etiquetas={Object.fromEntries(etiquetas)}
          enviar={ficha ? T().guardar : T().nuevo.crear}
          volver={volver}
        >
          {grupos.map((g) => (
            <Grupo key={g.titulo} titulo={g.titulo}>
              {g.campos.map((c) => (
                <UnCampo key={c.nombre} f={f} campo={c} />
              ))}
            </Grupo>
          ))}
        </MarcoFormulario>
      </div>
    </>
  )
}

/** El formulario de alta. */
export const FichaNueva = <F extends Identificada>(p: { def: DefinicionFicha<F>; titulo: string }) => (
  <Formulario {...p} ficha={null} />
)

/** El formulario de corrección: primero se lee lo vigente. */
export const FichaEditar = <F extends Identificada>({ def, id }: { def: DefinicionFicha<F>; id: string }) => {
  const lectura = usarLectura<F>(`/${def.recurso}/${encodeURIComponent(id)}`)
  const ficha = lectura.datos.value
  if (ficha) return <Formulario def={def} ficha={ficha} titulo={T().nuevo.editar(ficha.nombre)} />
  return (
    <div class="cuerpo">
      <h1 class="solo-lector">{T().cargando}</h1>
      {lectura.problema.value ? <Fallo problema={lectura.problema.value} /> : <Esqueleto />}
    </div>
  )
}

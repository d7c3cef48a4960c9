import { useSignal } from '@preact/signals'
import { mandar } from '../../nucleo/api.ts'
import { avisarHecho } from '../../nucleo/avisos.ts'
import { usarLectura } from '../../nucleo/datos.ts'
import { instante, numero } from '../../nucleo/formato.ts'
import { usarFormulario } from '../../nucleo/formulario.ts'
import { T } from '../../nucleo/preferencias.ts'
import { Boton } from '../../piezas/basicas.tsx'
import { Texto } from '../../piezas/campos.tsx'
import { DialogoFormulario } from '../../piezas/dialogo-formulario.tsx'
import { MarcoOperaciones, usarSondeo } from './marco.tsx'

type Avance = Readonly<{
  generacion: number
  motivo: string
  actor: string
  iniciada_en: string
  aplicados: number
  total: number
}>
type Proyeccion = Readonly<{
  nombre: string
  version: number
  topicos: readonly string[]
  viva: Avance | null
  reconstruccion: Avance | null
}>

const Barra = ({ a, de }: { a: Avance | null; de: string }) =>
  a ? (
    <>
      <progress value={a.aplicados} max={Math.max(1, a.total)} aria-label={de} />
      <small>
        {numero(a.aplicados)} / {numero(a.total)} · {T().operaciones.generacion(a.generacion)} · {a.actor},{' '}
        {instante(a.iniciada_en)}: {a.motivo}
      </small>
    </>
  ) : (
    <span class="tenue">—</span>
  )

const Reconstruir = ({ nombre, alCerrar }: { nombre: string; alCerrar: () => void }) => {
  const o = T().operaciones
  const f = usarFormulario({
    cajon: null,
    inicial: { motivo: '' },
    revisar: (v): Record<string, string> => (v.motivo.trim() ? {} : { motivo: T().faltas.vacio }),
    enviar: (v) => mandar('POST', `/proyecciones/${nombre}/reconstruccion`, { cuerpo: v }),
    alTerminar: () => {
      avisarHecho(o.empezo(nombre))
      alCerrar()
    },
  })
  return (
    <DialogoFormulario
      titulo={`${o.reconstruir}: ${nombre}`}
      f={f}
      etiquetas={{ motivo: o.motivo }}
      enviar={o.reconstruir}
      alCerrar={alCerrar}
    >
      <p>{o.reconstruirTexto}</p>
      <Texto
        nombre="motivo"
        etiqueta={o.motivo}
        valor={f.valores.value.motivo}
        falta={f.faltas.value.motivo}
        alCambiar={(motivo) => f.poner({ motivo })}
      />
    </DialogoFormulario>
  )
}

const Fila = ({ p, alReconstruir }: { p: Proyeccion; alReconstruir: () => void }) => {
  const o = T().operaciones
  return (
    <tr data-fila tabIndex={-1}>
      <th scope="row">
        {p.nombre} <small>{p.topicos.join(', ')}</small>
      </th>
      <td data-nombre={o.viva}>
        <Barra a={p.viva} de={`${p.nombre}, ${o.viva}`} />
      </td>
      <td data-nombre={o.reconstruir}>
        <Barra a={p.reconstruccion} de={`${p.nombre}, ${o.reconstruir}`} />
      </td>
      <td class="derecha">
        <Boton desactivado={p.reconstruccion !== null} alPulsar={alReconstruir}>
          {o.reconstruir}
          <span class="solo-lector"> {p.nombre}</span>
        </Boton>
      </td>
    </tr>
  )
}

/** Las lecturas plegadas y su reconstrucción, con su avance. */
export const Proyecciones = () => {
  const lectura = usarLectura<Readonly<{ elementos: readonly Proyeccion[] }>>('/proyecciones')
  const abierta = useSignal<string | null>(null)
  usarSondeo(lectura)
  const o = T().operaciones
  return (
    <MarcoOperaciones titulo={o.proyecciones} lectura={lectura}>
      <table class="tabla tabla-informe">
        <caption class="solo-lector">{o.proyecciones}</caption>
        <thead>
          <tr>
            <th scope="col">{T().campos.nombre}</th>
            <th scope="col">{o.viva}</th>
            <th scope="col">{o.reconstruir}</th>
            <th scope="col">
              <span class="solo-lector">{T().ordenes.titulo}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lectura.datos.value?.elementos.map((p) => (
            <Fila key={p.nombre} p={p} alReconstruir={() => (abierta.value = p.nombre)} />
          ))}
        </tbody>
      </table>
      {abierta.value && (
        <Reconstruir
          nombre={abierta.value}
          alCerrar={() => {
            abierta.value = null
            void lectura.releer()
          }}
        />
      )}
    </MarcoOperaciones>
  )
}

import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { palabra } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Accion, Contrato } from '../nucleo/tipos.ts'
import { Boton, Seccion } from '../piezas/basicas.tsx'
import { Anular, Procesar, Terminar } from './contrato-cierre.tsx'
import { Incrementar } from './contrato-incremento.tsx'
import { elegirSegundoPlano, segundoPlano } from './contrato-orden.ts'
import { RegistrarOtrosi } from './contrato-otrosi.tsx'
import { Prorrogar, Renovar } from './contrato-plazo.tsx'
import type { PropsTransicion } from './contrato-transicion.ts'

/** El diálogo de cada acción de la api; `actualizar` es una página y `firmar` está con las partes. */
const DIALOGOS: Readonly<Record<string, ComponentType<PropsTransicion>>> = {
  procesar: Procesar,
  eliminar: Anular,
  'registrar-otrosi': RegistrarOtrosi,
  prorrogar: Prorrogar,
  incrementar: Incrementar,
  renovar: Renovar,
  terminar: Terminar,
}

const DE_PELIGRO: ReadonlySet<string> = new Set(['eliminar', 'terminar'])

/** Lo que se puede se ofrece; lo que no, se dice por qué. Manda la api (`acciones`). */
const UnaAccion = ({ a, alPulsar, a1 }: { a: Accion; alPulsar: () => void; a1?: string | undefined }) => {
  const texto = palabra(T().acciones, a.accion)
  const id = `motivo-${a.accion}`
  const clase = a.accion === 'procesar' ? 'boton-principal' : DE_PELIGRO.has(a.accion) ? 'boton-peligro' : ''
  return (
    <li class={a.permitida ? '' : 'no-se-puede'}>
      {a.permitida && a1 ? (
        <a class="boton" href={a1}>
          {texto}
        </a>
      ) : (
        <Boton
          clase={a.permitida ? clase : ''}
          desactivado={!a.permitida}
          {...(a.permitida ? {} : { descritoPor: id })}
          alPulsar={alPulsar}
        >
          {texto}
        </Boton>
      )}
      {!a.permitida && <small id={id}>{T().motivos[a.motivo ?? ''] ?? a.motivo}</small>}
    </li>
  )
}

type PropsAcciones = Readonly<{
  c: Contrato
  acciones: readonly Accion[]
  alPulsar: (accion: string) => void
}>

const ListaAcciones = ({ c, acciones, alPulsar }: PropsAcciones) => (
  <ul class="acciones">
    {acciones.map((a) => (
      <UnaAccion
        key={a.accion}
        a={a}
        a1={a.accion === 'actualizar' ? `/contratos/${c.id}/editar` : undefined}
        alPulsar={() => alPulsar(a.accion)}
      />
    ))}
  </ul>
)

/** El panel de acciones de la ficha: primero lo que se puede; debajo, lo que no, con sus motivos. */
export const Acciones = ({ c, alCambiar }: { c: Contrato; alCambiar: () => void }) => {
  const abierta = useSignal<string | null>(null)
  const Abierto = DIALOGOS[abierta.value ?? '']
  // La api puede saber de más acciones que esta página: un botón sin qué hacer engaña.
  const conocidas = c.acciones.filter((a) => /^(actualizar|firmar)$/.test(a.accion) || DIALOGOS[a.accion])
  const pulsar = (accion: string): void => {
    if (accion === 'firmar') document.querySelector<HTMLElement>('.boton-firma')?.focus()
    else abierta.value = accion
  }
  return (
    <Seccion titulo={T().ordenes.titulo} clase="seccion-acciones">
      <ListaAcciones c={c} acciones={conocidas.filter((a) => a.permitida)} alPulsar={pulsar} />
      <ListaAcciones c={c} acciones={conocidas.filter((a) => !a.permitida)} alPulsar={pulsar} />
      <label class="casilla casilla-discreta">
        <input
          type="checkbox"
          checked={segundoPlano.value}
          onChange={(s) => elegirSegundoPlano(s.currentTarget.checked)}
        />
        {T().ordenes.segundoPlano}
      </label>
      {Abierto && (
        <Abierto
          key={abierta.value}
          c={c}
          alCambiar={alCambiar}
          alCerrar={() => {
            abierta.value = null
          }}
        />
      )}
    </Seccion>
  )
}

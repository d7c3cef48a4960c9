import { useSignal } from '@preact/signals'
import { T } from '../nucleo/preferencias.ts'
import type { Accion, Contrato } from '../nucleo/tipos.ts'
import { Boton, Seccion } from '../piezas/basicas.tsx'
import { Parrafo } from '../piezas/campos.tsx'
import { Dialogo } from '../piezas/dialogo.tsx'
import { elegirSegundoPlano, segundoPlano, usarOrdenes } from './contrato-orden.ts'

type Ordenes = ReturnType<typeof usarOrdenes>

const Procesar = ({ c, ordenes, alCerrar }: { c: Contrato; ordenes: Ordenes; alCerrar: () => void }) => {
  const acta = useSignal(false)
  const falta = useSignal(false)
  const procesar = async () => {
    falta.value = !acta.value
    if (falta.value) return
    await ordenes.dar({
      que: T().ordenes.procesar(c.numero),
      hecho: T().ordenes.procesado(c.numero),
      metodo: 'POST',
      ruta: `/contratos/${c.id}/procesamiento`,
      cuerpo: { acta_entrega: true },
    })
    alCerrar()
  }
  return (
    <Dialogo titulo={T().ordenes.procesar(c.numero)} alCerrar={alCerrar}>
      <p>{T().ordenes.procesarTexto}</p>
      <div class={`campo ${falta.value ? 'con-falta' : ''}`}>
        {falta.value && (
          <p class="campo-falta" id="f-acta">
            {T().ordenes.faltaActa}
          </p>
        )}
        <label class="casilla">
          <input
            type="checkbox"
            checked={acta.value}
            aria-describedby={falta.value ? 'f-acta' : undefined}
            onChange={(s) => {
              acta.value = s.currentTarget.checked
              falta.value = false
            }}
          />
          {T().ordenes.acta}
        </label>
      </div>
      <div class="dialogo-acciones">
        <Boton
          clase="boton-principal"
          ocupado={ordenes.ocupado.value !== null}
          alPulsar={() => void procesar()}
        >
          {T().acciones.procesar}
        </Boton>
        <Boton alPulsar={alCerrar}>{T().cancelar}</Boton>
      </div>
    </Dialogo>
  )
}

const Eliminar = ({ c, ordenes, alCerrar }: { c: Contrato; ordenes: Ordenes; alCerrar: () => void }) => {
  const motivo = useSignal('')
  const eliminar = async () => {
    await ordenes.dar({
      que: T().ordenes.eliminar(c.numero),
      hecho: T().ordenes.eliminado(c.numero),
      metodo: 'DELETE',
      ruta: `/contratos/${c.id}`,
      cuerpo: motivo.value.trim() ? { motivo: motivo.value.trim() } : {},
      version: c.version,
    })
    alCerrar()
  }
  return (
    <Dialogo titulo={T().ordenes.eliminar(c.numero)} alCerrar={alCerrar}>
      <p>{T().ordenes.eliminarTexto}</p>
      <Parrafo
        nombre="motivo"
        etiqueta={T().campos.motivo}
        opcional
        valor={motivo.value}
        alCambiar={(v) => {
          motivo.value = v
        }}
      />
      <div class="dialogo-acciones">
        <Boton
          clase="boton-peligro"
          ocupado={ordenes.ocupado.value !== null}
          alPulsar={() => void eliminar()}
        >
          {T().acciones.eliminar}
        </Boton>
        <Boton alPulsar={alCerrar}>{T().cancelar}</Boton>
      </div>
    </Dialogo>
  )
}

/** Lo que se puede se ofrece; lo que no, se dice por qué. Manda la api (`acciones`). */
const UnaAccion = ({ a, alPulsar, a1 }: { a: Accion; alPulsar?: () => void; a1?: string }) => {
  const nombres = T().acciones as Record<string, string>
  const texto = nombres[a.accion] ?? a.accion
  const id = `motivo-${a.accion}`
  const motivos = T().motivos as Record<string, string>
  return (
    <li class={a.permitida ? '' : 'no-se-puede'}>
      {a.permitida && a1 ? (
        <a class="boton" href={a1}>
          {texto}
        </a>
      ) : (
        <Boton
          clase={a.accion === 'procesar' && a.permitida ? 'boton-principal' : ''}
          desactivado={!a.permitida}
          {...(a.permitida ? {} : { descritoPor: id })}
          {...(alPulsar ? { alPulsar } : {})}
        >
          {texto}
        </Boton>
      )}
      {!a.permitida && <small id={id}>{motivos[a.motivo ?? ''] ?? a.motivo}</small>}
    </li>
  )
}

/** El panel de acciones de la ficha. */
export const Acciones = ({ c, alCambiar }: { c: Contrato; alCambiar: () => void }) => {
  const abierta = useSignal<'procesar' | 'eliminar' | null>(null)
  const ordenes = usarOrdenes(c, alCambiar)
  const cerrar = () => {
    abierta.value = null
  }
  const pulsar: Record<string, (() => void) | undefined> = {
    firmar: () => document.querySelector<HTMLElement>('.boton-firma')?.focus(),
    procesar: () => {
      abierta.value = 'procesar'
    },
    eliminar: () => {
      abierta.value = 'eliminar'
    },
  }
  // La api sabe de más acciones que esta página: un botón sin qué hacer engaña.
  const ofrecidas = c.acciones.filter((a) => a.accion === 'actualizar' || pulsar[a.accion])
  return (
    <Seccion titulo={T().ordenes.titulo} clase="seccion-acciones">
      <ul class="acciones">
        {ofrecidas.map((a) => (
          <UnaAccion
            key={a.accion}
            a={a}
            {...(a.accion === 'actualizar' ? { a1: `/contratos/${c.id}/editar` } : {})}
            {...(pulsar[a.accion] ? { alPulsar: pulsar[a.accion] as () => void } : {})}
          />
        ))}
      </ul>
      <label class="casilla casilla-discreta">
        <input
          type="checkbox"
          checked={segundoPlano.value}
          onChange={(s) => elegirSegundoPlano(s.currentTarget.checked)}
        />
        {T().ordenes.segundoPlano}
      </label>
      {abierta.value === 'procesar' && <Procesar c={c} ordenes={ordenes} alCerrar={cerrar} />}
      {abierta.value === 'eliminar' && <Eliminar c={c} ordenes={ordenes} alCerrar={cerrar} />}
    </Seccion>
  )
}

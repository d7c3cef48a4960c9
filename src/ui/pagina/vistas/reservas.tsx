import { useSignal } from '@preact/signals'
import { mandar } from '../nucleo/api.ts'
import { consultaDe, type Lectura, usarLectura } from '../nucleo/datos.ts'
import { dinero, horaCivil, palabra } from '../nucleo/formato.ts'
import { usarFormulario } from '../nucleo/formulario.ts'
import { T } from '../nucleo/preferencias.ts'
import { usarRelectura } from '../nucleo/relectura.ts'
import { consulta } from '../nucleo/ruta.ts'
import type { Accion, Pagina } from '../nucleo/tipos.ts'
import { Boton, Cabecera, Dinero, Esqueleto, Fallo, Nada, Vacio } from '../piezas/basicas.tsx'
import { Texto } from '../piezas/campos.tsx'
import { DialogoFormulario } from '../piezas/dialogo-formulario.tsx'
import { FichasFiltro } from '../piezas/fichas-filtro.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Paginas } from '../piezas/paginas.tsx'
import { Atrasado } from './conexion.tsx'

type Leg = Readonly<{ salida_local: string }>
type Reserva = Readonly<{
  id: string
  version: number
  estado: 'Pendiente' | 'Aprobada' | 'Pagada' | 'Cancelada'
  itinerarios: readonly Readonly<{
    tipo: string
    odos: readonly Readonly<{
      origen: string
      destino: string
      segmentos: readonly Readonly<{ legs: readonly Leg[] }>[]
    }>[]
  }>[]
  pasajeros: readonly unknown[]
  precio: Readonly<{ monto: string; moneda: string }> | null
  acciones: readonly Accion[]
}>
type Acto = 'aprobar' | 'pagar' | 'cancelar'

const RUTA_DE = { aprobar: 'aprobacion', pagar: 'pago', cancelar: 'cancelacion' } as const

type Decision = { r: Reserva; acto: Acto; alCerrar: () => void; alHacer: () => void }

const usarDecision = ({ r, acto, alCerrar, alHacer }: Decision) => {
  const campo = acto === 'pagar' ? 'referencia' : 'motivo'
  return usarFormulario({
    cajon: null,
    inicial: { texto: '' },
    revisar: (v): Record<string, string> =>
      acto === 'aprobar' || v.texto.trim() ? {} : { texto: T().faltas.vacio },
    enviar: (v) => {
      const suyo = acto === 'aprobar' ? {} : { [campo]: v.texto.trim() }
      const cuerpo = acto === 'pagar' ? { ...suyo, ...r.precio } : suyo
      return mandar('POST', `/reservas/${r.id}/${RUTA_DE[acto]}`, { cuerpo })
    },
    campoDe: () => 'texto',
    alTerminar: () => {
      alHacer()
      alCerrar()
    },
  })
}

/** Aprobar, pagar o cancelar: cada cual pide lo suyo. */
const Decidir = (p: Decision) => {
  const { r, acto } = p
  const f = usarDecision(p)
  const etiqueta = acto === 'pagar' ? T().reservas.referencia : T().campos.motivo
  return (
    <DialogoFormulario
      titulo={T().reservas.acciones[acto]}
      f={f}
      etiquetas={{ texto: etiqueta }}
      enviar={T().reservas.acciones[acto]}
      peligro={acto === 'cancelar'}
      alCerrar={p.alCerrar}
    >
      {r.precio && <p>{dinero(r.precio.monto, r.precio.moneda)}</p>}
      {acto !== 'aprobar' && (
        <Texto
          nombre="texto"
          etiqueta={etiqueta}
          valor={f.valores.value.texto}
          falta={f.faltas.value.texto}
          alCambiar={(texto) => f.poner({ texto })}
        />
      )}
    </DialogoFormulario>
  )
}

const Fila = ({ r, alDecidir }: { r: Reserva; alDecidir: (acto: Acto) => void }) => {
  const odos = r.itinerarios.flatMap((i) => i.odos)
  return (
    <tr data-fila tabIndex={-1} data-id={r.id}>
      <th scope="row">
        {odos.map((o) => `${o.origen} → ${o.destino}`).join(' · ')}
        <small>{r.itinerarios.map((i) => palabra(T().reservas.tipos, i.tipo)).join(', ')}</small>
      </th>
      <td data-nombre={T().reservas.salida}>
        {horaCivil(odos[0]?.segmentos[0]?.legs[0]?.salida_local ?? '')}
      </td>
      <td data-nombre={T().reservas.pasajeros}>{T().reservas.van(r.pasajeros.length)}</td>
      <td data-nombre={T().campos.estado}>{T().reservas.estados[r.estado]}</td>
      <td class="derecha celda-canon" data-nombre={T().reservas.precio}>
        {r.precio ? <Dinero {...r.precio} /> : <Nada />}
      </td>
      <td class="derecha acciones-fila">
        {r.acciones
          .filter((a) => a.permitida)
          .map((a) => (
            <Boton key={a.accion} alPulsar={() => alDecidir(a.accion as Acto)}>
              {T().reservas.acciones[a.accion as Acto]}
            </Boton>
          ))}
      </td>
    </tr>
  )
}

const Estados = () => (
  <FichasFiltro clave="estado" leyenda={T().campos.estado} opciones={Object.entries(T().reservas.estados)} />
)

const Tabla = (p: { pagina: Pagina<Reserva>; alDecidir: (r: Reserva, acto: Acto) => void }) => {
  const r = T().reservas
  return (
    <table class="tabla tabla-informe">
      <caption class="solo-lector">{T().secciones.reservas}</caption>
      <thead>
        <tr>
          {[r.ruta, r.salida, r.pasajeros, T().campos.estado].map((t) => (
            <th scope="col" key={t}>
              {t}
            </th>
          ))}
          <th scope="col" class="derecha">
            {r.precio}
          </th>
          <th scope="col">
            <span class="solo-lector">{T().ordenes.titulo}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {p.pagina.elementos.map((x) => (
          <Fila key={x.id} r={x} alDecidir={(acto) => p.alDecidir(x, acto)} />
        ))}
      </tbody>
    </table>
  )
}

/** El botón que abrió el diálogo ya no está: el foco queda en la fila de la reserva, y no al principio de la página. */
const releerEn = async (lectura: Lectura<unknown>, id: string | undefined): Promise<void> => {
  await lectura.releer()
  document.querySelector<HTMLElement>(`tr[data-id="${id}"]`)?.focus({ preventScroll: true })
}

const Nueva = () => (
  <a class="boton boton-principal" href="/reservas/nueva" data-nuevo>
    <Icono de="mas" />
    {T().reservas.nueva}
  </a>
)

/** Las reservas de vuelo y lo que se puede hacer con cada una. */
export const Reservas = () => {
  const c = consulta.value
  const lectura = usarLectura<Pagina<Reserva>>(
    `/reservas${consultaDe({ estado: c.getAll('estado'), cursor: c.get('cursor'), limite: 50 })}`,
  )
  usarRelectura(lectura)
  const abierta = useSignal<{ r: Reserva; acto: Acto } | null>(null)
  const pagina = lectura.datos.value
  return (
    <>
      <Cabecera titulo={T().secciones.reservas} acciones={<Nueva />} />
      <div class="cuerpo">
        <search class="filtros" aria-label={T().lista.filtros}>
          <Estados />
        </search>
        <Atrasado />
        {lectura.problema.value && <Fallo problema={lectura.problema.value} />}
        {!pagina && !lectura.problema.value && <Esqueleto />}
        {pagina?.elementos.length === 0 && <Vacio titulo={T().reservas.vacio} />}
        {pagina && pagina.elementos.length > 0 && (
          <Tabla pagina={pagina} alDecidir={(r, acto) => (abierta.value = { r, acto })} />
        )}
        <Paginas siguiente={pagina?.siguiente ?? null} />
        {abierta.value && (
          <Decidir
            {...abierta.value}
            alCerrar={() => (abierta.value = null)}
            alHacer={() => void releerEn(lectura, abierta.peek()?.r.id)}
          />
        )}
      </div>
    </>
  )
}

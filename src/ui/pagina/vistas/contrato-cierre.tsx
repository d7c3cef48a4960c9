import { esFecha } from '../nucleo/fechas.ts'
import { fecha } from '../nucleo/formato.ts'
import { leerMonto } from '../nucleo/montos.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { hoy } from '../nucleo/reloj.ts'
import { Parrafo, Texto } from '../piezas/campos.tsx'
import { DialogoFormulario } from '../piezas/dialogo-formulario.tsx'
import { Cruzado } from './contrato-cruce.tsx'
import { type PropsTransicion, usarTransicion } from './contrato-transicion.ts'

/** Poner en ejecución: con el acta de entrega firmada, o no se puede. */
export const Procesar = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion({
    ...p,
    que: T().ordenes.procesar(c.numero),
    hecho: T().ordenes.procesado(c.numero),
    ruta: `/contratos/${c.id}/procesamiento`,
    inicial: { acta_entrega: false },
    revisar: (v): Record<string, string> => (v.acta_entrega ? {} : { acta_entrega: T().ordenes.faltaActa }),
    cuerpo: (v) => v,
  })
  const falta = t.f.faltas.value.acta_entrega
  return (
    <DialogoFormulario
      titulo={T().ordenes.procesar(c.numero)}
      f={t.f}
      etiquetas={{ acta_entrega: T().ordenes.acta }}
      enviar={T().acciones.procesar}
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>{T().ordenes.procesarTexto}</p>
      <div class={`campo ${falta ? 'con-falta' : ''}`}>
        {falta && (
          <p class="campo-falta" id="f-acta_entrega">
            {falta}
          </p>
        )}
        <label class="casilla">
          <input
            id="c-acta_entrega"
            type="checkbox"
            checked={t.f.valores.value.acta_entrega}
            aria-invalid={falta ? 'true' : undefined}
            aria-describedby={falta ? 'f-acta_entrega' : undefined}
            onChange={(s) => t.f.poner({ acta_entrega: s.currentTarget.checked })}
          />
          {T().ordenes.acta}
        </label>
      </div>
    </DialogoFormulario>
  )
}

/** Anular lo que nadie terminó de firmar. */
export const Anular = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion({
    ...p,
    que: T().ordenes.eliminar(c.numero),
    hecho: T().ordenes.eliminado(c.numero),
    metodo: 'DELETE',
    ruta: `/contratos/${c.id}`,
    inicial: { motivo: '' },
    cuerpo: (v) => (v.motivo.trim() ? { motivo: v.motivo.trim() } : {}),
  })
  return (
    <DialogoFormulario
      titulo={T().ordenes.eliminar(c.numero)}
      f={t.f}
      etiquetas={{ motivo: T().campos.motivo }}
      enviar={T().acciones.eliminar}
      peligro
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>{T().ordenes.eliminarTexto}</p>
      <Parrafo
        nombre="motivo"
        etiqueta={T().campos.motivo}
        opcional
        valor={t.f.valores.value.motivo}
        falta={t.f.faltas.value.motivo}
        alCambiar={(motivo) => t.f.poner({ motivo })}
      />
    </DialogoFormulario>
  )
}

const revisarFin = (v: { fecha: string; motivo: string; penalidad: string }, moneda: string) => {
  const faltas: Record<string, string> = {}
  if (!esFecha(v.fecha)) faltas.fecha = T().faltas.fecha
  if (!v.motivo.trim()) faltas.motivo = T().faltas.vacio
  if (v.penalidad.trim() && !leerMonto(v.penalidad, moneda, idioma.peek()))
    faltas.penalidad = T().faltas.monto(moneda)
  return faltas
}

/** Terminar antes de plazo, con su motivo y, si se pactó, su penalidad. */
export const Terminar = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion({
    ...p,
    que: T().terminacion.titulo(c.numero),
    hecho: T().terminacion.hecho(c.numero),
    ruta: `/contratos/${c.id}/terminacion`,
    inicial: { fecha: hoy.peek() < c.fecha_fin ? hoy.peek() : '', motivo: '', penalidad: '' },
    revisar: (v) => revisarFin(v, c.moneda),
    cuerpo: ({ fecha: ultima, motivo, penalidad }) => {
      const monto = leerMonto(penalidad, c.moneda, idioma.peek())
      return {
        fecha: ultima,
        motivo: motivo.trim(),
        ...(monto ? { penalidad: { monto, moneda: c.moneda } } : {}),
      }
    },
    campoDe: (puntero) => puntero.split('/')[1] ?? '',
  })
  const v = t.f.valores.value
  const faltas = t.f.faltas.value
  return (
    <DialogoFormulario
      titulo={T().terminacion.titulo(c.numero)}
      f={t.f}
      etiquetas={{
        fecha: T().terminacion.fecha,
        motivo: T().campos.motivo,
        penalidad: T().terminacion.penalidad,
      }}
      enviar={T().acciones.terminar}
      peligro
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>{T().terminacion.texto}</p>
      <Texto
        nombre="fecha"
        tipo="date"
        etiqueta={T().terminacion.fecha}
        ayuda={T().terminacion.fechaAyuda(fecha(c.fecha_inicio), fecha(c.fecha_fin))}
        valor={v.fecha}
        falta={faltas.fecha}
        alCambiar={(dia) => t.f.poner({ fecha: dia })}
      />
      <Parrafo
        nombre="motivo"
        etiqueta={T().campos.motivo}
        valor={v.motivo}
        falta={faltas.motivo}
        alCambiar={(motivo) => t.f.poner({ motivo })}
      />
      <Texto
        nombre="penalidad"
        etiqueta={T().terminacion.penalidad}
        ayuda={T().terminacion.penalidadAyuda(c.moneda)}
        opcional
        modo="decimal"
        valor={v.penalidad}
        falta={faltas.penalidad}
        alCambiar={(penalidad) => t.f.poner({ penalidad })}
      />
    </DialogoFormulario>
  )
}

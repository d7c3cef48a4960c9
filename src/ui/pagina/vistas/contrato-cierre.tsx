import { esFecha } from '../nucleo/fechas.ts'
import { fecha } from '../nucleo/formato.ts'
import type { Formulario } from '../nucleo/formulario.ts'
import { leerMonto } from '../nucleo/montos.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { hoy } from '../nucleo/reloj.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Parrafo, Texto } from '../piezas/campos.tsx'
import { DialogoFormulario } from '../piezas/dialogo-formulario.tsx'
import { Cruzado } from './contrato-cruce.tsx'
import { type PropsTransicion, usarTransicion } from './contrato-transicion.ts'

const CasillaActa = ({ f }: { f: Formulario<{ acta_entrega: boolean }> }) => {
  const falta = f.faltas.value.acta_entrega
  return (
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
          checked={f.valores.value.acta_entrega}
          aria-invalid={falta ? 'true' : undefined}
          aria-describedby={falta ? 'f-acta_entrega' : undefined}
          onChange={(s) => f.poner({ acta_entrega: s.currentTarget.checked })}
        />
        {T().ordenes.acta}
      </label>
    </div>
  )
}

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
      <CasillaActa f={t.f} />
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

type ValoresFin = { fecha: string; motivo: string; penalidad: string }

const revisarFin = (v: ValoresFin, moneda: string) => {
  const faltas: Record<string, string> = {}
  if (!esFecha(v.fecha)) faltas.fecha = T().faltas.fecha
  if (!v.motivo.trim()) faltas.motivo = T().faltas.vacio
  if (v.penalidad.trim() && !leerMonto(v.penalidad, moneda, idioma.peek()))
    faltas.penalidad = T().faltas.monto(moneda)
  return faltas
}

const cuerpoDelFin = ({ fecha: ultima, motivo, penalidad }: ValoresFin, moneda: string) => {
  const monto = leerMonto(penalidad, moneda, idioma.peek())
  return { fecha: ultima, motivo: motivo.trim(), ...(monto ? { penalidad: { monto, moneda } } : {}) }
}

const CamposFin = ({ f, c }: { f: Formulario<ValoresFin>; c: Contrato }) => {
  const campo = (nombre: keyof ValoresFin) => ({
    nombre,
    valor: f.valores.value[nombre],
    falta: f.faltas.value[nombre],
    alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
  })
  return (
    <>
      <Texto
        {...campo('fecha')}
        tipo="date"
        etiqueta={T().terminacion.fecha}
        ayuda={T().terminacion.fechaAyuda(fecha(c.fecha_inicio), fecha(c.fecha_fin))}
      />
      <Parrafo {...campo('motivo')} etiqueta={T().campos.motivo} />
      <Texto
        {...campo('penalidad')}
        etiqueta={T().terminacion.penalidad}
        ayuda={T().terminacion.penalidadAyuda(c.moneda)}
        opcional
        modo="decimal"
      />
    </>
  )
}

/** El día que se propone: hoy o, si aún no empezó, el primero; ninguno si ya no queda plazo que acortar. */
const hoyDentro = ({ fecha_inicio, fecha_fin }: Contrato): string => {
  const dia = hoy.peek() < fecha_inicio ? fecha_inicio : hoy.peek()
  return dia < fecha_fin ? dia : ''
}

/** Terminar antes de plazo, con su motivo y, si se pactó, su penalidad. */
export const Terminar = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion<ValoresFin>({
    ...p,
    que: T().terminacion.titulo(c.numero),
    hecho: T().terminacion.hecho(c.numero),
    ruta: `/contratos/${c.id}/terminacion`,
    inicial: { fecha: hoyDentro(c), motivo: '', penalidad: '' },
    revisar: (v) => revisarFin(v, c.moneda),
    cuerpo: (v) => cuerpoDelFin(v, c.moneda),
    campoDe: (puntero) => puntero.split('/')[1] ?? '',
  })
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
      <CamposFin f={t.f} c={c} />
    </DialogoFormulario>
  )
}

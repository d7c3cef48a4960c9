import { esFecha, finPropuesto, siguienteDia } from '../nucleo/fechas.ts'
import { dinero, fecha } from '../nucleo/formato.ts'
import type { Formulario } from '../nucleo/formulario.ts'
import { escribirMonto, leerMonto, MONEDAS } from '../nucleo/montos.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { ir } from '../nucleo/ruta.ts'
import { Lista, Texto } from '../piezas/campos.tsx'
import { DialogoFormulario } from '../piezas/dialogo-formulario.tsx'
import { Plazos } from '../piezas/plazos.tsx'
import { Cruzado } from './contrato-cruce.tsx'
import { type PropsTransicion, usarTransicion } from './contrato-transicion.ts'

/** El mismo contrato, más tiempo. */
export const Prorrogar = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion({
    ...p,
    que: T().prorroga.titulo(c.numero),
    hecho: T().prorroga.hecho(c.numero),
    ruta: `/contratos/${c.id}/prorrogas`,
    inicial: { nueva_fin: '' },
    revisar: (v): Record<string, string> => (esFecha(v.nueva_fin) ? {} : { nueva_fin: T().faltas.fecha }),
    cuerpo: (v) => v,
    campoDelCodigo: { SolapeDeVigencia: 'nueva_fin' },
  })
  return (
    <DialogoFormulario
      titulo={T().prorroga.titulo(c.numero)}
      f={t.f}
      etiquetas={{ nueva_fin: T().prorroga.fin }}
      enviar={T().acciones.prorrogar}
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>{T().prorroga.texto(fecha(c.fecha_fin))}</p>
      <Texto
        nombre="nueva_fin"
        tipo="date"
        etiqueta={T().prorroga.fin}
        ayuda={T().ayudas.fin}
        valor={t.f.valores.value.nueva_fin}
        falta={t.f.faltas.value.nueva_fin}
        alCambiar={(nueva_fin) => t.f.poner({ nueva_fin })}
      />
      <Plazos desde={siguienteDia(c.fecha_fin)} alElegir={(nueva_fin) => t.f.poner({ nueva_fin })} />
    </DialogoFormulario>
  )
}

type ValoresRenovacion = { fecha_inicio: string; fecha_fin: string; monto: string; moneda: string }

const revisarRenovacion = (v: ValoresRenovacion) => {
  const faltas: Record<string, string> = {}
  if (!esFecha(v.fecha_inicio)) faltas.fecha_inicio = T().faltas.fecha
  if (!esFecha(v.fecha_fin)) faltas.fecha_fin = T().faltas.fecha
  if (!leerMonto(v.monto, v.moneda, idioma.peek())) faltas.monto = T().faltas.monto(v.moneda)
  return faltas
}

const renovacionDe = ({ c }: PropsTransicion): ValoresRenovacion => ({
  fecha_inicio: siguienteDia(c.fecha_fin),
  fecha_fin: finPropuesto(siguienteDia(c.fecha_fin), 12),
  monto: escribirMonto(c.canon_vigente ?? c.monto, idioma.peek()),
  moneda: c.moneda,
})

const CamposRenovacion = ({ f }: { f: Formulario<ValoresRenovacion> }) => {
  const v = f.valores.value
  const campo = (nombre: keyof ValoresRenovacion) => ({
    nombre,
    valor: v[nombre],
    falta: f.faltas.value[nombre],
    alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
  })
  const leido = leerMonto(v.monto, v.moneda, idioma.value)
  const { campos } = T()
  return (
    <div class="grupo-campos">
      <Texto {...campo('fecha_inicio')} tipo="date" etiqueta={campos.inicio} />
      <Texto {...campo('fecha_fin')} tipo="date" etiqueta={campos.fin} />
      <Plazos desde={v.fecha_inicio} alElegir={(fecha_fin) => f.poner({ fecha_fin })} />
      <Texto
        {...campo('monto')}
        etiqueta={campos.canonMensual}
        modo="decimal"
        ayuda={leido ? T().ayudas.seLee(dinero(leido, v.moneda)) : T().ayudas.monto}
      />
      <Lista
        {...campo('moneda')}
        etiqueta={campos.moneda}
        opciones={Object.keys(MONEDAS).map((m) => ({ valor: m, texto: m }))}
      />
    </div>
  )
}

/** Un contrato nuevo que sucede a éste; al redactarlo se va a él. */
export const Renovar = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion({
    ...p,
    que: T().renovacion.titulo(c.numero),
    hecho: T().renovacion.hecho(c.numero),
    ruta: `/contratos/${c.id}/renovaciones`,
    inicial: renovacionDe(p),
    revisar: revisarRenovacion,
    cuerpo: (v) => ({ ...v, monto: leerMonto(v.monto, v.moneda, idioma.peek()) ?? v.monto }),
    alTerminar: (nuevo) => nuevo && ir(`/contratos/${nuevo.id}`),
  })
  const { campos } = T()
  return (
    <DialogoFormulario
      titulo={T().renovacion.titulo(c.numero)}
      f={t.f}
      etiquetas={{
        fecha_inicio: campos.inicio,
        fecha_fin: campos.fin,
        monto: campos.canon,
        moneda: campos.moneda,
      }}
      enviar={T().acciones.renovar}
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>{T().renovacion.texto}</p>
      <CamposRenovacion f={t.f} />
    </DialogoFormulario>
  )
}

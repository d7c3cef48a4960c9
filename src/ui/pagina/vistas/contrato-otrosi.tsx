import { esFecha } from '../nucleo/fechas.ts'
import { dinero } from '../nucleo/formato.ts'
import type { Faltas, Formulario } from '../nucleo/formulario.ts'
import { leerMonto } from '../nucleo/montos.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { hoy } from '../nucleo/reloj.ts'
import type { Clausula, Contrato } from '../nucleo/tipos.ts'
import { Lista, Texto } from '../piezas/campos.tsx'
import { DialogoFormulario } from '../piezas/dialogo-formulario.tsx'
import { EditorClausulas } from './clausulas-editor.tsx'
import { Cruzado } from './contrato-cruce.tsx'
import { partesDe } from './contrato-ficha.tsx'
import { type PropsTransicion, usarTransicion } from './contrato-transicion.ts'
import { aPuntos, llevaPuntos, reglasIncremento } from './contrato-valores.ts'

type Valores = {
  efectiva: string
  monto: string
  incremento: string
  puntos: string
  clausulas: readonly Clausula[]
  cambiaClausulas: boolean
  firmas: readonly string[]
}

const revisar = (v: Valores, c: Contrato): Faltas => {
  const faltas: Record<string, string> = {}
  if (!esFecha(v.efectiva)) faltas.efectiva = T().faltas.fecha
  if (v.monto.trim() && !leerMonto(v.monto, c.moneda, idioma.peek()))
    faltas.monto = T().faltas.monto(c.moneda)
  if (llevaPuntos(v.incremento) && aPuntos(v.puntos) === null) faltas.puntos = T().faltas.porcentaje
  if (!v.monto.trim() && !v.incremento && !v.cambiaClausulas) faltas.monto = T().otrosi.nadaCambia
  if (partesDe(c).some((p) => !v.firmas.includes(p.id))) faltas.firmas = T().otrosi.faltanFirmas
  return faltas
}

const cuerpoDe = (v: Valores, c: Contrato) => {
  const monto = leerMonto(v.monto, c.moneda, idioma.peek())
  const puntos = llevaPuntos(v.incremento) ? { puntos_basicos: aPuntos(v.puntos) ?? 0 } : {}
  const cambios = {
    ...(monto ? { monto } : {}),
    ...(v.incremento ? { incremento: { tipo: v.incremento, ...puntos } } : {}),
    ...(v.cambiaClausulas ? { clausulas: v.clausulas } : {}),
  }
  return { efectiva: v.efectiva, cambios, firmas: v.firmas }
}

const campoDe = (puntero: string): string => {
  const campo = puntero.replace(/^\/(cambios\/)?/, '').replaceAll('/', '.')
  if (campo === 'cambios') return 'monto'
  if (campo.startsWith('incremento')) return campo.includes('puntos') ? 'puntos' : 'incremento'
  return campo.startsWith('firmas') ? 'firmas' : campo
}

const Firmas = ({ f, c }: { f: Formulario<Valores>; c: Contrato }) => {
  const { firmas } = f.valores.value
  const falta = f.faltas.value.firmas
  return (
    <fieldset class={`campo ancho ${falta ? 'con-falta' : ''}`}>
      <legend>{T().otrosi.firmas}</legend>
      {falta && (
        <p class="campo-falta" id="f-firmas">
          {falta}
        </p>
      )}
      {partesDe(c).map((p, i) => (
        <label class="casilla" key={p.id}>
          <input
            id={i === 0 ? 'c-firmas' : undefined}
            type="checkbox"
            checked={firmas.includes(p.id)}
            aria-describedby={falta ? 'f-firmas' : undefined}
            onChange={(s) =>
              f.poner({
                firmas: s.currentTarget.checked ? [...firmas, p.id] : firmas.filter((x) => x !== p.id),
              })
            }
          />
          <span>
            {p.nombre} <small>{p.papel}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const Cambios = ({ f, c }: { f: Formulario<Valores>; c: Contrato }) => {
  const v = f.valores.value
  const campo = (nombre: 'efectiva' | 'monto' | 'incremento' | 'puntos') => ({
    nombre,
    valor: v[nombre],
    falta: f.faltas.value[nombre],
    alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
  })
  return (
    <>
      <Texto {...campo('efectiva')} tipo="date" etiqueta={T().otrosi.efectiva} />
      <Texto
        {...campo('monto')}
        etiqueta={T().otrosi.canon}
        ayuda={T().otrosi.canonAyuda(dinero(c.canon_vigente ?? c.monto, c.moneda))}
        opcional
        modo="decimal"
      />
      <Lista
        {...campo('incremento')}
        etiqueta={T().otrosi.incremento}
        opciones={[{ valor: '', texto: T().otrosi.igual }, ...reglasIncremento()]}
      />
      {llevaPuntos(v.incremento) && (
        <Texto
          {...campo('puntos')}
          etiqueta={T().campos.porcentaje}
          ayuda={T().ayudas.porcentaje}
          modo="decimal"
        />
      )}
    </>
  )
}

/** Las cláusulas sólo se abren si se dice que cambian. */
const Clausulas = ({ f }: { f: Formulario<Valores> }) => {
  const { cambiaClausulas, clausulas } = f.valores.value
  return (
    <>
      <label class="casilla ancho">
        <input
          type="checkbox"
          checked={cambiaClausulas}
          onChange={(s) => f.poner({ cambiaClausulas: s.currentTarget.checked })}
        />
        {T().otrosi.clausulas}
      </label>
      {cambiaClausulas && (
        <EditorClausulas
          clausulas={clausulas}
          faltas={f.faltas.value}
          alCambiar={(nuevas) => f.poner({ clausulas: nuevas })}
        />
      )}
    </>
  )
}

/** Un otrosí: qué cambia, desde cuándo, y la firma de todas las partes. */
export const RegistrarOtrosi = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const t = usarTransicion<Valores>({
    ...p,
    que: T().otrosi.titulo(c.numero),
    hecho: T().otrosi.hecho(c.numero),
    ruta: `/contratos/${c.id}/otrosies`,
    inicial: {
      ...{ efectiva: hoy.peek(), monto: '', incremento: '', puntos: '' },
      ...{ clausulas: c.clausulas, cambiaClausulas: false, firmas: [] },
    },
    revisar: (v) => revisar(v, c),
    cuerpo: (v) => cuerpoDe(v, c),
    campoDe,
    campoDelCodigo: { FirmasIncompletas: 'firmas' },
  })
  const { campos, otrosi } = T()
  return (
    <DialogoFormulario
      titulo={otrosi.titulo(c.numero)}
      f={t.f}
      etiquetas={{
        ...{ efectiva: otrosi.efectiva, monto: otrosi.canon, incremento: otrosi.incremento },
        ...{ puntos: campos.porcentaje, firmas: otrosi.firmas, clausulas: campos.clausulas },
      }}
      enviar={T().acciones['registrar-otrosi']}
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>{otrosi.texto}</p>
      <div class="grupo-campos">
        <Cambios f={t.f} c={c} />
        <Clausulas f={t.f} />
        <Firmas f={t.f} c={c} />
      </div>
    </DialogoFormulario>
  )
}

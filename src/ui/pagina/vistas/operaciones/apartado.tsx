import { useSignal } from '@preact/signals'
import { mandar } from '../../nucleo/api.ts'
import { avisarHecho } from '../../nucleo/avisos.ts'
import { usarLectura } from '../../nucleo/datos.ts'
import { palabra } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { aProblema, type Problema } from '../../nucleo/problema.ts'
import { Boton, Esqueleto, Fallo } from '../../piezas/basicas.tsx'
import { Parrafo, Texto } from '../../piezas/campos.tsx'
import { Dialogo } from '../../piezas/dialogo.tsx'
import type { Apartado } from './apartados.tsx'
import { type Efecto, VerEfecto } from './efecto.tsx'

type Mensaje = Readonly<{ type: string; datos?: unknown; version_esquema: number }>
type ApartadoEntero = Apartado & Readonly<{ mensaje: Mensaje; pila: string | null; efecto?: Efecto | null }>
type Acto = 'reintento' | 'edicion' | 'descarte'
type Faltas = Readonly<{ motivo?: string; datos?: string }>

const leerJson = (texto: string): unknown => {
  try {
    return JSON.parse(texto)
  } catch {
    return undefined
  }
}

/** Lo que se ve y se decide de un apartado ya leído. */
const usarActo = (a: ApartadoEntero, contenido: unknown, alCerrar: () => void) => {
  // lo que no se pudo leer se reescribe desde cero
  const inicial = JSON.stringify(contenido ?? {}, null, 2)
  const motivo = useSignal('')
  const datos = useSignal(inicial)
  const faltas = useSignal<Faltas>({})
  const problema = useSignal<Problema | null>(null)
  const ensayado = useSignal<ApartadoEntero | null>(null)
  const hacer = async (acto: Acto, ensayo: boolean) => {
    const editado = leerJson(datos.value)
    faltas.value = {
      ...(motivo.value.trim() ? {} : { motivo: T().faltas.vacio }),
      ...(acto === 'edicion' && editado === undefined ? { datos: T().operaciones.jsonMalo } : {}),
    }
    if (Object.keys(faltas.value).length > 0) return
    problema.value = null
    ensayado.value = null
    const cuerpo = { motivo: motivo.value.trim(), ...(acto === 'edicion' ? { datos: editado } : {}) }
    try {
      const ruta = `${a.de}/apartados/${a.id}/${acto}${ensayo ? '?ensayo=si' : ''}`
      const { datos: quedo } = await mandar<ApartadoEntero>('POST', ruta, { cuerpo })
      if (ensayo) ensayado.value = quedo
      else {
        avisarHecho(T().operaciones.hecho(palabra(T().operaciones.estados, quedo.estado)))
        alCerrar()
      }
    } catch (error) {
      const p = aProblema(error)
      problema.value = p
      const falta = p.faltas.find((f) => f.pointer.startsWith('/datos'))
      if (falta) faltas.value = { datos: falta.detail }
    }
  }
  return { motivo, datos, faltas, problema, ensayado, hacer, cambiado: datos.value !== inicial }
}

/** De dónde salió el fallo, para quien lo quiera ver. */
export const Pila = ({ de }: { de: string | null }) => (
  <details class="hito-detalle">
    <summary>{T().operaciones.pila}</summary>
    {de ? <pre>{de}</pre> : <p class="tenue">{T().operaciones.sinPila}</p>}
  </details>
)

/** Lo que dio el último ensayo: lo que cambiaría o, si eso no se sabe, en qué quedaría. */
const Ensayado = ({ de }: { de: ReturnType<typeof usarActo>['ensayado']['value'] }) => {
  if (!de) return null
  if (de.efecto) return <VerEfecto e={de.efecto} />
  const o = T().operaciones
  return (
    <p class="nota" role="status">
      {o.quedaria(palabra(o.estados, de.estado))}
    </p>
  )
}

const Actos = ({ t }: { t: ReturnType<typeof usarActo> }) => {
  const o = T().operaciones
  const acto: Acto = t.cambiado ? 'edicion' : 'reintento'
  return (
    <div class="dialogo-acciones">
      <Boton alPulsar={() => void t.hacer(acto, true)}>{o.ensayo}</Boton>
      <Boton clase="boton-principal" alPulsar={() => void t.hacer(acto, false)}>
        {o[acto]}
      </Boton>
      <Boton clase="boton-peligro" alPulsar={() => void t.hacer('descarte', false)}>
        {o.descarte}
      </Boton>
    </div>
  )
}

const Decidir = ({ a, datos, alCerrar }: { a: ApartadoEntero; datos: unknown; alCerrar: () => void }) => {
  const t = usarActo(a, datos, alCerrar)
  const o = T().operaciones
  return (
    <div class="dialogo-campos">
      {t.problema.value && <Fallo problema={t.problema.value} />}
      <p>
        <strong>{a.error_clase}</strong> {a.error}
        <small> · {o.detras(a.detras)}</small>
      </p>
      <Pila de={a.pila} />
      <Parrafo
        nombre="datos"
        etiqueta={o.datos}
        ayuda={o.esquema(a.mensaje.type, a.mensaje.version_esquema)}
        filas={10}
        valor={t.datos.value}
        falta={t.faltas.value.datos}
        alCambiar={(v) => {
          t.datos.value = v
        }}
      />
      <Texto
        nombre="motivo"
        etiqueta={o.motivo}
        valor={t.motivo.value}
        falta={t.faltas.value.motivo}
        alCambiar={(v) => {
          t.motivo.value = v
        }}
      />
      <Ensayado de={t.ensayado.value} />
      <Actos t={t} />
    </div>
  )
}

/** Un apartado entero: su error, su contenido y lo que se hace con él; todo con motivo, y ensayable. */
export const ActoApartado = ({ abierto, alCerrar }: { abierto: Apartado; alCerrar: () => void }) => {
  const { de, id } = abierto
  const lectura = usarLectura<Omit<ApartadoEntero, 'de'>>(`${de}/apartados/${id}`)
  const a = lectura.datos.value && { ...lectura.datos.value, de }
  // el apartado guarda los bytes; decodificado lo da la bitácora, en su posición
  const original = usarLectura<Readonly<{ mensajes: readonly Mensaje[] }>>(
    a && `/bitacora/${a.topico}?desde=${a.posicion - 1}&limite=1`,
  )
  const leido = original.datos.value
  const problema = lectura.problema.value ?? original.problema.value
  return (
    <Dialogo
      titulo={a ? `${a.tipo} · ${a.topico} ${a.posicion}` : T().cargando}
      alCerrar={alCerrar}
      clase="dialogo-formulario"
    >
      {a && leido ? (
        <Decidir a={a} datos={leido.mensajes[0]?.datos} alCerrar={alCerrar} />
      ) : problema ? (
        <Fallo problema={problema} />
      ) : (
        <Esqueleto filas={3} />
      )}
    </Dialogo>
  )
}

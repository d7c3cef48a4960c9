import { useSignal } from '@preact/signals'
import { mandar } from '../../nucleo/api.ts'
import { avisarHecho } from '../../nucleo/avisos.ts'
import { usarLectura } from '../../nucleo/datos.ts'
import { instante, porcentaje } from '../../nucleo/formato.ts'
import { type Faltas, usarFormulario } from '../../nucleo/formulario.ts'
import { escribirMonto, leerMonto } from '../../nucleo/montos.ts'
import { idioma, T } from '../../nucleo/preferencias.ts'
import { usarRelectura } from '../../nucleo/relectura.ts'
import { Boton, Cabecera, Esqueleto, Fallo } from '../../piezas/basicas.tsx'
import { Texto } from '../../piezas/campos.tsx'
import { DialogoFormulario } from '../../piezas/dialogo-formulario.tsx'
import { Pestanas } from './marco.tsx'

type Indice = Readonly<{ anio: number; puntos_basicos: number; fecha_actualizacion: string }>

/** Un porcentaje con signo («-0,5») a puntos básicos; null si no se entiende. */
const puntosDe = (texto: string): number | null => {
  const limpio = texto.trim().replace('−', '-')
  const leido = leerMonto(limpio.replace(/^-/, ''), 'USD', idioma.peek())
  return leido === null ? null : Math.round(Number(leido) * 100) * (limpio.startsWith('-') ? -1 : 1)
}

const revisar = (v: { anio: string; variacion: string }): Faltas => {
  const faltas: Record<string, string> = {}
  if (!/^(19|2\d)\d\d$/.test(v.anio)) faltas.anio = T().indices.faltaAnio
  if (puntosDe(v.variacion) === null) faltas.variacion = T().faltas.porcentaje
  return faltas
}

const escrito = (puntos: number): string =>
  (puntos < 0 ? '-' : '') + escribirMonto(String(Math.abs(puntos) / 100), idioma.peek())

const Publicar = (p: { de: Indice | null; anio: number; alCerrar: () => void; alHacer: () => void }) => {
  const f = usarFormulario({
    cajon: null,
    inicial: { anio: String(p.de?.anio ?? p.anio), variacion: p.de ? escrito(p.de.puntos_basicos) : '' },
    revisar,
    enviar: async (v) => {
      const cuerpo = { puntos_basicos: puntosDe(v.variacion) }
      return (await mandar<Indice>('PUT', `/indices/ipc/${v.anio}`, { cuerpo })).datos
    },
    campoDe: (puntero) => (puntero === '/anio' ? 'anio' : 'variacion'),
    alTerminar: (i) => {
      avisarHecho(T().indices.hecho(i.anio))
      p.alCerrar()
      p.alHacer()
    },
  })
  const campo = (nombre: 'anio' | 'variacion') => ({
    nombre,
    valor: f.valores.value[nombre],
    falta: f.faltas.value[nombre],
    alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
  })
  return (
    <DialogoFormulario
      titulo={p.de ? T().indices.corregir(p.de.anio) : T().indices.nuevo}
      f={f}
      etiquetas={{ anio: T().indices.anio, variacion: T().indices.variacion }}
      enviar={T().indices.publicar}
      alCerrar={p.alCerrar}
    >
      <p>{T().indices.texto}</p>
      {!p.de && <Texto {...campo('anio')} etiqueta={T().indices.anio} modo="numeric" largo={4} />}
      <Texto {...campo('variacion')} etiqueta={T().indices.variacion} ayuda={T().indices.ayuda} />
    </DialogoFormulario>
  )
}

const Tabla = ({ indices, alCorregir }: { indices: readonly Indice[]; alCorregir: (i: Indice) => void }) => (
  <table class="tabla tabla-informe">
    <caption class="solo-lector">{T().indices.titulo}</caption>
    <thead>
      <tr>
        <th scope="col">{T().indices.anio}</th>
        <th scope="col" class="derecha">
          {T().indices.variacion}
        </th>
        <th scope="col">{T().indices.actualizado}</th>
        <th scope="col">
          <span class="solo-lector">{T().ordenes.titulo}</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {indices.map((i) => (
        <tr key={i.anio} data-fila tabIndex={-1}>
          <th scope="row">{i.anio}</th>
          <td class="derecha" data-nombre={T().indices.variacion}>
            {porcentaje(i.puntos_basicos)}
          </td>
          <td data-nombre={T().indices.actualizado}>{instante(i.fecha_actualizacion)}</td>
          <td class="derecha">
            <Boton alPulsar={() => alCorregir(i)}>{T().indices.corregir(i.anio)}</Boton>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** La tabla del IPC, que se publica y se corrige aquí. */
export const Indices = () => {
  const lectura = usarLectura<{ elementos: readonly Indice[] }>('/indices')
  const abierto = useSignal<Indice | 'nuevo' | null>(null)
  usarRelectura(lectura)
  const indices = lectura.datos.value?.elementos
  const siguiente = Math.max(...(indices ?? []).map((i) => i.anio), 2018) + 1
  return (
    <>
      <Cabecera
        titulo={T().indices.titulo}
        sobre={T().informes.secciones}
        resumen={<p>{T().indices.texto}</p>}
        acciones={
          <Boton icono="mas" clase="boton-principal" alPulsar={() => (abierto.value = 'nuevo')}>
            {T().indices.nuevo}
          </Boton>
        }
      />
      <div class="cuerpo">
        <Pestanas />
        {lectura.problema.value && <Fallo problema={lectura.problema.value} />}
        {!indices && !lectura.problema.value && <Esqueleto />}
        {indices && <Tabla indices={indices} alCorregir={(i) => (abierto.value = i)} />}
        {abierto.value && (
          <Publicar
            de={abierto.value === 'nuevo' ? null : abierto.value}
            anio={siguiente}
            alCerrar={() => (abierto.value = null)}
            alHacer={() => void lectura.releer()}
          />
        )}
      </div>
    </>
  )
}

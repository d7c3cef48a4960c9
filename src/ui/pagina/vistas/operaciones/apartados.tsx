import { useSignal } from '@preact/signals'
import { mandar } from '../../nucleo/api.ts'
import { avisarFallo, avisarHecho } from '../../nucleo/avisos.ts'
import { consultaDe, type Lectura, usarLectura } from '../../nucleo/datos.ts'
import { instante, palabra } from '../../nucleo/formato.ts'
import { T } from '../../nucleo/preferencias.ts'
import { aProblema } from '../../nucleo/problema.ts'
import { consulta } from '../../nucleo/ruta.ts'
import { Boton, Vacio } from '../../piezas/basicas.tsx'
import { Texto } from '../../piezas/campos.tsx'
import { Paginas } from '../../piezas/paginas.tsx'
import { ActoApartado } from './apartado.tsx'
import { DE_NOTIFICACIONES, MarcoOperaciones, usarSondeo } from './marco.tsx'

export type Apartado = Readonly<{
  id: string
  /** Bajo qué camino se opera: el del servicio que lo apartó. */
  de: string
  suscripcion: string
  topico: string
  posicion: number
  clave: string
  tipo: string
  estado: string
  intentos: number
  error: string | null
  error_clase: string | null
  primer_fallo: string | null
  ultimo_fallo: string | null
  detras: number
}>
type Pagina = Readonly<{ elementos: readonly Omit<Apartado, 'de'>[]; siguiente: string | null }>

/** Cuántos se reintentan de una vez, y con qué pausa: una ráfaga tumbaría a quien acaba de levantarse. */
const TOPE = 50
const PAUSA_MS = 150

const limite = (instantes: readonly (string | null)[], signo: 1 | -1): string | undefined =>
  instantes
    .filter((i) => i !== null)
    .toSorted((a, b) => (a < b ? -signo : signo))
    .at(0)

/** Cuántos son, y desde cuándo y hasta cuándo se ha visto fallar. */
const Cuenta = ({ de, hayMas }: { de: readonly Apartado[]; hayMas: boolean }) => {
  const o = T().operaciones
  const [primero, ultimo] = [
    limite(
      de.map((a) => a.primer_fallo),
      1,
    ),
    limite(
      de.map((a) => a.ultimo_fallo),
      -1,
    ),
  ]
  return (
    <p class="tenue">
      {[
        `${o.grupo(de.length)}${hayMas ? ' (+)' : ''}`,
        primero && `${o.primero}: ${instante(primero)}`,
        ultimo && `${o.ultimo}: ${instante(ultimo)}`,
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  )
}

/** La pila del último de un grupo; se pide al abrirla. */
const PilaDeGrupo = ({ a: { de, id } }: { a: Apartado }) => {
  const abierta = useSignal(false)
  const lectura = usarLectura<Readonly<{ pila: string | null }>>(
    abierta.value ? `${de}/apartados/${id}` : null,
  )
  const leida = lectura.datos.value
  return (
    <details class="hito-detalle" onToggle={(s) => (abierta.value = s.currentTarget.open)}>
      <summary>{T().operaciones.pila}</summary>
      {leida && <pre>{leida.pila ?? T().operaciones.sinPila}</pre>}
    </details>
  )
}

/** Reintenta unos cuantos, de uno en uno y con su pausa; `van`: por cuál va, nulo si no está en ello. */
const usarReintentoDeGrupo = (marcables: readonly Apartado[], alTerminar: () => void) => {
  const motivo = useSignal('')
  const falta = useSignal<string | undefined>(undefined)
  const van = useSignal<number | null>(null)
  const reintentar = async () => {
    falta.value = motivo.value.trim() ? undefined : T().faltas.vacio
    if (falta.value) return
    let mal = 0
    for (const [i, a] of marcables.entries()) {
      van.value = i + 1
      try {
        await mandar('POST', `${a.de}/apartados/${a.id}/reintento`, {
          cuerpo: { motivo: motivo.value.trim() },
        })
      } catch (error) {
        mal += 1
        avisarFallo(`${a.tipo} ${a.posicion}: ${aProblema(error).message}`)
      }
      await new Promise((resolver) => setTimeout(resolver, PAUSA_MS))
    }
    van.value = null
    avisarHecho(T().operaciones.marcados(marcables.length - mal, mal))
    alTerminar()
  }
  return { motivo, falta, van, reintentar }
}

const ReintentarGrupo = (p: { id: string; marcables: readonly Apartado[]; alTerminar: () => void }) => {
  const { motivo, falta, van, reintentar } = usarReintentoDeGrupo(p.marcables, p.alTerminar)
  const o = T().operaciones
  const total = p.marcables.length
  if (total === 0) return null
  return (
    <div class="grupo-acto">
      <Texto
        nombre={`motivo-${p.id}`}
        etiqueta={o.motivo}
        valor={motivo.value}
        falta={falta.value}
        alCambiar={(v) => {
          motivo.value = v
        }}
      />
      <Boton ocupado={van.value !== null} alPulsar={() => void reintentar()}>
        {van.value === null ? o.reintentarGrupo(total) : o.avance(van.value, total)}
      </Boton>
      {van.value !== null && <progress value={van.value} max={total} aria-label={o.reintento} />}
    </div>
  )
}

const Suceso = ({ a, alVer }: { a: Apartado; alVer: (a: Apartado) => void }) => {
  const o = T().operaciones
  return (
    <li class="suceso">
      <time dateTime={a.ultimo_fallo ?? ''}>{a.ultimo_fallo ? instante(a.ultimo_fallo) : '—'}</time>
      <p class="suceso-que">
        {a.topico} · {a.posicion} <code>{a.clave.slice(0, 13)}</code>{' '}
        <small>
          {palabra(o.estados, a.estado)} · {o.intentos(a.intentos)} · {o.detras(a.detras)}
        </small>
      </p>
      <Boton alPulsar={() => alVer(a)}>{o.ver}</Boton>
    </li>
  )
}

const Grupo = (p: {
  apartados: readonly Apartado[]
  hayMas: boolean
  alVer: (a: Apartado) => void
  alTerminar: () => void
}) => {
  const [primero] = p.apartados
  if (!primero) return null
  const marcables = p.apartados.filter((a) => !a.estado.startsWith('marcado')).slice(0, TOPE)
  return (
    <section class="seccion grupo-apartados">
      <h2>
        {primero.error_clase ?? palabra(T().operaciones.estados, primero.estado)}: {primero.tipo}{' '}
        <small>{primero.suscripcion}</small>
      </h2>
      <p class="tenue">{primero.error}</p>
      <Cuenta de={p.apartados} hayMas={p.hayMas} />
      <PilaDeGrupo a={primero} />
      <ul class="sucesos">
        {p.apartados.map((a) => (
          <Suceso key={a.id} a={a} alVer={p.alVer} />
        ))}
      </ul>
      <ReintentarGrupo id={primero.id} marcables={marcables} alTerminar={p.alTerminar} />
    </section>
  )
}

/** Lo leído de un servicio, con el camino por el que se opera. */
const conCamino = (leida: Lectura<Pagina>, de: string): readonly Apartado[] =>
  leida.datos.value?.elementos.map((a) => ({ ...a, de })) ?? []

/** Los de los dos servicios; los de notificaciones van delante, en la primera página. */
const usarApartados = () => {
  const cursor = consulta.value.get('cursor')
  const lectura = usarLectura<Pagina>(`/apartados${consultaDe({ limite: 200, cursor })}`)
  const ajena = usarLectura<Pagina>(`${DE_NOTIFICACIONES}/apartados?limite=200`)
  usarSondeo(lectura, ajena)
  return {
    ...{ lectura, ajena },
    apartados: [...(cursor ? [] : conCamino(ajena, DE_NOTIFICACIONES)), ...conCamino(lectura, '')],
    hayMas: [lectura, ajena].some((l) => l.datos.value?.siguiente),
    releer() {
      void lectura.releer()
      void ajena.releer()
    },
  }
}

/** Los mensajes apartados, juntos por error, tipo y lector. */
export const Apartados = () => {
  const { lectura, ajena, apartados, hayMas, releer } = usarApartados()
  const abierto = useSignal<Apartado | null>(null)
  const grupos = Map.groupBy(apartados, (a) => `${a.error_clase}|${a.error}|${a.tipo}|${a.suscripcion}`)
  return (
    <MarcoOperaciones titulo={T().operaciones.apartados} lectura={lectura} ademas={ajena}>
      {apartados.length === 0 && ajena.datos.value && (
        <Vacio titulo={T().operaciones.nada}>
          <p>{T().operaciones.nadaTexto}</p>
        </Vacio>
      )}
      {[...grupos].map(([clave, suyos]) => (
        <Grupo
          key={clave}
          apartados={suyos}
          hayMas={hayMas}
          alVer={(a) => {
            abierto.value = a
          }}
          alTerminar={releer}
        />
      ))}
      <Paginas siguiente={lectura.datos.value?.siguiente ?? null} />
      {abierto.value && (
        <ActoApartado
          key={abierto.value.id}
          abierto={abierto.value}
          alCerrar={() => {
            abierto.value = null
            releer()
          }}
        />
      )}
    </MarcoOperaciones>
  )
}

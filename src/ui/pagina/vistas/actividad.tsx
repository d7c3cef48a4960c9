import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { obtener } from '../nucleo/api.ts'
import { enlace, escuchar, TOPICOS } from '../nucleo/enlace.ts'
import { dia, hora } from '../nucleo/formato.ts'
import { ficha } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import { consulta, filtrar } from '../nucleo/ruta.ts'
import type { Evento } from '../nucleo/tipos.ts'
import { Cabecera, Vacio } from '../piezas/basicas.tsx'
import { Busqueda } from '../piezas/busqueda.tsx'
import { FichasFiltro } from '../piezas/fichas-filtro.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Atrasado } from './conexion.tsx'
import { DetalleEvento } from './operaciones/detalle-evento.tsx'
import { PestanasOperaciones } from './operaciones/marco.tsx'

/** Los que se pintan, y los que se recuerdan para seguir una correlación. */
const MAXIMO = 200
const EN_MEMORIA = 4000

/** Los últimos eventos, el más nuevo primero. Viven fuera de la vista: al volver siguen ahí. */
const eventos = signal<readonly Evento[]>([])
const enPausa = signal(false)
const retenidos = signal<readonly Evento[]>([])
let empezado = false

const anadir = (e: Evento): void => {
  if (eventos.peek().some((x) => x.topico === e.topico && x.posicion === e.posicion)) return
  if (enPausa.peek()) retenidos.value = [e, ...retenidos.peek()].slice(0, MAXIMO)
  else eventos.value = [e, ...eventos.peek()].slice(0, EN_MEMORIA)
}

const seguir = (): void => {
  enPausa.value = !enPausa.peek()
  if (enPausa.peek()) return
  eventos.value = [...retenidos.peek(), ...eventos.peek()].slice(0, EN_MEMORIA)
  retenidos.value = []
}

type Registro = Readonly<{
  topico: string
  sequence: number
  id: string
  type: string
  subject: string
  version_agregado: number
  time: number
  correlationid: string
  datos?: unknown
}>

const deRegistro = (m: Registro): Evento => ({
  op: 'evento',
  topico: m.topico,
  posicion: m.sequence,
  id: m.id,
  tipo: m.type,
  clave: m.subject,
  version: m.version_agregado,
  ocurrido_en: new Date(m.time).toISOString(),
  correlacion: m.correlationid,
  datos: m.datos ?? null,
})

/** Lo último de cada tópico, para no empezar con la lista vacía. */
const traerUltimos = async (cuantos: number): Promise<void> => {
  const leidos = await Promise.all(
    TOPICOS.map(async (topico) => {
      const { cabeza } = await obtener<{ cabeza: number }>(`/bitacora/${topico}?desde=0&limite=1`)
      const tramo = await obtener<{ mensajes: readonly Registro[] }>(
        `/bitacora/${topico}?desde=${Math.max(0, cabeza - cuantos)}&limite=${cuantos}`,
      )
      return tramo.mensajes.map(deRegistro)
    }),
  ).catch(() => [])
  const vistos = new Set(eventos.peek().map((e) => e.id))
  eventos.value = [...eventos.peek(), ...leidos.flat().filter((e) => !vistos.has(e.id))]
    .sort((a, b) =>
      a.ocurrido_en < b.ocurrido_en ? 1 : a.ocurrido_en > b.ocurrido_en ? -1 : b.posicion - a.posicion,
    )
    .slice(0, EN_MEMORIA)
}

const enlaceDe = (e: Evento): string =>
  e.topico === 'eventos-contrato'
    ? `/contratos/${e.clave}`
    : e.topico === 'eventos-inmueble'
      ? `/inmuebles/${e.clave}`
      : e.topico === 'eventos-cliente'
        ? `/clientes/${e.clave}`
        : '/reservas'

const texto = (datos: unknown, clave: string): string | undefined => {
  const valor = (datos as Record<string, unknown> | null)?.[clave]
  return typeof valor === 'string' ? valor : undefined
}

/** Cómo se llama aquello de lo que habla un evento; no todos lo dicen, y entonces otro lo dijo. */
const quien = (e: Evento): string => {
  const suyo = texto(e.datos, 'numero') ?? texto(e.datos, 'nombre')
  if (suyo) return suyo
  if (e.topico === 'eventos-inmueble') return ficha('inmuebles', e.clave)?.nombre ?? '…'
  if (e.topico === 'eventos-cliente') return ficha('clientes', e.clave)?.nombre ?? '…'
  if (e.topico === 'eventos-reserva') return e.clave.slice(0, 8)
  const otro = eventos.value.find((x) => x.clave === e.clave && texto(x.datos, 'numero'))
  return (otro && texto(otro.datos, 'numero')) ?? T().campos.contrato
}

const Fila = ({ e }: { e: Evento }) => {
  const a = enlaceDe(e)
  const nombres = T().hechos as Record<string, string>
  return (
    <li class={`suceso suceso-${e.topico}`} data-posicion={e.posicion}>
      <time dateTime={e.ocurrido_en}>
        {hora(e.ocurrido_en)}
        <small>{dia(e.ocurrido_en)}</small>
      </time>
      <p class="suceso-que">
        {nombres[e.tipo] ?? e.tipo} <a href={a}>{quien(e)}</a>
      </p>
      <DetalleEvento e={e} />
    </li>
  )
}

const Filtros = ({ correlacion }: { correlacion: string }) => (
  <search class="filtros" aria-label={T().lista.filtros}>
    <Busqueda etiqueta={T().operaciones.tipo} />
    <FichasFiltro
      clave="topico"
      leyenda={T().actividad.topicos}
      opciones={TOPICOS.map((t) => [t, T().topicos[t]])}
    />
    {correlacion && (
      <button
        type="button"
        class="ficha-filtro puesta"
        aria-label={T().lista.quitar(T().historia.correlacion)}
        onClick={() => filtrar({ correlacion: null })}
      >
        {T().historia.correlacion} {correlacion.slice(0, 8)}
        <Icono de="cerrar" />
      </button>
    )}
  </search>
)

/** Los que pide la URL. Una correlación se lee como secuencia, de lo primero a lo último. */
const elegidos = (c: URLSearchParams): readonly Evento[] => {
  const topicos = c.getAll('topico')
  const correlacion = c.get('correlacion')
  const q = (c.get('q') ?? '').toLowerCase()
  const hallados = eventos.value.filter(
    (e) =>
      (topicos.length === 0 || topicos.includes(e.topico)) &&
      (!correlacion || e.correlacion === correlacion) &&
      (!q || `${e.tipo} ${e.clave} ${texto(e.datos, 'numero') ?? ''}`.toLowerCase().includes(q)),
  )
  return correlacion ? hallados.toReversed() : hallados.slice(0, MAXIMO)
}

const Sucesos = ({ visibles }: { visibles: readonly Evento[] }) =>
  visibles.length === 0 ? (
    <Vacio titulo={T().actividad.nada}>{<p>{T().actividad.nadaTexto}</p>}</Vacio>
  ) : (
    <ol class="sucesos">
      {visibles.map((e) => (
        <Fila key={e.topico + e.posicion} e={e} />
      ))}
    </ol>
  )

const BotonPausa = () => (
  <button type="button" class="boton" aria-pressed={enPausa.value ? 'true' : 'false'} onClick={seguir}>
    <Icono de={enPausa.value ? 'seguir' : 'pausa'} />
    {enPausa.value ? T().actividad.seguir(retenidos.value.length) : T().actividad.pausar}
  </button>
)

/** Se escucha una vez y para siempre; lo ya pasado se trae al entrar y al seguir una correlación. */
const usarEventos = (correlacion: string): void => {
  useEffect(() => {
    if (!empezado) {
      empezado = true
      escuchar('evento', anadir)
    }
    void traerUltimos(correlacion ? 1000 : 40)
  }, [correlacion])
}

const resumen = (correlacion: string): string => {
  if (correlacion) return T().operaciones.seguida
  return enlace.value.fase === 'conectado' ? T().actividad.enVivo : T().actividad.sinVivo
}

/** Lo que pasa en la casa, según pasa. */
export const Actividad = () => {
  const correlacion = consulta.value.get('correlacion') ?? ''
  usarEventos(correlacion)
  return (
    <>
      <Cabecera
        titulo={T().operaciones.eventos}
        sobre={T().secciones.operaciones}
        resumen={<p>{resumen(correlacion)}</p>}
        acciones={<BotonPausa />}
      />
      <div class="cuerpo">
        <PestanasOperaciones />
        <Filtros correlacion={correlacion} />
        <Atrasado />
        <Sucesos visibles={elegidos(consulta.value)} />
      </div>
    </>
  )
}

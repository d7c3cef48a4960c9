import { mandar } from '../nucleo/api.ts'
import { avisarHecho } from '../nucleo/avisos.ts'
import { type Faltas, type Formulario, usarFormulario } from '../nucleo/formulario.ts'
import { leerMonto, MONEDAS } from '../nucleo/montos.ts'
import { nombre } from '../nucleo/nombres.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { consulta, ir } from '../nucleo/ruta.ts'
import type { Cliente } from '../nucleo/tipos.ts'
import { Cabecera } from '../piezas/basicas.tsx'
import { Lista, Texto } from '../piezas/campos.tsx'
import { Grupo, MarcoFormulario } from '../piezas/formulario.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Selector } from '../piezas/selector.tsx'
import { deCliente } from './contrato-campos.tsx'

const VACIO = { origen: '', destino: '', salida: '', llegada: '' }
type Trayecto = typeof VACIO
const INICIAL = {
  ...{ trayectos: [VACIO] as readonly Trayecto[], adultos: '1', menores: '0', infantes: '0' },
  ...{ monto: '', moneda: 'COP', id_cliente: '' },
}
type Valores = typeof INICIAL
type F = Formulario<Valores>

const QUIENES = { adultos: 'Adulto', menores: 'Menor', infantes: 'Infante' } as const
type Quien = keyof typeof QUIENES

const revisar = (v: Valores): Faltas => {
  const faltas: Record<string, string> = {}
  v.trayectos.forEach((t, i) => {
    for (const campo of ['origen', 'destino'] as const)
      if (!t[campo]) faltas[`${campo}.${i}`] = T().faltas.elija
    for (const campo of ['salida', 'llegada'] as const)
      if (!t[campo]) faltas[`${campo}.${i}`] = T().faltas.fecha
  })
  if (v.monto.trim() && !leerMonto(v.monto, v.moneda, idioma.peek()))
    faltas.monto = T().faltas.monto(v.moneda)
  return faltas
}

/** Un itinerario; cada trayecto escrito es un odo con un solo vuelo. */
const cuerpoDe = (v: Valores) => {
  const monto = leerMonto(v.monto, v.moneda, idioma.peek())
  return {
    itinerarios: [
      {
        odos: v.trayectos.map((t) => ({
          segmentos: [
            {
              legs: [
                {
                  origen: { codigo: t.origen },
                  destino: { codigo: t.destino },
                  fecha_salida: t.salida,
                  fecha_llegada: t.llegada,
                },
              ],
            },
          ],
        })),
      },
    ],
    pasajeros: (Object.keys(QUIENES) as Quien[]).flatMap((q) =>
      Array.from({ length: Number(v[q]) || 0 }, () => ({ tipo: QUIENES[q] })),
    ),
    ...(monto ? { precio: { monto, moneda: v.moneda } } : {}),
    ...(v.id_cliente ? { id_cliente: v.id_cliente } : {}),
  }
}

/** `/itinerarios/0/odos/1/segmentos/0/legs/0/fecha_salida` es la salida del segundo trayecto. */
const campoDe = (puntero: string): string => {
  if (puntero.startsWith('/pasajeros')) return 'adultos'
  if (puntero.startsWith('/precio')) return 'monto'
  if (puntero === '/id_cliente') return 'id_cliente'
  const campo = /(origen|destino|salida|llegada)(\/codigo)?$/.exec(puntero)?.[1] ?? 'origen'
  return `${campo}.${/odos\/(\d+)/.exec(puntero)?.[1] ?? 0}`
}

type Aeropuerto = Readonly<{ codigo: string; nombre: string; ciudad: string; pais: string }>
const aHallado = (a: Aeropuerto) => ({
  id: a.codigo,
  texto: `${a.codigo} · ${a.ciudad}`,
  detalle: `${a.nombre}, ${a.pais}`,
})

const UnTrayecto = ({ f, i }: { f: F; i: number }) => {
  const { trayectos } = f.valores.value
  const t = trayectos[i] ?? VACIO
  const campo = (nombre: keyof Trayecto) => ({
    nombre: `${nombre}.${i}`,
    etiqueta: T().reservas[nombre],
    valor: t[nombre],
    falta: f.faltas.value[`${nombre}.${i}`],
    alCambiar: (valor: string) =>
      f.poner({ trayectos: trayectos.map((x, j) => (i === j ? { ...x, [nombre]: valor } : x)) }),
  })
  const lugar = { recurso: 'aeropuertos', textoDe: (codigo: string) => codigo, aHallado } as const
  return (
    <Grupo titulo={T().reservas.tramo(i + 1)}>
      <Selector<Aeropuerto> {...campo('origen')} {...lugar} />
      <Selector<Aeropuerto> {...campo('destino')} {...lugar} />
      <Texto {...campo('salida')} tipo="datetime-local" ayuda={T().reservas.horas} />
      <Texto {...campo('llegada')} tipo="datetime-local" />
      {trayectos.length > 1 && (
        <button
          type="button"
          class="boton-enlace ancho-justo"
          onClick={() => f.poner({ trayectos: trayectos.filter((_, j) => j !== i) })}
        >
          {T().reservas.quitar(i + 1)}
        </button>
      )}
    </Grupo>
  )
}

const usarReserva = (): F =>
  usarFormulario({
    cajon: 'reserva',
    // quien viene de la ficha de un cliente reserva para él
    inicial: { ...INICIAL, id_cliente: consulta.peek().get('id_cliente') ?? '' },
    revisar,
    enviar: (v) => mandar('POST', '/reservas', { cuerpo: cuerpoDe(v) }),
    campoDe,
    alTerminar: () => {
      avisarHecho(T().reservas.hecha)
      ir('/reservas')
    },
  })

const atarCampo = (f: F, nombre: Quien | 'monto' | 'moneda' | 'id_cliente') => ({
  nombre,
  valor: f.valores.value[nombre],
  falta: f.faltas.value[nombre],
  alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
})

/** Lo que se añade es la vuelta: del último destino al último origen. */
const OtroTrayecto = ({ f }: { f: F }) => {
  const { trayectos } = f.valores.value
  const anadir = (): void => {
    const ultimo = trayectos.at(-1) ?? VACIO
    const vuelta = { ...VACIO, origen: ultimo.destino, destino: ultimo.origen }
    f.poner({ trayectos: [...trayectos, vuelta] })
  }
  return (
    <button type="button" class="boton" onClick={anadir}>
      <Icono de="mas" />
      {T().reservas.anadir}
    </button>
  )
}

const Pasajeros = ({ f }: { f: F }) => {
  const r = T().reservas
  return (
    <Grupo titulo={r.pasajeros}>
      <Selector<Cliente>
        {...atarCampo(f, 'id_cliente')}
        etiqueta={r.para}
        opcional
        recurso="clientes"
        textoDe={(id) => nombre('clientes', id)}
        aHallado={deCliente}
      />
      {(Object.keys(QUIENES) as Quien[]).map((q) => (
        <Texto key={q} {...atarCampo(f, q)} etiqueta={r[q]} modo="numeric" largo={1} />
      ))}
    </Grupo>
  )
}

const Precio = ({ f }: { f: F }) => (
  <Grupo titulo={T().reservas.precio}>
    <Texto {...atarCampo(f, 'monto')} etiqueta={T().reservas.precio} opcional modo="decimal" />
    <Lista
      {...atarCampo(f, 'moneda')}
      etiqueta={T().campos.moneda}
      opciones={Object.keys(MONEDAS).map((m) => ({ valor: m, texto: m }))}
    />
  </Grupo>
)

/** Reservar: de dónde a dónde, cuándo, y quiénes van. */
export const ReservaNueva = () => {
  const f = usarReserva()
  const r = T().reservas
  return (
    <>
      <Cabecera titulo={r.nueva} sobre={<a href="/reservas">{T().secciones.reservas}</a>} />
      <div class="cuerpo">
        <MarcoFormulario
          f={f}
          etiquetas={{ id_cliente: r.para, adultos: r.pasajeros, monto: r.precio }}
          enviar={r.reservar}
          volver="/reservas"
        >
          {f.valores.value.trayectos.map((_, i) => (
            <UnTrayecto key={i} f={f} i={i} />
          ))}
          <OtroTrayecto f={f} />
          <Pasajeros f={f} />
          <Precio f={f} />
        </MarcoFormulario>
      </div>
    </>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Lectura, usarLectura } from '../nucleo/datos.ts'
import { escuchar } from '../nucleo/enlace.ts'
import { nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import type { EntradaHistorial, Contrato as TipoContrato } from '../nucleo/tipos.ts'
import { Cabecera, Esqueleto, Fallo, Seccion } from '../piezas/basicas.tsx'
import { CotaGrande } from '../piezas/cota.tsx'
import { Estado, VigenciaTexto } from '../piezas/estado.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { EnCurso } from './comandos.tsx'
import { Atrasado } from './conexion.tsx'
import { Acciones } from './contrato-acciones.tsx'
import { Cadena, Cajetin, Clausulas, Otrosies, Tramos } from './contrato-ficha.tsx'
import { Historia } from './contrato-historia.tsx'
import { Partes } from './contrato-partes.tsx'

/** Lo que pasa con este contrato en cualquier parte lo relee; `vez` sube para que se note. */
const usarVivo = (id: string, lecturas: readonly Lectura<unknown>[]) => {
  const vez = useSignal(0)
  useEffect(() => {
    let turno: ReturnType<typeof setTimeout> | undefined
    const releer = () => {
      clearTimeout(turno)
      turno = setTimeout(() => {
        vez.value += 1
        for (const l of lecturas) void l.releer()
      }, 60)
    }
    const bajas = [
      escuchar('evento', (e) => e.clave === id && releer()),
      escuchar('reinicio', (t) => t === 'eventos-contrato' && releer()),
    ]
    return () => {
      for (const baja of bajas) baja()
      clearTimeout(turno)
    }
  }, [id])
  return vez
}

type Historial = readonly EntradaHistorial[] | Readonly<{ elementos: readonly EntradaHistorial[] }>

/** La api puede dar la historia suelta o en página. */
const entradasDe = (h: Historial | null): readonly EntradaHistorial[] =>
  h === null ? [] : 'elementos' in h ? h.elementos : h

/** Se llama, no se monta: así el título es el mismo nodo al llegar los datos y no pierde el foco. */
const encabezado = (c: TipoContrato) => (
  <Cabecera
    sobre={
      <>
        <a href="/contratos">{T().secciones.contratos}</a>
        <span aria-hidden="true"> / </span>
        <Estado de={c.estado} />
        <VigenciaTexto de={c.vigencia} dias={c.dias_restantes} />
      </>
    }
    titulo={c.numero}
    resumen={
      <p class="contrato-lugar">
        {c.nombres?.propiedad ?? nombre('inmuebles', c.id_propiedad)}
        <span>{c.nombres?.inquilino ?? nombre('clientes', c.id_inquilino)}</span>
      </p>
    }
    acciones={
      <button type="button" class="boton" onClick={() => print()}>
        <Icono de="imprimir" />
        {T().imprimir}
      </button>
    }
  />
)

const Cuerpo = (p: { c: TipoContrato; historial: Lectura<Historial>; alCambiar: () => void }) => (
  <div class="cuerpo ficha">
    <div class="ficha-principal">
      <Cajetin c={p.c} />
      <CotaGrande contrato={p.c} />
      <Cadena c={p.c} />
      <Partes c={p.c} alCambiar={p.alCambiar} />
      <Tramos c={p.c} />
      <Otrosies c={p.c} />
      <Clausulas c={p.c} />
    </div>
    <div class="ficha-lado">
      <Acciones c={p.c} alCambiar={p.alCambiar} />
      <Seccion titulo={T().historia.titulo} clase="seccion-historia">
        {p.historial.problema.value && !p.historial.datos.value ? (
          <Fallo problema={p.historial.problema.value} alReintentar={() => void p.historial.releer()} />
        ) : (
          <Historia c={p.c} entradas={entradasDe(p.historial.datos.value)} />
        )}
      </Seccion>
    </div>
  </div>
)

/** Un contrato: qué es, quién lo firma, qué se puede hacer con él y qué le ha pasado. */
export const Contrato = ({ id }: { id: string }) => {
  const contrato = usarLectura<TipoContrato>(`/contratos/${encodeURIComponent(id)}`)
  const historial = usarLectura<Historial>(`/contratos/${encodeURIComponent(id)}/historial`)
  usarVivo(id, [contrato, historial])
  const c = contrato.datos.value
  const releer = () => {
    void contrato.releer()
    void historial.releer()
  }
  if (!c) {
    return (
      <>
        <Cabecera titulo={T().campos.contrato} sobre={<a href="/contratos">{T().secciones.contratos}</a>} />
        <div class="cuerpo">
          {contrato.problema.value ? (
            <Fallo problema={contrato.problema.value} alReintentar={releer} />
          ) : (
            <Esqueleto />
          )}
        </div>
      </>
    )
  }
  return (
    <>
      {encabezado(c)}
      <div class="cuerpo cuerpo-avisos">
        <EnCurso />
        <Atrasado />
      </div>
      <Cuerpo c={c} historial={historial} alCambiar={releer} />
    </>
  )
}

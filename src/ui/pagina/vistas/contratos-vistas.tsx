import { signal } from '@preact/signals'
import { T } from '../nucleo/preferencias.ts'
import { consulta } from '../nucleo/ruta.ts'
import { Icono } from '../piezas/iconos.tsx'
import { consultaFiltros } from './contratos-datos.ts'

type VistaGuardada = Readonly<{ nombre: string; consulta: string }>

const leer = <D,>(cajon: string, si: D): D => {
  try {
    return JSON.parse(localStorage.getItem(cajon) ?? '') as D
  } catch {
    return si
  }
}

/** Los filtros que alguien quiso recordar, en este navegador. La vista entera es su URL: también se comparte. */
const guardadas = signal(leer<readonly VistaGuardada[]>('alpes.vistas', []))
/** Columnas que no se quieren ver. */
export const ocultas = signal<readonly string[]>(leer('alpes.columnas', []))

const guardar = (vistas: readonly VistaGuardada[]): void => {
  guardadas.value = vistas
  localStorage.setItem('alpes.vistas', JSON.stringify(vistas))
}

const ocultar = (columna: string, si: boolean): void => {
  ocultas.value = si ? [...ocultas.peek(), columna] : ocultas.peek().filter((c) => c !== columna)
  localStorage.setItem('alpes.columnas', JSON.stringify(ocultas.peek()))
}

const PROPIAS = {
  vencen: '?vence_en=90&orden=fecha_fin:asc',
  firmar: '?estado=Pendiente',
  procesar: '?estado=Firmado',
} as const

const Columnas = () => {
  const { campos } = T()
  const columnas = { partes: campos.partes, plazo: campos.plazo, inicio: campos.inicio, fin: campos.fin }
  return (
    <details class="mas-filtros">
      <summary>{T().vistas.columnas}</summary>
      <div class="mas-filtros-dentro menu-columnas">
        {Object.entries({ ...columnas, canon: campos.canon }).map(([clave, texto]) => (
          <label class="casilla" key={clave}>
            <input
              type="checkbox"
              checked={!ocultas.value.includes(clave)}
              onChange={(s) => ocultar(clave, !s.currentTarget.checked)}
            />
            {texto}
          </label>
        ))}
      </div>
    </details>
  )
}

const guardarActual = (suceso: Event & { currentTarget: HTMLFormElement }): void => {
  suceso.preventDefault()
  const nombre = String(new FormData(suceso.currentTarget).get('nombre') ?? '').trim()
  if (!nombre) return
  const resto = guardadas.peek().filter((v) => v.nombre !== nombre)
  guardar([...resto, { nombre, consulta: consultaFiltros(consulta.peek()) }])
  suceso.currentTarget.reset()
}

const Guardadas = () => (
  <details class="mas-filtros">
    <summary>{T().vistas.guardadas}</summary>
    <div class="mas-filtros-dentro menu-vistas">
      {Object.entries(PROPIAS).map(([clave, q]) => (
        <a key={clave} href={`/contratos${q}`}>
          {T().vistas.propias[clave as keyof typeof PROPIAS]}
        </a>
      ))}
      {guardadas.value.map((v) => (
        <p key={v.nombre}>
          <a href={`/contratos${v.consulta}`}>{v.nombre}</a>
          <button
            type="button"
            class="boton-icono"
            aria-label={T().vistas.quitar(v.nombre)}
            onClick={() => guardar(guardadas.peek().filter((x) => x.nombre !== v.nombre))}
          >
            <Icono de="cerrar" />
          </button>
        </p>
      ))}
      <form class="guardar-vista" onSubmit={guardarActual}>
        <input name="nombre" maxLength={40} aria-label={T().vistas.nombre} placeholder={T().vistas.nombre} />
        <button type="submit" class="boton">
          {T().vistas.guardar}
        </button>
      </form>
    </div>
  </details>
)

/** Vistas guardadas y elección de columnas. */
export const Vistas = () => (
  <>
    <Guardadas />
    <Columnas />
  </>
)

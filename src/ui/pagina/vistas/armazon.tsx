import { useEffect, useRef } from 'preact/hooks'
import { sinSesion } from '../nucleo/api.ts'
import { anuncio, avisos, quitarAviso } from '../nucleo/avisos.ts'
import { instante } from '../nucleo/formato.ts'
import { elegirIdioma, idioma, siguienteTema, T, tema } from '../nucleo/preferencias.ts'
import { ahoraNegocio, relojDemo } from '../nucleo/reloj.ts'
import { camino } from '../nucleo/ruta.ts'
import { capa } from '../nucleo/teclado.ts'
import { Vacio } from '../piezas/basicas.tsx'
import { Icono, Marca } from '../piezas/iconos.tsx'
import { Ayuda } from './ayuda.tsx'
import { Conexion } from './conexion.tsx'
import { SECCIONES, vistaDe } from './mapa.tsx'
import { Salto } from './salto.tsx'

const Menu = () => {
  const aqui = { '/': '/contratos', '/actividad': '/operaciones' }[camino.value] ?? camino.value
  return (
    <nav class="menu" aria-label={T().menu}>
      <ul>
        {SECCIONES.map((s) => (
          <li key={s.a}>
            <a href={s.a} aria-current={aqui === s.a || aqui.startsWith(`/${s.clave}/`) ? 'page' : undefined}>
              <Icono de={s.icono} />
              <span>{T().secciones[s.clave]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const ICONO_TEMA = { sistema: 'sistema', claro: 'sol', oscuro: 'luna' } as const

const Utiles = () => (
  <div class="utiles">
    <Conexion />
    <button type="button" class="boton-icono" onClick={() => (capa.value = 'salto')} aria-label={T().saltar}>
      <Icono de="buscar" />
    </button>
    <button
      type="button"
      class="boton-icono boton-texto"
      lang={idioma.value === 'es' ? 'en' : 'es'}
      onClick={() => void elegirIdioma(idioma.value === 'es' ? 'en' : 'es')}
      aria-label={idioma.value === 'es' ? 'EN · Switch to English' : 'ES · Cambiar a español'}
    >
      {idioma.value === 'es' ? 'EN' : 'ES'}
    </button>
    <button
      type="button"
      class="boton-icono"
      onClick={siguienteTema}
      aria-label={T().temas[tema.value]}
      title={T().temas[tema.value]}
    >
      <Icono de={ICONO_TEMA[tema.value]} />
    </button>
    <button
      type="button"
      class="boton-icono"
      onClick={() => (capa.value = 'ayuda')}
      aria-label={T().ayuda.titulo}
    >
      <Icono de="ayuda" />
    </button>
  </div>
)

/** Con el reloj de la demostración, «hoy» no es el de la pared: se dice arriba del todo. */
const Demostracion = () =>
  relojDemo.value ? (
    <aside class="demostracion" aria-label={T().demo.titulo}>
      <strong>{T().demo.titulo}</strong> {T().demo.texto(instante(ahoraNegocio.value))}
    </aside>
  ) : null

const Avisos = () => (
  <section class="avisos" aria-label={T().avisosPagina}>
    {avisos.value.map((a) => (
      <div key={a.id} class={`aviso aviso-${a.clase}`} role={a.clase === 'fallo' ? 'alert' : undefined}>
        <Icono de={a.clase === 'fallo' ? 'alerta' : 'bien'} />
        <p>
          {a.texto} {a.enlace && <a href={a.enlace.a}>{a.enlace.texto}</a>}
        </p>
        <button type="button" class="boton-icono" onClick={() => quitarAviso(a.id)} aria-label={T().cerrar}>
          <Icono de="cerrar" />
        </button>
      </div>
    ))}
    <p class="solo-lector" role="status">
      {anuncio.value}
    </p>
  </section>
)

const SesionCerrada = () => (
  <main id="contenido" class="contenido">
    <Vacio titulo={T().sesion.titulo}>
      <p>{T().sesion.texto}</p>
      <a class="boton boton-principal" href={location.pathname} data-fuera>
        {T().sesion.abrir}
      </a>
    </Vacio>
  </main>
)

/** La pestaña y la sección en que se está, a la vista aunque la tira no quepa. */
const centrarPuestas = (): void => {
  for (const puesta of document.querySelectorAll('.pestanas [aria-current], .menu [aria-current]')) {
    const tira = puesta.closest('ul, nav')
    if (!tira) continue
    const [suya, toda] = [puesta.getBoundingClientRect(), tira.getBoundingClientRect()]
    tira.scrollLeft += suya.left + suya.width / 2 - toda.left - toda.width / 2
  }
}

const Vista = () => {
  const hallada = vistaDe(camino.value)
  const lienzo = useRef<HTMLElement>(null)
  const primera = useRef(camino.value)
  useEffect(() => {
    // al cambiar de vista el foco va a su título, como haría una carga de página
    if (camino.value !== primera.current) {
      primera.current = ''
      lienzo.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
    }
    const titulo = lienzo.current?.querySelector('h1')?.textContent
    document.title = titulo ? `${titulo} · Propiedades de los Alpes` : 'Propiedades de los Alpes'
    centrarPuestas()
  }, [camino.value, idioma.value])
  return (
    <main id="contenido" class="contenido" ref={lienzo} tabIndex={-1}>
      {hallada ? (
        <hallada.Vista key={camino.value} id={hallada.id} />
      ) : (
        <Vacio titulo={T().noHay.titulo}>
          <h1 class="solo-lector">{T().noHay.titulo}</h1>
          <p>{T().noHay.texto}</p>
          <a class="boton" href="/contratos">
            {T().noHay.volver}
          </a>
        </Vacio>
      )}
    </main>
  )
}

/** El marco de todas las vistas. */
export const Armazon = () => (
  <>
    <a class="saltar" href="#contenido">
      {T().alContenido}
    </a>
    <Demostracion />
    <header class="barra">
      <a class="casa" href="/contratos">
        <Marca />
        <span>
          Propiedades <small>de los Alpes</small>
        </span>
      </a>
      <Menu />
      <Utiles />
    </header>
    {sinSesion.value ? <SesionCerrada /> : <Vista />}
    <Avisos />
    {capa.value === 'ayuda' && <Ayuda />}
    {capa.value === 'salto' && <Salto />}
  </>
)

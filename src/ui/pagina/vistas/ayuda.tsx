import { T } from '../nucleo/preferencias.ts'
import { disposicion } from '../nucleo/reloj.ts'
import { capa } from '../nucleo/teclado.ts'
import { Dialogo } from '../piezas/dialogo.tsx'

const TECLAS = [
  ['/', 'buscar'],
  ['j', 'baja'],
  ['k', 'sube'],
  ['Enter', 'abre'],
  ['n', 'nuevo'],
  ['Ctrl K', 'salta'],
  ['?', 'ayuda'],
  ['Esc', 'cierra'],
] as const

/** Los atajos y dónde leer más. */
export const Ayuda = () => (
  <Dialogo titulo={T().ayuda.titulo} alCerrar={() => (capa.value = 'ninguna')}>
    <dl class="teclas">
      {TECLAS.map(([tecla, clave]) => (
        <div key={tecla}>
          <dt>
            <kbd>{tecla}</kbd>
          </dt>
          <dd>{T().ayuda.teclas[clave]}</dd>
        </div>
      ))}
    </dl>
    <p class="ayuda-pie">
      <a href="/openapi.json" data-fuera target="_blank" rel="noreferrer">
        {T().ayuda.api}
      </a>
      {disposicion.value?.version && (
        <span class="tenue">Propiedades de los Alpes {disposicion.value.version}</span>
      )}
    </p>
  </Dialogo>
)

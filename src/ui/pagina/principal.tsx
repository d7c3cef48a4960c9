import { render } from 'preact'
import { conectar, vigilarRed } from './nucleo/enlace.ts'
import { vigilarFichas } from './nucleo/nombres.ts'
import { vigilarPendientes } from './nucleo/pendientes.ts'
import { idioma, traerTextos } from './nucleo/preferencias.ts'
import { andar, leerDisposicion } from './nucleo/reloj.ts'
import { atenderEnlaces } from './nucleo/ruta.ts'
import { atenderTeclado } from './nucleo/teclado.ts'
import { Armazon } from './vistas/armazon.tsx'

const raiz = document.getElementById('raiz')
if (!raiz) throw new Error('falta #raiz en el documento')

atenderEnlaces()
atenderTeclado()
vigilarFichas()
vigilarPendientes()
vigilarRed()
andar()
void leerDisposicion()
// sin `await` aquí arriba: los textos importan de este archivo, y esperarían el uno al otro
void traerTextos(idioma.peek()).then(
  () => {
    conectar()
    render(<Armazon />, raiz)
  },
  () => {
    raiz.textContent = 'No se pudo cargar la página: recárguela. · The page could not load: reload it.'
  },
)

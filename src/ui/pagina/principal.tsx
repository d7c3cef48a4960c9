import { render } from 'preact'
import { conectar, vigilarRed } from './nucleo/enlace.ts'
import { vigilarFichas } from './nucleo/nombres.ts'
import { vigilarPendientes } from './nucleo/pendientes.ts'
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
conectar()
render(<Armazon />, raiz)

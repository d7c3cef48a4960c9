import { signal } from '@preact/signals'

/** Un aviso breve. `fallo` interrumpe a quien usa lector de pantalla; lo demás se anuncia con calma. */
export type Aviso = Readonly<{
  id: number
  texto: string
  clase: 'hecho' | 'fallo'
  enlace?: Readonly<{ texto: string; a: string }>
}>

export const avisos = signal<readonly Aviso[]>([])
/** Lo que dice la región `role=status`: se juntan los mensajes de un mismo momento. */
export const anuncio = signal('')

let siguiente = 1
let juntando: string[] = []
let diciendo = false

/** Anuncia sin mostrar; los mensajes seguidos salen en una frase. */
export const anunciar = (texto: string): void => {
  juntando = [...new Set([...juntando, texto])].slice(-4)
  // no se aplaza con cada mensaje: en una lista que no para de cambiar no se diría nunca nada
  if (diciendo) return
  diciendo = true
  setTimeout(() => {
    diciendo = false
    anuncio.value = juntando.join(' ')
    juntando = []
  }, 600)
}

/** Quita un aviso. */
export const quitarAviso = (id: number): void => {
  avisos.value = avisos.peek().filter((a) => a.id !== id)
}

const mostrar = (aviso: Omit<Aviso, 'id'>, duracion: number): void => {
  const id = siguiente++
  avisos.value = [...avisos.peek().slice(-2), { ...aviso, id }]
  setTimeout(() => quitarAviso(id), duracion)
}

/** Algo salió bien. */
export const avisarHecho = (texto: string, enlace?: Aviso['enlace']): void => {
  mostrar({ texto, clase: 'hecho', ...(enlace ? { enlace } : {}) }, 4500)
  anunciar(texto)
}

/** Algo salió mal y hay que verlo. */
export const avisarFallo = (texto: string): void => mostrar({ texto, clase: 'fallo' }, 15_000)

import { T } from '../nucleo/preferencias.ts'

/** Dónde se mira una traza, con `{traza}` en el sitio de su id; la escribió el servidor en `<html>`, si la sabe. */
const PLANTILLA = document.documentElement.dataset.trazas

/** El id de la traza de un `traceparent` de W3C: de sus cuatro trozos, el segundo. */
export const idTraza = (traceparent: string): string => traceparent.split('-')[1] ?? traceparent

/** La traza de la que salió algo, y el enlace a donde se mira. Su principio basta para reconocerla; `entera`, toda. */
export const Traza = ({ de, entera = false }: { de: string | null; entera?: boolean }) => {
  if (!de) return null
  const id = idTraza(de)
  const dicha = (
    <>
      {T().historia.traza} <code>{entera ? id : id.slice(0, 8)}</code>
    </>
  )
  return (
    <span class="traza" title={id}>
      {PLANTILLA ? (
        <a href={PLANTILLA.replace('{traza}', id)} target="_blank" rel="noreferrer" data-fuera>
          {dicha}
        </a>
      ) : (
        dicha
      )}
    </span>
  )
}

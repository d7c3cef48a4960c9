import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { consulta, filtrar } from '../nucleo/ruta.ts'
import { Icono } from './iconos.tsx'

/** La búsqueda escribe en la URL cuando quien escribe hace una pausa. */
export const Busqueda = ({ etiqueta, pista = etiqueta }: { etiqueta: string; pista?: string }) => {
  const enUrl = consulta.value.get('q') ?? ''
  const texto = useSignal(enUrl)
  const espera = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    texto.value = enUrl
  }, [enUrl])
  // lo que quedó a medio escribir no debe perseguir a quien ya se fue a otra parte
  useEffect(() => () => clearTimeout(espera.current), [consulta.value])
  const escribir = (valor: string) => {
    texto.value = valor
    clearTimeout(espera.current)
    espera.current = setTimeout(() => filtrar({ q: valor.trim() || null, cursor: null }, true), 250)
  }
  return (
    <div class="busqueda" data-tecla="/">
      <Icono de="buscar" />
      <input
        type="search"
        aria-label={etiqueta}
        placeholder={pista}
        value={texto.value}
        onInput={(s) => escribir(s.currentTarget.value)}
      />
    </div>
  )
}

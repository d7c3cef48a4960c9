import { useEffect, useRef } from 'preact/hooks'
import { dinero, fecha, palabra } from '../nucleo/formato.ts'
import { nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Boton } from '../piezas/basicas.tsx'
import { incrementoTexto } from './contrato-ficha.tsx'
import type { CuerpoContrato } from './contrato-valores.ts'

/** Dos personas cambiaron lo mismo: lo que había, lo que hay, y lo que se quería guardar. */
export type ConflictoContrato = Readonly<{ base: Contrato; vigente: Contrato; mios: Partial<CuerpoContrato> }>

const CAMPOS = [
  'id_propiedad',
  'id_compania',
  'id_inquilino',
  'codeudores',
  'fecha_inicio',
  'fecha_fin',
  'monto',
  'moneda',
  'incremento',
  'clausulas',
] as const
type Campo = (typeof CAMPOS)[number]

const texto = (campo: Campo, c: Contrato): string => {
  if (campo === 'id_propiedad') return nombre('inmuebles', c.id_propiedad)
  if (campo === 'id_compania' || campo === 'id_inquilino') return nombre('clientes', c[campo])
  if (campo === 'codeudores') return c.codeudores.map((id) => nombre('clientes', id)).join(', ') || '—'
  if (campo === 'fecha_inicio' || campo === 'fecha_fin') return fecha(c[campo])
  if (campo === 'monto') return dinero(c.monto, c.moneda)
  if (campo === 'incremento') return incrementoTexto(c.incremento)
  if (campo === 'clausulas') return c.clausulas.map((k) => k.titulo).join(', ') || '—'
  return c.moneda
}

const distinto = (campo: Campo, a: Contrato, b: Contrato): boolean =>
  JSON.stringify(a[campo]) !== JSON.stringify(b[campo])

const Comparacion = ({ base, vigente, mios }: ConflictoContrato) => {
  const mio = { ...base, ...mios } as Contrato
  const filas = CAMPOS.filter((campo) => distinto(campo, base, vigente) || campo in mios)
  return (
    <table class="tabla">
      <caption class="solo-lector">{T().conflicto.titulo}</caption>
      <thead>
        <tr>
          <th scope="col">{T().conflicto.campo}</th>
          <th scope="col">{T().conflicto.vigente}</th>
          <th scope="col">{T().conflicto.suyo}</th>
        </tr>
      </thead>
      <tbody>
        {filas.map((campo) => (
          <tr key={campo}>
            <th scope="row">{palabra(T().cambios, campo)}</th>
            <td data-nombre={T().conflicto.vigente} class={distinto(campo, base, vigente) ? 'cambiado' : ''}>
              {texto(campo, vigente)}
            </td>
            <td data-nombre={T().conflicto.suyo} class={campo in mios ? 'cambiado' : 'tenue'}>
              {campo in mios ? texto(campo, mio) : T().conflicto.sinTocar}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Las dos versiones, una al lado de la otra, y qué hacer. */
export const Conflicto = (p: {
  conflicto: ConflictoContrato
  alReaplicar: () => void
  alDescartar: () => void
}) => {
  const { base, vigente } = p.conflicto
  const caja = useRef<HTMLElement>(null)
  useEffect(() => caja.current?.focus(), [])
  return (
    <section class="conflicto" ref={caja} tabIndex={-1} aria-labelledby="conflicto-titulo">
      <h2 id="conflicto-titulo">{T().conflicto.titulo}</h2>
      <p>{T().conflicto.texto(base.version, vigente.version)}</p>
      <Comparacion {...p.conflicto} />
      <div class="dialogo-acciones">
        <Boton clase="boton-principal" alPulsar={p.alReaplicar}>
          {T().conflicto.reaplicar}
        </Boton>
        <Boton alPulsar={p.alDescartar}>{T().conflicto.descartar}</Boton>
      </div>
    </section>
  )
}

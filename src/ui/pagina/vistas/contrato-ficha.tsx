import type { ComponentChildren } from 'preact'
import { usarLectura } from '../nucleo/datos.ts'
import { diasDe } from '../nucleo/fechas.ts'
import { cantidad, dinero, fecha, instante, porcentaje } from '../nucleo/formato.ts'
import { ficha, nombre } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato, Incremento } from '../nucleo/tipos.ts'
import { Dinero, Seccion } from '../piezas/basicas.tsx'

const Celda = (p: { nombre: string; ancha?: boolean; doble?: boolean; children: ComponentChildren }) => (
  <div class={p.ancha ? 'ancha' : p.doble ? 'doble' : ''}>
    <dt>{p.nombre}</dt>
    <dd>{p.children}</dd>
  </div>
)

/** Cómo crece el canon, en palabras. */
export const incrementoTexto = (i: Incremento): string => {
  const p = porcentaje(i.puntos_basicos ?? 0)
  return T().incrementos[i.tipo](p)
}

const Propiedad = ({ c }: { c: Contrato }) => {
  const i = ficha('inmuebles', c.id_propiedad)
  return (
    <>
      <a href={`/inmuebles/${c.id_propiedad}`}>{c.nombres?.propiedad ?? i?.nombre ?? '—'}</a>
      <small>
        {[
          i && T().tiposInmueble[i.tipo],
          c.nombres?.ciudad ?? i?.ciudad,
          i?.area_m2 && `${cantidad(i.area_m2)} m²`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </>
  )
}

/** Un contrato por su número; mientras llega, lo que sea. */
export const EnlaceContrato = ({ id, si }: { id: string; si: string }) => {
  const otro = usarLectura<Contrato>(`/contratos/${id}`).datos.value
  return (
    <a href={`/contratos/${id}`}>
      {otro ? `${otro.numero} (${fecha(otro.fecha_inicio)} – ${fecha(otro.fecha_fin)})` : si}
    </a>
  )
}

/** El cajetín del contrato, como el de un plano: lo que lo identifica, en casillas. */
export const Cajetin = ({ c }: { c: Contrato }) => (
  <dl class="cajetin">
    <Celda nombre={T().campos.propiedad} ancha>
      <Propiedad c={c} />
    </Celda>
    <Celda nombre={T().campos.canon} ancha>
      <span class="cajetin-canon">
        <Dinero monto={c.canon_vigente ?? c.monto} moneda={c.moneda} />
      </span>
      <small>{T().ficha.mensual}</small>
    </Celda>
    <Celda nombre={T().campos.plazo}>
      {fecha(c.fecha_inicio)} – {fecha(c.fecha_fin)}
      <small>{T().ficha.dias(diasDe(c.fecha_inicio, c.fecha_fin))}</small>
    </Celda>
    <Celda nombre={T().campos.incremento}>{incrementoTexto(c.incremento)}</Celda>
    <Celda nombre={T().campos.revision}>
      {c.revision}
      <small>{T().ficha.version(c.version)}</small>
    </Celda>
    <Celda nombre={T().campos.huella}>
      <code title={c.hash}>{c.hash.slice(0, 12)}</code>
    </Celda>
    <Celda nombre={T().campos.creado} doble>
      <time dateTime={c.fecha_creacion}>{instante(c.fecha_creacion)}</time>
    </Celda>
    <Celda nombre={T().campos.actualizado} doble>
      <time dateTime={c.fecha_actualizacion}>{instante(c.fecha_actualizacion)}</time>
    </Celda>
  </dl>
)

/** «incremento ipc», «otrosí 2»: la api dice la clase y cuál. */
const causaTexto = (causa: string): string => {
  const [clase, cual = ''] = causa.split(' ')
  if (clase === 'otrosí') return T().otrosi.numero(Number(cual))
  if (clase !== 'incremento') return T().causas.inicial
  return `${T().causas.incremento}: ${T().tiposIncremento[cual as Incremento['tipo']] ?? cual}`
}

/** La historia del precio. */
export const Tramos = ({ c }: { c: Contrato }) => (
  <Seccion titulo={T().ficha.tramos}>
    <table class="tabla">
      <caption class="solo-lector">{T().ficha.tramos}</caption>
      <thead>
        <tr>
          <th scope="col">{T().campos.desde}</th>
          <th scope="col">{T().campos.hasta}</th>
          <th scope="col">{T().campos.causa}</th>
          <th scope="col" class="derecha">
            {T().campos.canon}
          </th>
        </tr>
      </thead>
      <tbody>
        {c.tramos.map((t) => (
          <tr key={t.desde}>
            <td data-nombre={T().campos.desde}>{fecha(t.desde)}</td>
            <td data-nombre={T().campos.hasta}>{fecha(t.hasta)}</td>
            <td data-nombre={T().campos.causa}>{causaTexto(t.causa)}</td>
            <td class="derecha" data-nombre={T().campos.canon}>
              {dinero(t.monto, c.moneda)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Seccion>
)

/** Lo que se pactó después de firmar. */
export const Otrosies = ({ c }: { c: Contrato }) =>
  c.otrosies.length === 0 ? null : (
    <Seccion titulo={T().otrosi.lista}>
      <ul class="otrosies">
        {c.otrosies.map((o) => (
          <li key={o.numero}>
            <strong>{T().otrosi.numero(o.numero)}</strong> · {T().campos.desde.toLowerCase()}{' '}
            {fecha(o.efectiva)}
            <small>{T().otrosi.registrado(instante(o.registrado_en))}</small>
          </li>
        ))}
      </ul>
    </Seccion>
  )

/** De qué contrato viene y cuál lo sucede. */
export const Cadena = ({ c }: { c: Contrato }) =>
  c.renueva_a || c.renovado_por || c.terminacion ? (
    <ul class="cadena">
      {c.renueva_a && (
        <li>
          {T().cadena.renueva} <EnlaceContrato id={c.renueva_a} si={T().cadena.ver} />
        </li>
      )}
      {c.renovado_por && (
        <li>
          {T().cadena.renovado} <EnlaceContrato id={c.renovado_por} si={T().cadena.verSiguiente} />
        </li>
      )}
      {c.terminacion && (
        <li>
          <strong>{T().terminacion.fue(fecha(c.terminacion.fecha))}</strong>: {c.terminacion.motivo}
          {c.terminacion.penalidad &&
            ` · ${T().terminacion.penalidad} ${dinero(c.terminacion.penalidad.monto, c.terminacion.penalidad.moneda)}`}
        </li>
      )}
    </ul>
  ) : null

/** El texto pactado. */
export const Clausulas = ({ c }: { c: Contrato }) =>
  c.clausulas.length === 0 ? null : (
    <Seccion titulo={T().campos.clausulas}>
      <ol class="clausulas">
        {c.clausulas.map((k) => (
          <li key={k.titulo}>
            <h3>{k.titulo}</h3>
            <p>{k.texto}</p>
          </li>
        ))}
      </ol>
    </Seccion>
  )

/** Quién es cada parte en el contrato. */
export const partesDe = (c: Contrato): readonly { id: string; papel: string; nombre: string }[] => [
  {
    id: c.id_compania,
    papel: T().campos.compania,
    nombre: c.nombres?.compania ?? nombre('clientes', c.id_compania),
  },
  {
    id: c.id_inquilino,
    papel: T().campos.inquilino,
    nombre: c.nombres?.inquilino ?? nombre('clientes', c.id_inquilino),
  },
  ...c.codeudores.map((id) => ({ id, papel: T().campos.codeudor, nombre: nombre('clientes', id) })),
]

import { usarLectura } from '../../nucleo/datos.ts'
import { T } from '../../nucleo/preferencias.ts'
import { MarcoOperaciones } from './marco.tsx'

type Ref = Readonly<{ $ref: string }>
type Operacion = Readonly<{
  action: 'send' | 'receive'
  channel: Ref
  title: string
  summary: string
  tags: readonly Readonly<{ name: string }>[]
}>
type AsyncApi = Readonly<{
  channels: Readonly<
    Record<string, Readonly<{ description?: string; messages: Readonly<Record<string, Ref>> }>>
  >
  operations: Readonly<Record<string, Operacion>>
}>

/** «ContratoCreado.v1» y «ContratoCreado.v2», en una línea: el nombre y sus versiones. */
const porNombre = (mensajes: readonly string[]) =>
  Map.groupBy(mensajes, (m) => m.slice(0, m.lastIndexOf('.')))

type Quien = Readonly<{ nombre: string; que: string }>

/** Quién escribe un tópico, o quién lo lee y para qué. */
const quienes = (d: AsyncApi, topico: string, accion: Operacion['action']): readonly Quien[] =>
  Object.values(d.operations)
    .filter((o) => o.action === accion && o.channel.$ref === `#/channels/${topico}`)
    .map((o) => ({
      nombre: `${o.title.split(' ', 1)[0]} (${o.tags[0]?.name})`,
      que: accion === 'receive' ? o.summary : '',
    }))

const Topico = ({ nombre, d }: { nombre: string; d: AsyncApi }) => {
  const o = T().operaciones
  const canal = d.channels[nombre]
  return (
    <tr data-fila tabIndex={-1}>
      <th scope="row">
        {nombre}
        <small>{canal?.description}</small>
      </th>
      <td data-nombre={o.mensajes}>
        <ul class="mensajes">
          {[...porNombre(Object.keys(canal?.messages ?? {}))].map(([mensaje, versiones]) => (
            <li key={mensaje}>
              {mensaje} <small>{versiones.map((v) => v.slice(v.lastIndexOf('.') + 1)).join(', ')}</small>
            </li>
          ))}
        </ul>
      </td>
      {(['send', 'receive'] as const).map((accion) => (
        <td key={accion} data-nombre={o[accion]}>
          <ul class="mensajes">
            {quienes(d, nombre, accion).map((q) => (
              <li key={q.nombre}>
                {q.nombre} <small>{q.que}</small>
              </li>
            ))}
          </ul>
        </td>
      ))}
    </tr>
  )
}

/** Qué mensajes hay, en qué versiones, quién los escribe y quién los lee; sale de AsyncAPI. */
export const Catalogo = () => {
  const lectura = usarLectura<AsyncApi>('/asyncapi.json')
  const o = T().operaciones
  const d = lectura.datos.value
  const fuera = { '/eventos': o.esquemas, '/asyncapi.json': 'AsyncAPI', '/docs': 'OpenAPI' }
  return (
    <MarcoOperaciones titulo={o.catalogo} resumen={o.catalogoTexto} lectura={lectura}>
      <p class="enlaces-aparte">
        {Object.entries(fuera).map(([a, texto]) => (
          <a key={a} href={a} data-fuera>
            {texto}
          </a>
        ))}
      </p>
      <table class="tabla tabla-informe">
        <caption class="solo-lector">{o.catalogo}</caption>
        <thead>
          <tr>
            {[o.topico, o.mensajes, o.send, o.receive].map((t) => (
              <th scope="col" key={t}>
                {t}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{d && Object.keys(d.channels).map((t) => <Topico key={t} nombre={t} d={d} />)}</tbody>
      </table>
    </MarcoOperaciones>
  )
}

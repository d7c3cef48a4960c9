import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { tipoCloudEvents } from '#seedwork/infraestructura/esquemas/sobre.ts'
import type { EsquemaAvro, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'
import { type Catalogo, leidasPor } from './catalogo.ts'
import { comoSube, type Diferencia, diferencias, nombrarTipo } from './diferencias.ts'
import { ancla, type Html, html, pagina, prosa, tabla } from './html.ts'

const clase = ({ antes, despues }: Diferencia): Html => {
  if (antes === null) return html`<span class="nuevo">nuevo</span>`
  if (despues === null) return html`<span class="quitado">quitado</span>`
  return html`<span class="cambiado">cambia</span>`
}

const SUBIDA = {
  ascenso: 'por su ascenso',
  avro: 'sin ayuda: lo resuelve Avro',
  no: 'no',
} as const

const comparacion = (c: Catalogo, antes: DefinicionMensaje, despues: DefinicionMensaje): Html => {
  const titulo = `De la v${antes.version} a la v${despues.version}`
  return html`<section><h4>${titulo}</h4>
<p>Quien lee la v${despues.version} entiende lo escrito en la v${antes.version}: <b>${SUBIDA[comoSube(antes, despues, c.ascensos)]}</b>.
Quien lee la v${antes.version} recibe la suya mientras se publiquen las dos, y salta la otra.</p>
${tabla({
  titulo: `Campos que cambian ${titulo.toLowerCase()}`,
  columnas: ['Campo', 'Qué', `v${antes.version}`, `v${despues.version}`],
  filas: diferencias(antes.esquema, despues.esquema).map((d) => [
    html`<code>${d.campo}</code>`,
    clase(d),
    d.antes ?? '—',
    d.despues ?? '—',
  ]),
})}</section>`
}

const internos = (e: EsquemaAvro): readonly EsquemaRegistro[] => {
  if (typeof e === 'string') return []
  if (Array.isArray(e)) return e.flatMap(internos)
  const t = e as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  if (t.type === 'array') return internos(t.items)
  if (t.type === 'map') return internos(t.values)
  return t.type === 'record' ? [t, ...t.fields.flatMap((c) => internos(c.type))] : []
}

const camposDe = (e: EsquemaRegistro, titulo: string): Html =>
  tabla({
    titulo,
    columnas: ['Campo', 'Tipo', 'Por omisión', 'Significado'],
    filas: e.fields.map((c) => [
      html`<code>${c.name}</code>`,
      nombrarTipo(c.type),
      c.default === undefined ? '' : html`<code>${JSON.stringify(c.default)}</code>`,
      prosa(c.doc ?? ''),
    ]),
  })

const version = (c: Catalogo, d: DefinicionMensaje): Html => {
  const lectores = c.participantes.filter(
    (p) => p.consume[d.topico] !== undefined && leidasPor(c, p, d.topico).includes(d),
  )
  const dentro = new Map(d.esquema.fields.flatMap((f) => internos(f.type)).map((r) => [r.name, r]))
  return html`<h4>v${d.version}</h4>
<p><code>${tipoCloudEvents(d)}</code> · huella <code>${d.huella}</code><br>
La leen: ${lectores.map((p) => p.nombre).join(', ') || 'nadie'}.</p>
<details><summary>Campos de ${d.tipo} v${d.version}</summary>
${camposDe(d.esquema, `${d.tipo} v${d.version}`)}
${[...dentro].map(([nombre, r]) => camposDe(r, `${nombre}, dentro de ${d.tipo} v${d.version}`))}</details>`
}

const mensaje = (c: Catalogo, versiones: readonly DefinicionMensaje[]): Html => {
  const ultima = versiones.at(-1)!
  const cambios = versiones.slice(1).map((d, i) => comparacion(c, versiones[i]!, d))
  return html`<article id="${ancla(ultima.tipo)}"><h3>${ultima.tipo}</h3>
<p>${prosa(ultima.esquema.doc ?? '')}</p>${versiones.map((d) => version(c, d))}${cambios}</article>`
}

const quienes = (c: Catalogo, topico: string): Html => {
  const escriben = c.participantes.filter((p) => p.produce.includes(topico))
  const leen = c.participantes.filter((p) => p.consume[topico] !== undefined)
  return html`${tabla({
    titulo: `Quién escribe ${topico}`,
    columnas: ['Quién', 'Servicio'],
    filas: escriben.map((p) => [p.nombre, p.servicio === 'fuera' ? 'de fuera, por el broker' : p.servicio]),
  })}${tabla({
    titulo: `Quién lee ${topico}`,
    columnas: ['Quién', 'Servicio', 'Para qué'],
    filas: leen.map((p) => [p.nombre, p.servicio, p.consume[topico]]),
  })}`
}

/** `/eventos`: quién escribe y quién lee cada mensaje, sus versiones y en qué se diferencian. */
export const paginaDeEventos = (c: Catalogo): string => {
  const porTopico = Map.groupBy(c.definiciones, (d) => d.topico)
  const tipos = (suyas: readonly DefinicionMensaje[]) => [...Map.groupBy(suyas, (d) => d.tipo).values()]
  return pagina({
    titulo: 'Mensajes y eventos',
    entradilla: html`${c.definiciones.length} esquemas Avro en ${porTopico.size} tópicos. El sobre son cabeceras de
CloudEvents 1.0; <code>GET /esquemas/{huella}</code> da cada esquema.`,
    indice: [...porTopico].map(([topico, suyas]) => ({
      titulo: topico,
      enlaces: tipos(suyas).map((v) => {
        const { tipo } = v[0]!
        return [
          ancla(tipo),
          html`${tipo}${v.length > 1 && html` <span class="tenue">(${v.length} versiones)</span>`}`,
        ]
      }),
    })),
    contenido: [...porTopico].map(
      ([topico, suyas]) => html`<section><h2 id="${ancla(topico)}">${topico}</h2>${quienes(c, topico)}
${tipos(suyas).map((v) => mensaje(c, v))}</section>`,
    ),
  })
}

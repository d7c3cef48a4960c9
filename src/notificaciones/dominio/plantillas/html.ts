/** Un trozo de HTML ya seguro. Sólo `html` y `crudo` lo hacen. */
export type Html = Readonly<{ marca: 'html'; valor: string }>

type Valor = string | number | Html | readonly Html[]

const ENTIDADES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapa un texto para contenido o atributo entre comillas. */
export const escapar = (texto: string): string => texto.replace(/[&<>"']/g, (c) => ENTIDADES[c] ?? c)

const enHtml = (v: Valor): string => {
  if (typeof v === 'string') return escapar(v)
  if (typeof v === 'number') return String(v)
  if ('marca' in v) return v.valor
  return v.map((h) => h.valor).join('')
}

/** Plantilla que escapa todo lo interpolado, salvo lo que ya es `Html`. */
export const html = (trozos: TemplateStringsArray, ...valores: readonly Valor[]): Html => ({
  marca: 'html',
  valor: trozos.reduce((s, t, i) => s + enHtml(valores[i - 1] ?? '') + t),
})

/** Sólo para literales nuestros (estilos): nunca datos. */
export const crudo = (valor: string): Html => ({ marca: 'html', valor })

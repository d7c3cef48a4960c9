import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Command } from 'commander'
import type { Config } from '#config/config.ts'
import type { Acceso } from '#seedwork/infraestructura/acceso.ts'
import type { Cliente } from '../cliente.ts'
import { serviciosConLectores } from '../servicios.ts'
import { verEstado } from './estado.ts'
import { ponerPodar } from './podar.ts'
import { type Suscripcion, verSuscripciones } from './suscripciones.ts'

type Mensaje = {
  sequence: number
  type: string
  subject: string
  subjectversion?: number
  time: number
  actor: string
  datos?: unknown
}

const verBitacora = async (
  cliente: Cliente,
  topico: string,
  { desde, limite }: { desde: string; limite: string },
): Promise<void> => {
  const ruta = `/bitacora/${encodeURIComponent(topico)}?desde=${Number(desde)}&limite=${Number(limite)}`
  const { datos } = await cliente.pedir<{ mensajes: Mensaje[]; cabeza: number }>(ruta)
  for (const m of datos.mensajes)
    console.log(
      `${m.sequence}  ${new Date(Number(m.time)).toISOString()}  ${m.type}  ${m.subject}  ${m.actor}  ${JSON.stringify(m.datos ?? null)}`,
    )
  console.error(`cabeza de ${topico}: ${datos.cabeza}`)
}

const exportar = async (cliente: Cliente, archivo: string | undefined, filtro: string): Promise<void> => {
  const respuesta = await cliente.abrir(`/contratos${filtro ? `?${filtro}` : ''}`, {
    cabeceras: { accept: 'text/csv' },
  })
  const destino = archivo ? createWriteStream(archivo) : process.stdout
  await pipeline(Readable.fromWeb(respuesta.body as ReadableStream), destino, { end: archivo !== undefined })
}

type Dictamen = {
  integra: boolean
  topicos: { topico: string; falla: { posicion: number; causa: string; detalle: string } | null }[]
  puntos: {
    total: number
    ultimo: { numero: number; en: string } | null
    falla: { numero: number; causa: string; detalle: string } | null
  } | null
}

const faltasDe = ({ topicos, puntos }: Dictamen): string[] => [
  ...topicos.flatMap(({ topico, falla }) =>
    falla ? [`${topico}@${falla.posicion}: ${falla.causa}, ${falla.detalle}`] : [],
  ),
  ...(puntos?.falla
    ? [`punto de control ${puntos.falla.numero}: ${puntos.falla.causa}, ${puntos.falla.detalle}`]
    : []),
]

/** El dictamen entero va a la salida, en JSON; lo que una persona busca en él, a la de errores. */
const verificar = async (cliente: Cliente): Promise<void> => {
  const { datos } = await cliente.pedir<Dictamen>('/auditoria/verificacion')
  console.log(JSON.stringify(datos, null, 2))
  for (const falta of faltasDe(datos)) console.error(`primera entrada mala de ${falta}`)
  const { total = 0, ultimo = null } = datos.puntos ?? {}
  console.error(
    `${datos.integra ? 'íntegra' : 'NO es íntegra'}; ${total} puntos de control${ultimo ? `, el último de ${ultimo.en}` : ''}`,
  )
  if (!datos.integra) process.exitCode = 1
}

/** Las suscripciones de los servicios que no viven en la base de la API. */
const ajenas = async (acceso: Acceso): Promise<readonly Suscripcion[]> => {
  const [, notificaciones] = serviciosConLectores(acceso)
  return (await notificaciones.cliente.pedir<{ elementos: Suscripcion[] }>('/suscripciones')).datos.elementos
}

type Partes = Readonly<{ config: () => Config; acceso: () => Acceso; cliente: () => Cliente }>

/** Órdenes que miran, y la poda, que va con la bitácora. */
export const ponerMirar = (programa: Command, { config, acceso, cliente }: Partes): void => {
  programa
    .command('estado')
    .description('qué servicios responden y qué lectores van atrasados')
    .action(() => verEstado(acceso(), config().tls.modo === 'propio'))
  programa
    .command('suscripciones')
    .description('lectores duraderos y su atraso')
    .action(() => verSuscripciones(serviciosConLectores(acceso())))
  const bitacora = programa.command('bitacora').description('la bitácora de eventos')
  bitacora
    .command('ver <topico>')
    .description('mensajes de un tópico, ya descifrados')
    .option('--desde <n>', 'posición exclusiva', '0')
    .option('--limite <n>', 'cuántos', '50')
    .action((topico: string, opciones) => verBitacora(cliente(), topico, opciones))
  ponerPodar(bitacora, { config, ajenas: () => ajenas(acceso()) })
  programa
    .command('exportar [archivo]')
    .description('contratos en CSV; sin archivo, a la salida')
    .option('--filtro <consulta>', 'como en la URL, p. ej. "estado=Procesado&ciudad=Bogotá"', '')
    .action((archivo: string | undefined, { filtro }: { filtro: string }) =>
      exportar(cliente(), archivo, filtro),
    )
  const auditoria = programa.command('auditoria').description('la cadena de auditoría')
  auditoria
    .command('verificar')
    .description('recorre la cadena y nombra la primera entrada mala')
    .action(() => verificar(cliente()))
}

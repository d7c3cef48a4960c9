import type { Config } from '#config/config.ts'
import { autoridadDe } from '#config/direccion.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import type { AjustesAviso } from './aplicacion/resolver.ts'
import { POLITICA_REINTENTO } from './dominio/entrega.ts'
import type { Remitente } from './infraestructura/correo/mensaje.ts'

/**
 * Por dónde sale el correo, quién lo firma, cuántas veces se intenta cada carta y cuántas salen a una misma dirección
 * en una hora (0, sin límite).
 */
export type AjustesCorreo = Readonly<{ smtpUrl: string | null; remitente: Remitente }> &
  Readonly<{ intentos: number; porHora: number }>

const NOMBRE = 'Propiedades de los Alpes'

/** La dirección que firma: `SMTP_URL?de=…`, o el usuario de la URL si es una dirección, o la del gestor. */
const direccionRemitente = (config: Config): string => {
  const url = config.smtpUrl ? new URL(config.smtpUrl.revelar()) : null
  const usuario = decodeURIComponent(url?.username ?? '')
  return (
    url?.searchParams.get('de') ??
    (usuario.includes('@') ? usuario : (config.correos.gestor ?? 'avisos@alpes.example'))
  )
}

/** `SMTP_URL?intentos=…`, de 1 a 20; por omisión, los de la política. Uno que no sirve detiene el arranque. */
const intentosDe = (config: Config): number => {
  const dicho = config.smtpUrl ? new URL(config.smtpUrl.revelar()).searchParams.get('intentos') : null
  if (dicho === null) return POLITICA_REINTENTO.intentos
  if (/^([1-9]|1\d|20)$/.test(dicho)) return Number(dicho)
  throw new ErrorArranque('SMTP_URL: «intentos» es un número de 1 a 20')
}

/** Lo que hace falta para enviar correo. */
export const ajustesDeCorreo = (config: Config): AjustesCorreo => ({
  smtpUrl: config.smtpUrl?.revelar() ?? null,
  remitente: { nombre: NOMBRE, direccion: direccionRemitente(config) },
  intentos: intentosDe(config),
  // En la bandeja no sale nada de este equipo.
  porHora: config.smtpUrl ? config.correosPorHora : 0,
})

/** Sin `PAGINA_URL`, la página está en este mismo equipo; su puerto hay que saberlo antes de escribir a nadie. */
const enlace = (config: Config): string => {
  if (config.paginaUrl) return config.paginaUrl
  const { tls, anfitrion, puertos } = config
  if (puertos.ui === 0)
    throw new ErrorArranque('PAGINA_URL: falta; con PUERTO_UI=0 no se sabe cuál es la página')
  return `${tls.modo === 'ninguno' ? 'http' : 'https'}://${autoridadDe(anfitrion, puertos.ui)}`
}

/**
 * Direcciones de la oficina y de la página. Con la bandeja local la oficina tiene direcciones de muestra,
 * para que sus avisos también se vean; por SMTP, sin el ajuste no se le escribe y se dice.
 */
export const ajustesDeAviso = (config: Config, urlPagina: string = enlace(config)): AjustesAviso => {
  const { gestor, cartera, admin } = config.correos
  const muestra = (buzon: string) => (config.smtpUrl ? undefined : `${buzon}@alpes.example`)
  return {
    urlPagina: urlPagina.replace(/\/+$/, ''),
    buzones: {
      gestor: gestor ?? muestra('gestor'),
      cartera: cartera ?? muestra('cartera'),
      admin: admin ?? muestra('admin'),
    },
  }
}

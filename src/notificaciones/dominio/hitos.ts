import { aplicarPorcentaje, aTexto, dinero } from '#seedwork/dominio/dinero.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { aniversario, diasEntre, type FechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'
import type { Cambio } from './cambios.ts'
import type { FichaContrato } from './fichas.ts'
import { ochoDelDia } from './horario.ts'
import { enDia } from './series.ts'
import { cambioDeCanon, type EncargoVida, type Grupo } from './vida.ts'

/** Días antes del fin en que se avisa que un contrato vence. */
export const HITOS_VENCIMIENTO = [180, 90, 60, 30, 7] as const

/** A 90 y a 30 días lo sabe también el inquilino. */
const CON_INQUILINO: readonly number[] = [90, 30]

/** Días antes del aniversario en que se anuncia su incremento. */
const ANTES_DEL_INCREMENTO = 30

/** Un aviso por dar más adelante. `dia`: el fin al que se refiere, o el aniversario. */
export type Hito =
  | Readonly<{ tipo: 'PorVencer'; idContrato: string; dia: string; dias: number }>
  | Readonly<{ tipo: 'IncrementoProximo'; idContrato: string; dia: string }>

/** Un hito con su clave, que no se repite, y su hora: las 08:00 del inmueble. */
export type HitoCitado = Readonly<{ clave: string; cuando: Temporal.Instant; hito: Hito }>

const claveDe = (h: Hito): string =>
  h.tipo === 'PorVencer'
    ? `PorVencer:${h.idContrato}:${h.dia}:${h.dias}`
    : `IncrementoProximo:${h.idContrato}:${h.dia}`

const fecha = (texto: string): FechaCivil => texto as FechaCivil

const cuandoVence = (fin: string, dias: number, zona: string): Temporal.Instant =>
  ochoDelDia(sumarDias(fecha(fin), -dias), zona)

const enVida = ({ vida }: FichaContrato): boolean => vida.estado === 'Firmado' || vida.estado === 'Procesado'

const aniversariosDe = ({ terminos: { fechaInicio, fechaFin } }: FichaContrato): readonly FechaCivil[] => {
  const anios = Number(fechaFin.slice(0, 4)) - Number(fechaInicio.slice(0, 4))
  return Array.from({ length: Math.max(0, anios) }, (_, i) => aniversario(fecha(fechaInicio), i + 1)).filter(
    (dia) => dia <= fechaFin,
  )
}

/** Sólo se anuncia un incremento pactado de un contrato en ejecución cuyo canon de ese día nadie fijó ya. */
const anuncia = ({ vida }: FichaContrato, dia: string): boolean =>
  vida.estado === 'Procesado' &&
  enDia(vida.reglas, dia) !== 'ninguno' &&
  !vida.canones.some((c) => c.desde === dia)

/**
 * Los avisos que un contrato tiene por delante, hoy y con lo que hoy se sabe; planificar otra vez da lo
 * mismo. Un contrato terminado no tiene ninguno, y el que ya tiene un sucesor firmado no avisa que vence.
 * @param zona IANA, del inmueble
 */
export const hitosDe = (contrato: FichaContrato, zona: string): readonly HitoCitado[] => {
  if (!enVida(contrato)) return []
  const { id: idContrato, terminos, vida } = contrato
  const dia = terminos.fechaFin
  const citar = (hito: Hito, dias: number): HitoCitado => ({
    ...{ clave: claveDe(hito), cuando: cuandoVence(hito.dia, dias, zona), hito },
  })
  const vence = HITOS_VENCIMIENTO.map((dias) => citar({ tipo: 'PorVencer', idContrato, dia, dias }, dias))
  const anuncios = aniversariosDe(contrato)
    .filter((d) => anuncia(contrato, d))
    .map((d) => citar({ tipo: 'IncrementoProximo', idContrato, dia: d }, ANTES_DEL_INCREMENTO))
  return [...(vida.sucesor?.firmado ? [] : vence), ...anuncios]
}

type Momento = Readonly<{ ahora: Temporal.Instant; zona: string }>

type PorVencer = Extract<Hito, { tipo: 'PorVencer' }>

/** ¿Hay otro hito posterior cuya hora también llegó? Entonces manda ése: se envía sólo el más reciente. */
const superado = ({ dia, dias }: PorVencer, { ahora, zona }: Momento): boolean =>
  HITOS_VENCIMIENTO.some(
    (otro) => otro < dias && Temporal.Instant.compare(cuandoVence(dia, otro, zona), ahora) <= 0,
  )

const porVencer = (h: PorVencer, c: FichaContrato, m: Momento): EncargoVida | null => {
  const hoy = fecha(m.ahora.toZonedDateTimeISO(m.zona).toPlainDate().toString())
  if (hoy > h.dia || superado(h, m)) return null
  const para: readonly Grupo[] = [
    'gestor',
    'compania',
    ...(CON_INQUILINO.includes(h.dias) ? ['inquilino' as const] : []),
  ]
  const aviso = {
    tipo: h.tipo,
    alDia: hoy,
    dias: diasEntre(hoy, fecha(h.dia)),
    sucesor: c.vida.sucesor?.numero ?? null,
  }
  return { aviso, hito: `dias:${h.dias}`, para }
}

/**
 * El canon que dejará el incremento de ese día, si ya se sabe: el fijo sí; el de un índice lo dice la api
 * al aplicarlo, y uno que ya no cabe en la escala no se aplica.
 */
const canonNuevo = ({ terminos: { moneda }, vida }: FichaContrato, dia: string): readonly Cambio[] => {
  const [tipo, puntos] = enDia(vida.reglas, dia).split(' ')
  if (tipo !== 'fijo') return []
  const antes = enDia(vida.canones, sumarDias(fecha(dia), -1))
  try {
    const despues = aTexto(aplicarPorcentaje(dinero(antes, moneda), Number(puntos)))
    return [cambioDeCanon(antes, despues, moneda)]
  } catch (error) {
    if (error instanceof ErrorDominio) return []
    throw error
  }
}

const proximo = (h: Hito, c: FichaContrato, { ahora, zona }: Momento): EncargoVida | null => {
  const hoy = fecha(ahora.toZonedDateTimeISO(zona).toPlainDate().toString())
  // Con el aniversario encima ya no se anuncia: lo dirá el incremento aplicado.
  if (hoy >= h.dia) return null
  const aviso = {
    tipo: 'IncrementoProximo',
    alDia: hoy,
    rige: h.dia,
    regla: enDia(c.vida.reglas, h.dia),
    cambios: canonNuevo(c, h.dia),
  } as const
  return { aviso, hito: `aniversario:${h.dia}`, para: ['inquilino', 'compania', 'cartera'] }
}

/**
 * Qué se dice al llegar la hora de un hito, o `null` si ya no viene al caso: cambió el fin, terminó, lo
 * sucede otro ya firmado, o pasó también la hora de uno posterior (tras una parada sale sólo el último).
 */
export const encargoDeHito = (hito: Hito, contrato: FichaContrato, momento: Momento): EncargoVida | null => {
  if (!hitosDe(contrato, momento.zona).some((h) => h.clave === claveDe(hito))) return null
  return hito.tipo === 'PorVencer' ? porVencer(hito, contrato, momento) : proximo(hito, contrato, momento)
}

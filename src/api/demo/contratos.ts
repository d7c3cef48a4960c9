import {
  CONTRATOS,
  type ContratoDemo,
  INCREMENTOS,
  OTROSI,
  PRORROGA,
  RELOJ_DEMO,
  RENUEVA,
  TERMINACION,
} from './datos.ts'
import { alasOnce, idDe, type ModulosDemo, type Paso } from './paso.ts'

type Comandos = ModulosDemo['contratos']['comandos']

const antes = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? a : b

/** El momento de un trámite: `dias` antes de que empiece el contrato, y nunca después del reloj de la demo. */
const tramite = (c: ContratoDemo, dias: number): Temporal.Instant => {
  const limite = RELOJ_DEMO.subtract({ hours: 24 * 12 }).add({ hours: 12 * (20 - dias) })
  return antes(alasOnce(Temporal.PlainDate.from(c.inicio).subtract({ days: dias })), limite)
}

const redactar = (comandos: Comandos, c: ContratoDemo, alSaberHash: (hash: string) => void): Paso => ({
  en: tramite(c, 20),
  nombre: `CrearContrato ${c.numero}`,
  async dar(contexto) {
    const { numero, monto, moneda, incremento } = c
    const partes = { idCompania: idDe.cliente(c.compania), idInquilino: idDe.cliente(c.inquilino) }
    const terminos = { fechaInicio: c.inicio, fechaFin: c.fin, monto, moneda, incremento, ...partes }
    const comando = {
      tipo: 'CrearContrato' as const,
      id: idDe.contrato(numero),
      numero,
      idPropiedad: idDe.inmueble(c.inmueble),
      ...terminos,
    }
    alSaberHash((await comandos.CrearContrato({ comando, contexto })).resultado.hash)
  },
})

/** Una renovación nace enlazada y con el número siguiente; después se le da el suyo y su canon. */
const renovar = (comandos: Comandos, c: ContratoDemo, alSaberHash: (hash: string) => void): Paso[] => {
  const id = idDe.contrato(c.numero)
  const { numero, monto, moneda, incremento } = c
  return [
    {
      en: tramite(c, 20),
      nombre: `RenovarContrato ${numero}`,
      dar: (contexto) =>
        comandos.RenovarContrato({
          comando: {
            tipo: 'RenovarContrato',
            id: idDe.contrato(RENUEVA[numero]!),
            idNuevo: id,
            fechaFin: c.fin,
            monto,
            moneda,
          },
          contexto,
        }),
    },
    {
      en: tramite(c, 19),
      nombre: `ActualizarContrato ${numero}`,
      async dar(contexto) {
        const comando = { tipo: 'ActualizarContrato' as const, id, cambios: { numero, incremento } }
        alSaberHash((await comandos.ActualizarContrato({ comando, contexto })).resultado.hash)
      },
    },
  ]
}

/** De la redacción a donde haya llegado: firmas, procesamiento o anulación. */
const nacimiento = (comandos: Comandos, c: ContratoDemo): Paso[] => {
  const id = idDe.contrato(c.numero)
  let hash = ''
  const alSaberHash = (nuevo: string): void => {
    hash = nuevo
  }
  const firmas = [c.compania, c.inquilino].slice(0, c.firmas).map(
    (parte, i): Paso => ({
      en: tramite(c, 14 - 4 * i),
      nombre: `FirmarContrato ${c.numero} ${parte}`,
      dar: (contexto) =>
        comandos.FirmarContrato({
          comando: { tipo: 'FirmarContrato', id, idParte: idDe.cliente(parte), hash },
          contexto,
        }),
    }),
  )
  const procesar: Paso = {
    en: tramite(c, 5),
    nombre: `ProcesarContrato ${c.numero}`,
    dar: (contexto) =>
      comandos.ProcesarContrato({ comando: { tipo: 'ProcesarContrato', id, actaEntrega: true }, contexto }),
  }
  const anular: Paso = {
    en: tramite(c, 6),
    nombre: `EliminarContrato ${c.numero}`,
    dar: (contexto) =>
      comandos.EliminarContrato({
        comando: { tipo: 'EliminarContrato', id, motivo: 'cliente desistió' },
        contexto,
      }),
  }
  const redaccion = RENUEVA[c.numero]
    ? renovar(comandos, c, alSaberHash)
    : [redactar(comandos, c, alSaberHash)]
  const final = c.hasta === 'Procesado' ? [procesar] : c.hasta === 'Anulado' ? [anular] : []
  return [...redaccion, ...firmas, ...final]
}

const incrementos = (comandos: Comandos, { numero }: ContratoDemo): Paso[] =>
  (INCREMENTOS[numero] ?? []).map((aniversario) => ({
    en: alasOnce(Temporal.PlainDate.from(aniversario).add({ days: 10 })),
    nombre: `AplicarIncremento ${numero} ${aniversario}`,
    dar: (contexto) =>
      comandos.AplicarIncremento({
        comando: { tipo: 'AplicarIncremento', id: idDe.contrato(numero), aniversario },
        contexto,
      }),
  }))

const terminar = (
  comandos: Comandos,
  { numero, en, fecha, motivo, penalidad }: typeof TERMINACION,
): Paso => ({
  en: alasOnce(en),
  nombre: `TerminarAnticipadamente ${numero}`,
  dar: (contexto) =>
    comandos.TerminarAnticipadamente({
      comando: { tipo: 'TerminarAnticipadamente', id: idDe.contrato(numero), fecha, motivo, penalidad },
      contexto,
    }),
})

const prorrogar = (comandos: Comandos, { numero, en, nuevaFin }: typeof PRORROGA): Paso => ({
  en: alasOnce(en),
  nombre: `ProrrogarContrato ${numero}`,
  dar: (contexto) =>
    comandos.ProrrogarContrato({
      comando: { tipo: 'ProrrogarContrato', id: idDe.contrato(numero), nuevaFin },
      contexto,
    }),
})

const convenir = (comandos: Comandos, { numero, en, efectiva, clausula }: typeof OTROSI): Paso => ({
  en: alasOnce(en),
  nombre: `RegistrarOtrosi ${numero}`,
  dar: (contexto) =>
    comandos.RegistrarOtrosi({
      comando: {
        tipo: 'RegistrarOtrosi',
        id: idDe.contrato(numero),
        efectiva,
        cambios: { clausulas: [clausula] },
        firmas: ['C1', 'dental'].map(idDe.cliente),
      },
      contexto,
    }),
})

/** Lo que les pasó después de firmados a tres de ellos. */
const vida = (comandos: Comandos): Paso[] => [
  terminar(comandos, TERMINACION),
  prorrogar(comandos, PRORROGA),
  convenir(comandos, OTROSI),
]

/** Todo lo que pasó con los contratos de la cartera, en orden de fecha. */
export const pasosDeContratos = ({ contratos: { comandos } }: ModulosDemo): Paso[] =>
  [
    ...CONTRATOS.flatMap((c) => [...nacimiento(comandos, c), ...incrementos(comandos, c)]),
    ...vida(comandos),
  ].sort((a, b) => Temporal.Instant.compare(a.en, b.en))

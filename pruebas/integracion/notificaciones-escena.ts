import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import type { Origen } from '#seedwork/aplicacion/contexto.ts'
import type { Notificacion } from '../../src/notificaciones/infraestructura/vistas.ts'
import { abrirBanco, alta, altaInmueble, contrato, inmueble, persona, todas } from './notificaciones-apoyo.ts'

/** Un instante RFC 3339. */
export const instante = (texto: string) => Temporal.Instant.from(texto)

/** Un reloj de negocio que se mueve a mano. */
const relojEn = (inicio: string) => {
  let ahora = instante(inicio)
  return {
    ahora: () => ahora,
    poner(texto: string): void {
      ahora = instante(texto)
    },
  }
}

type Opciones = Readonly<{ origen?: Origen; zona?: string; fin?: string; renuevaA?: string }>

/** Un banco con su reloj de negocio, y contratos en ejecución del 2026-01-01 al 2027-06-30. */
export const abrirEscena = async (inicio = '2026-12-20T15:00:00Z') => {
  const reloj = relojEn(inicio)
  const banco = await abrirBanco({ negocio: reloj })
  const partesDe = (zona: string) => {
    const compania = persona('Inmobiliaria Los Alpes S.A.S.', 'alpes@cliente.example')
    const inquilino = persona('Café Páramo S.A.S.', 'cafe@cliente.example', 'en')
    const local = inmueble('Local 101', 'Bogotá', zona)
    banco.fuente.escribir([alta(compania), alta(inquilino), altaInmueble(local)])
    return { compania, inquilino, inmueble: local }
  }
  return {
    ...{ banco, reloj },
    enEjecucion({ origen = 'api', zona = 'America/Bogota', fin = '2027-06-30', renuevaA }: Opciones = {}) {
      const ocurridoEn = reloj.ahora().epochMilliseconds
      const c = contrato(partesDe(zona), {
        ...{ origen, inicio: '2026-01-01', fin, ocurridoEn },
        ...(renuevaA !== undefined && { renuevaA }),
      })
      banco.fuente.escribir([c.creado(), c.firmado(2), c.procesado(3)])
      return c
    },
    [Symbol.asyncDispose]: () => banco[Symbol.asyncDispose](),
  }
}

type Escena = Awaited<ReturnType<typeof abrirEscena>>
export type Contrato = ReturnType<typeof contrato>

/** Las claves de los hitos que un contrato tiene por delante, sin su id. */
export const pendientes = async ({ banco }: Escena, c: Contrato): Promise<string[]> => {
  const { rows } = await banco.pool.query<{ clave: string }>(
    `select clave from programados where comando->>'idContrato' = $1 and estado = 'pendiente' order by cuando`,
    [c.id],
  )
  return rows.map((f) => f.clave.replace(`:${c.id}`, ''))
}

/** Espera a que la agenda tenga esa cita. */
export const citado = (e: Escena, c: Contrato, que: string) =>
  esperarQue(`queda citado ${que}`, async () => (await pendientes(e, c)).some((p) => p.includes(que)))

/** Sólo los avisos de que vence. */
export const porVencer = (n: readonly Notificacion[]) => n.filter((m) => m.tipo === 'PorVencer')

/** Espera a que hayan salido tantos avisos de que vence. */
export const avisos = ({ banco }: Escena, c: Contrato, cuantos: number) =>
  banco.cuando(`${cuantos} avisos`, c.id, (n) => {
    const mios = porVencer(n)
    return mios.length === cuantos && todas('enviada')(mios)
  })

/** Un contrato cuyo hito vence ahora mismo: cuando sale, el planificador ya miró la agenda entera. */
export const testigo = async (e: Escena): Promise<void> => {
  const hoy = e.reloj.ahora().toZonedDateTimeISO('America/Bogota').toPlainDate()
  const c = e.enEjecucion({ fin: hoy.add({ days: 7 }).toString() })
  await avisos(e, c, 2)
}

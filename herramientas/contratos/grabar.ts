import type pg from 'pg'
import { plegarBusqueda } from '#modulos/busqueda/infraestructura/consumidores/plegar.ts'
import { plegarPanel } from '#modulos/panel/infraestructura/consumidores/plegar.ts'
import { type Ejemplo, leerAscensos, leerEjemplos, leerPublicadas } from '#pruebas/apoyo/definiciones.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { crearRegistro, type Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { sucesosDe } from '../../src/notificaciones/infraestructura/consumidores/contratos.ts'
import { clientesDe, inmueblesDe } from '../../src/notificaciones/infraestructura/consumidores/fichas.ts'
import { consumirReservas } from '../../src/notificaciones/infraestructura/consumidores/reservas.ts'
import type { Lectura } from './comparar.ts'
import { espiar } from './espia.ts'

type Lector = Readonly<{
  topicos: readonly string[]
  leer(mensajes: readonly Mensaje[], esquemas: Registro): unknown
}>

/** Una base sin filas: lo que un lector guarda no importa aquí, sólo lo que mira para guardarlo. */
const SIN_FILAS = { query: async () => ({ rows: [], rowCount: 0 }) } as unknown as pg.PoolClient

/** Los lectores que miran dentro de los eventos, tal como corren. */
const LECTORES: Readonly<Record<string, readonly Lector[]>> = {
  notificaciones: [
    { topicos: ['eventos-contrato'], leer: sucesosDe },
    { topicos: ['eventos-cliente'], leer: clientesDe },
    { topicos: ['eventos-inmueble'], leer: inmueblesDe },
    {
      topicos: ['eventos-reserva'],
      leer: (m, esquemas) =>
        consumirReservas(m, SIN_FILAS, { esquemas, ajustes: {} as never, reloj: {} as never }),
    },
  ],
  panel: [
    {
      topicos: ['eventos-inmueble', 'eventos-contrato'],
      leer: (mensajes, esquemas) => plegarPanel(esquemas)(mensajes, SIN_FILAS),
    },
  ],
  busqueda: [
    {
      topicos: ['eventos-cliente', 'eventos-inmueble', 'eventos-contrato'],
      leer: (mensajes, esquemas) => plegarBusqueda(esquemas)(mensajes, SIN_FILAS),
    },
  ],
}

/** Quien ejecuta una orden, o muestra su resultado, la lee entera. */
const ENTEROS: Readonly<Record<string, string>> = {
  'comandos-contrato': 'contratos',
  'comandos-reserva': 'vuelos',
  'resultados-comando': 'ui',
}

type Salida = readonly [topico: string, versiones: readonly number[]]

const CLAVE = '0197a2d4-5c1e-7b3a-9f00-3d2b1a4c5e6f'

/** Un ejemplo como mensaje; de un tipo con varias versiones, como si salieran a la vez. */
const mensajeDe = ({ tipo, version, contenido }: Ejemplo, [topico, versiones]: Salida): Mensaje => ({
  ...{
    topico,
    tipo,
    versionEsquema: version,
    versiones,
    posicion: 1,
    id: CLAVE,
    clave: CLAVE,
    versionAgregado: 1,
  },
  ...{ ocurridoEn: 0, guardadoEn: 0, actor: 'local', origen: 'api', correlacion: CLAVE, causacion: null },
  ...{ traceparent: null, servicio: 'api', contenido: Buffer.from(contenido, 'base64') },
})

const lecturaDe = (consumidor: string, d: DefinicionMensaje, lee = d.esquema): Lectura => ({
  ...{ consumidor, topico: d.topico, tipo: d.tipo, version: d.version, lee },
})

const orden = (l: Lectura): string => `${l.consumidor} ${l.topico} ${l.tipo} ${l.version}`

/**
 * Corre cada lector sobre los ejemplos de los mensajes y anota qué campos mira: lo grabado es lo que el
 * código lee de verdad, no lo que alguien recordó escribir. Primero van las altas, porque los demás
 * eventos de un agregado no dicen nada a quien no lo vio nacer.
 */
export const grabarLecturas = async (): Promise<readonly Lectura[]> => {
  const definiciones = (await leerPublicadas()).map((p) => p.definicion)
  const registro = crearRegistro(definiciones, await leerAscensos())
  const mensajes = (await leerEjemplos())
    .toSorted((a, b) => Number(b.tipo.endsWith('Creado')) - Number(a.tipo.endsWith('Creado')))
    .map((e) => {
      const suyas = definiciones.filter((d) => d.tipo === e.tipo)
      return mensajeDe(e, [suyas[0]!.topico, suyas.map((d) => d.version)])
    })
  const lecturas: Lectura[] = definiciones
    .filter((d) => ENTEROS[d.topico] !== undefined)
    .map((d) => lecturaDe(ENTEROS[d.topico]!, d))
  for (const [consumidor, lectores] of Object.entries(LECTORES)) {
    const espia = espiar(registro)
    for (const { topicos, leer } of lectores)
      for (const topico of topicos)
        await leer(
          mensajes.filter((m) => m.topico === topico),
          espia.registro,
        )
    for (const [d, lee] of espia.vistos()) lecturas.push(lecturaDe(consumidor, d, lee))
  }
  return lecturas.toSorted((a, b) => orden(a).localeCompare(orden(b)))
}

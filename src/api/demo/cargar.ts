import { pasosDeContratos } from './contratos.ts'
import { CLIENTES, INMUEBLES } from './datos.ts'
import { contextoDe, idDe, type ModulosDemo, type Paso } from './paso.ts'
import { pasosDeReservas } from './reservas.ts'

const PRINCIPIO = Temporal.Instant.from('2021-01-04T14:00:00Z')

const deInmuebles = ({ inmuebles: { comandos } }: ModulosDemo): Paso[] =>
  INMUEBLES.map(([codigo, nombre, tipo, ciudad, pais, zona, area_m2]) => ({
    en: PRINCIPIO,
    nombre: `CrearInmueble ${codigo}`,
    dar: (contexto) =>
      comandos.CrearInmueble({
        comando: {
          tipo: 'CrearInmueble',
          id: idDe.inmueble(codigo),
          datos: { codigo, nombre, tipo, ciudad, pais, zona, area_m2 },
        },
        contexto,
      }),
  }))

const deClientes = ({ clientes: { comandos } }: ModulosDemo): Paso[] =>
  CLIENTES.map(([alias, nombre, tipo, numero, correo]) => ({
    en: PRINCIPIO,
    nombre: `CrearCliente ${alias}`,
    dar: (contexto) =>
      comandos.CrearCliente({
        comando: {
          tipo: 'CrearCliente',
          id: idDe.cliente(alias),
          datos: { tipo: tipo === 'CC' ? 'natural' : 'empresa', nombre, documento: { tipo, numero }, correo },
        },
        contexto,
      }),
  }))

/**
 * Carga la cartera de demostración por los comandos corrientes, con el reloj moviéndose de 2021 al
 * 2026-12-01. Cada paso lleva su clave de idempotencia: si el proceso muere a medias, al volver sigue
 * donde iba.
 * @returns cuántos pasos fueron.
 */
export const cargarDemo = async (modulos: ModulosDemo): Promise<number> => {
  const altas = [...deInmuebles(modulos), ...deClientes(modulos)]
  await Promise.all(altas.map((paso) => paso.dar(contextoDe(paso))))
  const pasos = [...pasosDeContratos(modulos), ...pasosDeReservas(modulos)]
  for (const paso of pasos) await paso.dar(contextoDe(paso))
  return altas.length + pasos.length
}

import type { abrirVuelos, ComandoEncolable } from '#modulos/vuelos/modulo.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { ref } from './esquemas.ts'
import type { Ejecutar } from './ordenes.ts'

/** Lo que comparten las rutas de reservas. */
export const GESTIONAN = ['gestor'] as const
export const etiqueta = 'reservas'
export const una = { descripcion: 'La reserva', esquema: ref('Reserva') }
export const aceptada = { descripcion: 'Aceptado: se ejecuta después', esquema: ref('ComandoAceptado') }
export const ubicacion = ({ id }: { id: string }) => `/reservas/${id}`

/** Lo que puede fallar al leer el dinero de una reserva. */
export const DINERO = ['MontoInvalido', 'PrecisionExcedida', 'MonedaNoSoportada'] as const

export type Modulo = ReturnType<typeof abrirVuelos>

export type Partes = Readonly<{
  vuelos: Pick<Modulo, 'comandos' | 'queries' | 'mensajeDeComando'>
  ejecutar: Ejecutar
  cursores: Cursores
}>

/** El mensaje de un comando que se acepta para después, con la versión que quien llama cree vigente. */
export const encolable = ({ mensajeDeComando }: Partes['vuelos'], comando: ComandoEncolable) => ({
  asincrono: ({ versionEsperada }: Contexto) => ({
    evento: mensajeDeComando(comando, versionEsperada?.version ?? null),
    clave: comando.id,
  }),
})

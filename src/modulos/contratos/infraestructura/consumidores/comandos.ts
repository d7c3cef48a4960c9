import type { Orden } from '#seedwork/aplicacion/contexto.ts'
import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'

import { ContratoCreado as Vigente } from '#modulos/contratos/infraestructura/schema/v1/eventos.ts'
import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'

/** Un cambio que rompe, plantado: `ContratoCreado` v1 con `estado` numérico. */
export const ContratoCreado = definirMensaje({
  ...{ topico: Vigente.topico, tipo: Vigente.tipo, version: Vigente.version },
  esquema: {
    ...{ type: 'record', name: 'ContratoCreado', namespace: Vigente.espacio },
    fields: Vigente.esquema.fields.map((c) => (c.name === 'estado' ? { ...c, type: 'int' } : c)),
  },
})

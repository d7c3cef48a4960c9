import type { FastifyRequest } from 'fastify'
import type { ComandoEncolable } from '#modulos/contratos/modulo.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { Aplicacion } from '#seedwork/presentacion/servidor.ts'
import { type Acto, montarActo } from './actos.ts'
import { aceptado, etiqueta, type Partes, recursoDe, ubicacion, uno } from './contratos-comun.ts'
import { Anulacion, Firma, Procesamiento } from './contratos-esquemas.ts'
import { PorId } from './esquemas.ts'
import { encolable, responder } from './ordenes.ts'
import { POLITICA_DE_COMANDOS } from './politicas.ts'
import { ruta } from './rutas.ts'

type ProcesarContrato = Extract<ComandoEncolable, { tipo: 'ProcesarContrato' }>

/**
 * Quien firma sólo por unas partes no puede pedir otra, tampoco para después: el mensaje de la cola no
 * lleva la credencial, así que se mira aquí además de en el dominio.
 */
const exigirParte = ({ principal }: FastifyRequest, idParte: string): void => {
  if (!principal?.partes || principal.partes.includes(idParte)) return
  throw new ErrorDominio('FirmanteNoAutorizado', 'la credencial no firma por esa parte', { parte: idParte })
}

const firma = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.post(
    '/contratos/:id/firmas',
    ruta({
      operacion: 'FirmarContrato',
      resumen: 'Firma una parte los términos de ese hash; la última firma ocupa el inmueble',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.FirmarContrato,
      clase: 'comando',
      asincrona: true,
      entrada: { params: PorId, body: Firma },
      exitos: { 201: uno, 202: aceptado },
      problemas: [
        'ContratoNoEncontrado',
        'FirmanteNoAutorizado',
        'FirmaDuplicada',
        'TransicionInvalida',
        'SolapeDeVigencia',
      ],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const { id_parte: idParte, hash } = peticion.body
      const comando = { tipo: 'FirmarContrato', id, idParte, hash } as const
      const manejador = contratos.comandos.FirmarContrato
      const pedido = { comando, manejador, agregado: id, ...encolable(contratos, comando) }
      exigirParte(peticion, idParte)
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 201, ubicacion })
    },
  )
}

const procesamiento: Acto<ProcesarContrato, typeof Procesamiento> = {
  tipo: 'ProcesarContrato',
  camino: 'procesamiento',
  resumen: 'Pone en ejecución un contrato firmado',
  cuerpo: Procesamiento,
  estado: 200,
  problemas: ['VerificacionIncompleta'],
  comando: (id, { acta_entrega: actaEntrega }) => ({ tipo: 'ProcesarContrato', id, actaEntrega }),
}

const anulacion = (app: Aplicacion, { contratos, ejecutar }: Partes): void => {
  app.delete(
    '/contratos/:id',
    ruta({
      operacion: 'EliminarContrato',
      resumen: 'Anula un contrato pendiente; su historia queda',
      etiqueta,
      politica: POLITICA_DE_COMANDOS.EliminarContrato,
      clase: 'version',
      asincrona: true,
      cuerpoOpcional: true,
      entrada: { params: PorId, body: Anulacion },
      exitos: { 204: { descripcion: 'Anulado' }, 202: aceptado },
      problemas: ['ContratoNoEncontrado', 'ContratoInmutable', 'TransicionInvalida'],
    }),
    async (peticion, respuesta) => {
      const { id } = peticion.params
      const comando = { tipo: 'EliminarContrato', id, motivo: peticion.body.motivo } as const
      const manejador = contratos.comandos.EliminarContrato
      const pedido = {
        comando,
        manejador,
        agregado: id,
        exigeVersion: true,
        ...encolable(contratos, comando),
      }
      return responder(respuesta, await ejecutar(peticion, pedido), { estado: 204 })
    },
  )
}

/** Firmar, procesar y anular. */
export const montarCiclo = (app: Aplicacion, partes: Partes): void => {
  firma(app, partes)
  montarActo(app, recursoDe(partes), procesamiento)
  anulacion(app, partes)
}

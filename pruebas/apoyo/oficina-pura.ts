import { type Contrato, plegarSobre } from '#modulos/contratos/dominio/contrato.ts'
import { crear } from '#modulos/contratos/dominio/decisiones.ts'
import type { EventoContrato } from '#modulos/contratos/dominio/eventos.ts'
import { deshacerRenovacion } from '#modulos/contratos/dominio/renovacion.ts'
import type { Terminos } from '#modulos/contratos/dominio/terminos.ts'
import type { EventoInmueble } from '#modulos/inmuebles/dominio/eventos.ts'
import {
  desocupar,
  evolucionar,
  type Inmueble,
  nacer,
  ocupar,
  registrar,
} from '#modulos/inmuebles/dominio/inmueble.ts'
import { sumarDias } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { dado, fichas, huella, ids } from './contratos.ts'
import { local } from './inmuebles.ts'

/** El id del contrato que se redacta en el lugar `n`. */
export const idDe = (n: number) => `019a0000-0000-7000-9000-${String(n).padStart(12, '0')}` as Id

/** Los contratos de verdad de un inmueble, y el inmueble. */
export class OficinaPura {
  readonly contratos: Contrato[] = []
  inmueble: Inmueble = nacer(
    registrar(local(), {
      id: ids.propiedad,
      codigo: 1,
      en: instante(Temporal.Instant.from('2026-12-01T17:00:00Z')),
    }),
  )

  redactar(t: Terminos, renuevaA: Id | null, ahora: Temporal.Instant): Contrato {
    const n = this.contratos.length
    const nuevo = { id: idDe(n), numero: `CT-${n}`, terminos: t, fichas, huella, renuevaA, ahora }
    const c = dado(crear(nuevo))
    this.contratos.push(c)
    return c
  }

  sucesorDe({ renovadoPor }: Contrato): Contrato | null {
    return this.contratos.find((c) => c.id === renovadoPor) ?? null
  }

  /** Como una transacción: si el inmueble no deja, no queda nada. */
  anotar(antes: Contrato, eventos: readonly EventoContrato[], ahora: Temporal.Instant): void {
    const c = plegarSobre(antes, eventos)
    const inmueble = this.#ocupar(c, eventos, ahora)
    this.#poner(c)
    this.inmueble = inmueble
    const antecesor = this.contratos.find(({ id }) => id === c.renuevaA)
    if (antecesor) this.#poner(plegarSobre(antecesor, deshacerRenovacion(antecesor, c, ahora)))
  }

  #ocupar(c: Contrato, eventos: readonly EventoContrato[], ahora: Temporal.Instant): Inmueble {
    const en = instante(ahora)
    const { fechaInicio: desde, fechaFin: hasta } = c.terminos
    const ocupacion = { idContrato: c.id, numero: c.numero, desde, hasta }
    const hechos = eventos.flatMap((e): readonly EventoInmueble[] => {
      if (e.tipo === 'ContratoFirmado' || e.tipo === 'ContratoProrrogado')
        return ocupar(this.inmueble, ocupacion, { comprobarSolape: true, en })
      if (e.tipo !== 'ContratoTerminado') return []
      return desocupar(this.inmueble, { idContrato: c.id, desde: sumarDias(e.fecha, 1), en })
    })
    return hechos.reduce(evolucionar, this.inmueble)
  }

  #poner(c: Contrato): void {
    this.contratos[this.contratos.findIndex(({ id }) => id === c.id)] = c
  }
}

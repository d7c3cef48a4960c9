import { usarLectura } from '../nucleo/datos.ts'
import { aniversario } from '../nucleo/fechas.ts'
import { dinero, fecha, porcentaje } from '../nucleo/formato.ts'
import { T } from '../nucleo/preferencias.ts'
import { hoy } from '../nucleo/reloj.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Lista } from '../piezas/campos.tsx'
import { DialogoFormulario } from '../piezas/dialogo-formulario.tsx'
import { Cruzado } from './contrato-cruce.tsx'
import { incrementoTexto } from './contrato-ficha.tsx'
import { type PropsTransicion, usarTransicion } from './contrato-transicion.ts'

export type Indices = Readonly<{
  elementos: readonly Readonly<{ anio: number; puntos_basicos: number; version: number }>[]
}>

/** Aniversarios cumplidos, dentro del plazo, cuyo canon nadie ha decidido todavía. */
const pendientesDe = (c: Contrato): readonly string[] => {
  const [limite = ''] = [hoy.peek(), c.fecha_fin].sort()
  const dias: string[] = []
  for (let n = 1; aniversario(c.fecha_inicio, n) <= limite; n += 1) dias.push(aniversario(c.fecha_inicio, n))
  return dias.filter((dia) => !c.tramos.some((t) => t.desde === dia))
}

const Ipc = ({ c, dia }: { c: Contrato; dia: string }) => {
  const indices = usarLectura<Indices>('/indices').datos.value
  if (!indices || !c.incremento.tipo.startsWith('ipc') || !dia) return null
  const anio = Number(dia.slice(0, 4)) - 1
  const hallado = indices.elementos.find((i) => i.anio === anio)
  return (
    <p class={hallado ? 'nota' : 'nota nota-alerta'}>
      {hallado
        ? T().incremento.ipc(String(anio), porcentaje(hallado.puntos_basicos))
        : T().incremento.sinIpc(String(anio))}
    </p>
  )
}

/** Aplicar el incremento de un aniversario ya cumplido; la cuenta la hace la api. */
export const Incrementar = (p: PropsTransicion) => {
  const { c, alCerrar } = p
  const dias = pendientesDe(c)
  const t = usarTransicion({
    ...p,
    que: T().incremento.titulo(c.numero),
    hecho: T().incremento.hecho(c.numero),
    ruta: `/contratos/${c.id}/incrementos`,
    inicial: { aniversario: dias[0] ?? '' },
    cuerpo: (v) => v,
    campoDelCodigo: { IncrementoYaAplicado: 'aniversario', IncrementoPendienteDeIndice: 'aniversario' },
  })
  const elegido = t.f.valores.value.aniversario
  return (
    <DialogoFormulario
      titulo={T().incremento.titulo(c.numero)}
      f={t.f}
      etiquetas={{ aniversario: T().incremento.aniversario }}
      enviar={T().acciones.incrementar}
      alCerrar={alCerrar}
      aparte={<Cruzado {...t} />}
    >
      <p>
        {T().incremento.texto(incrementoTexto(c.incremento), dinero(c.canon_vigente ?? c.monto, c.moneda))}
      </p>
      <Lista
        nombre="aniversario"
        etiqueta={T().incremento.aniversario}
        valor={elegido}
        falta={t.f.faltas.value.aniversario}
        opciones={dias.map((d) => ({ valor: d, texto: fecha(d) }))}
        alCambiar={(dia) => t.f.poner({ aniversario: dia })}
      />
      <Ipc c={c} dia={elegido} />
    </DialogoFormulario>
  )
}

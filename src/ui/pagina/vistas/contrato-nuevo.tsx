import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { mandar, obtener } from '../nucleo/api.ts'
import { avisarHecho } from '../nucleo/avisos.ts'
import { usarLectura } from '../nucleo/datos.ts'
import { type Formulario, usarFormulario } from '../nucleo/formulario.ts'
import { nombre } from '../nucleo/nombres.ts'
import { encargar } from '../nucleo/pendientes.ts'
import { T } from '../nucleo/preferencias.ts'
import { Problema } from '../nucleo/problema.ts'
import { consulta, ir } from '../nucleo/ruta.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Cabecera, Esqueleto, Fallo, Vacio } from '../piezas/basicas.tsx'
import { MarcoFormulario } from '../piezas/formulario.tsx'
import { CamposCanon, CamposClausulas, CamposPartes, CamposPlazo } from './contrato-campos.tsx'
import { Conflicto, type ConflictoContrato } from './contrato-conflicto.tsx'
import { elegirSegundoPlano, segundoPlano } from './contrato-orden.ts'
import {
  campoContrato,
  cuerpoDe,
  diferencias,
  revisarContrato,
  VACIO,
  type ValoresContrato,
  valoresDe,
} from './contrato-valores.ts'

const etiquetas = () => ({
  ...T().campos,
  id_propiedad: T().campos.propiedad,
  id_compania: T().campos.compania,
  id_inquilino: T().campos.inquilino,
  fecha_inicio: T().campos.inicio,
  fecha_fin: T().campos.fin,
  monto: T().campos.canonMensual,
  puntos: T().campos.porcentaje,
})

const Campos = ({ f }: { f: Formulario<ValoresContrato> }) => (
  <>
    <CamposPartes f={f} />
    <CamposPlazo f={f} />
    <CamposCanon f={f} />
    <CamposClausulas f={f} />
  </>
)

const SegundoPlano = () => (
  <label class="casilla casilla-discreta">
    <input
      type="checkbox"
      checked={segundoPlano.value}
      onChange={(s) => elegirSegundoPlano(s.currentTarget.checked)}
    />
    {T().ordenes.segundoPlano}
  </label>
)

const advertir = (c: Contrato): void => {
  const textos = T().advertencias as Record<string, string>
  for (const codigo of c.advertencias ?? []) avisarHecho(`${c.numero}: ${textos[codigo] ?? codigo}`)
}

const crear = async (v: ValoresContrato): Promise<Contrato | null> => {
  const cuerpo = cuerpoDe(v)
  if (!segundoPlano.peek()) return (await mandar<Contrato>('POST', '/contratos', { cuerpo })).datos
  const id = crypto.randomUUID()
  encargar({
    que: T().nuevo.crearPara(nombre('inmuebles', v.id_propiedad)),
    metodo: 'POST',
    ruta: '/contratos',
    cuerpo: { ...cuerpo, id },
    recurso: id,
  })
  return null
}

/** Crear un contrato. */
export const ContratoNuevo = () => {
  const f = usarFormulario<ValoresContrato, Contrato | null>({
    cajon: 'contrato',
    inicial: { ...VACIO, id_propiedad: consulta.peek().get('id_propiedad') ?? '' },
    revisar: revisarContrato,
    enviar: crear,
    campoDe: campoContrato,
    alTerminar: (c) => {
      if (!c) return ir('/contratos')
      avisarHecho(T().nuevo.creado(c.numero))
      advertir(c)
      ir(`/contratos/${c.id}`)
    },
  })
  return (
    <>
      <Cabecera titulo={T().nuevo.contrato} sobre={<a href="/contratos">{T().secciones.contratos}</a>} />
      <div class="cuerpo">
        <MarcoFormulario
          f={f}
          etiquetas={etiquetas()}
          enviar={T().nuevo.crear}
          volver="/contratos"
          pie={<SegundoPlano />}
        >
          <Campos f={f} />
        </MarcoFormulario>
      </div>
    </>
  )
}

/** Guarda sólo lo que cambió, sobre la versión que se leyó; si ya no es la vigente, abre el conflicto. */
const crearEdicion = (inicial: Contrato) => {
  const base = signal(inicial)
  const conflicto = signal<ConflictoContrato | null>(null)
  const guardar = async (v: ValoresContrato): Promise<Contrato> => {
    const original = cuerpoDe(valoresDe(base.peek()))
    const cambios = diferencias(original, cuerpoDe(v))
    if (Object.keys(cambios).length === 0) return base.peek()
    const { id, version } = base.peek()
    try {
      return (await mandar<Contrato>('PATCH', `/contratos/${id}`, { cuerpo: cambios, version })).datos
    } catch (error) {
      if (!(error instanceof Problema) || error.status !== 412) throw error
      const vigente = await obtener<Contrato>(`/contratos/${id}`)
      conflicto.value = { base: base.peek(), vigente, mios: cambios }
      throw new Problema(412, { codigo: 'VersionObsoleta', detail: T().conflicto.titulo })
    }
  }
  return { base, conflicto, guardar }
}

const Edicion = ({ c }: { c: Contrato }) => {
  const edicion = useMemo(() => crearEdicion(c), [])
  const f = usarFormulario<ValoresContrato, Contrato>({
    cajon: null,
    inicial: valoresDe(c),
    revisar: revisarContrato,
    enviar: edicion.guardar,
    campoDe: campoContrato,
    alTerminar: (guardado) => {
      avisarHecho(T().nuevo.guardado(guardado.numero))
      advertir(guardado)
      ir(`/contratos/${c.id}`)
    },
  })
  const resolver = (conservar: boolean): void => {
    const k = edicion.conflicto.peek()
    if (!k) return
    edicion.base.value = k.vigente
    edicion.conflicto.value = null
    f.problema.value = null
    const deAhora = valoresDe(k.vigente)
    const mios = valoresDe({ ...k.vigente, ...k.mios } as Contrato)
    f.valores.value = conservar ? mios : deAhora
  }
  return (
    <div class="cuerpo">
      {edicion.conflicto.value && (
        <Conflicto
          conflicto={edicion.conflicto.value}
          alReaplicar={() => resolver(true)}
          alDescartar={() => resolver(false)}
        />
      )}
      {c.firmas.length > 0 && <p class="nota nota-alerta">{T().nuevo.editarBorraFirmas(c.firmas.length)}</p>}
      <MarcoFormulario f={f} etiquetas={etiquetas()} enviar={T().guardar} volver={`/contratos/${c.id}`}>
        <Campos f={f} />
      </MarcoFormulario>
    </div>
  )
}

/** Editar un contrato pendiente. */
export const ContratoEditar = ({ id }: { id: string }) => {
  const lectura = usarLectura<Contrato>(`/contratos/${encodeURIComponent(id)}`)
  const c = lectura.datos.value
  const accion = c?.acciones.find((a) => a.accion === 'actualizar')
  return (
    <>
      <Cabecera
        titulo={c ? T().nuevo.editar(c.numero) : T().acciones.actualizar}
        sobre={<a href={`/contratos/${id}`}>{c?.numero ?? T().campos.contrato}</a>}
      />
      {lectura.problema.value && (
        <div class="cuerpo">
          <Fallo problema={lectura.problema.value} alReintentar={() => void lectura.releer()} />
        </div>
      )}
      {!c && !lectura.problema.value && (
        <div class="cuerpo">
          <Esqueleto />
        </div>
      )}
      {c && accion?.permitida && <Edicion c={c} />}
      {c && !accion?.permitida && (
        <div class="cuerpo">
          <Vacio titulo={accion?.motivo ?? T().noSePudo}>
            <a class="boton" href={`/contratos/${id}`}>
              {c.numero}
            </a>
          </Vacio>
        </div>
      )}
    </>
  )
}

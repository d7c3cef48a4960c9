import { mandar } from '../nucleo/api.ts'
import { avisarHecho } from '../nucleo/avisos.ts'
import { type Faltas, usarFormulario } from '../nucleo/formulario.ts'
import { guardarFichas } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import { ir } from '../nucleo/ruta.ts'
import { type Cliente, TIPOS_DOCUMENTO } from '../nucleo/tipos.ts'
import { Cabecera } from '../piezas/basicas.tsx'
import { Lista, Texto } from '../piezas/campos.tsx'
import { Grupo, MarcoFormulario } from '../piezas/formulario.tsx'

const INICIAL = {
  tipo: 'empresa',
  nombre: '',
  documento_tipo: 'NIT',
  documento_numero: '',
  correo: '',
  idioma: 'es',
}
type Valores = typeof INICIAL

const revisar = (v: Valores): Faltas => {
  const faltas: Record<string, string> = {}
  if (!v.nombre.trim()) faltas.nombre = T().faltas.vacio
  if (!v.documento_numero.trim()) faltas.documento_numero = T().faltas.vacio
  return faltas
}

const enviar = async (v: Valores): Promise<Cliente> => {
  const cuerpo = {
    tipo: v.tipo,
    nombre: v.nombre.trim(),
    documento: { tipo: v.documento_tipo, numero: v.documento_numero.trim() },
    idioma: v.idioma,
    ...(v.correo.trim() ? { correo: v.correo.trim() } : {}),
  }
  return (await mandar<Cliente>('POST', '/clientes', { cuerpo })).datos
}

/** Los documentos que vienen al caso según sea persona o empresa. */
const documentosDe = (tipo: string): readonly string[] =>
  tipo === 'empresa' ? ['NIT', 'OTRO'] : TIPOS_DOCUMENTO.filter((d) => d !== 'NIT')

/** Crear un cliente: una compañía o un inquilino. */
export const ClienteNuevo = () => {
  const f = usarFormulario({
    cajon: 'cliente',
    inicial: INICIAL,
    revisar,
    enviar,
    campoDe: (puntero) =>
      puntero
        .replace(/^\//, '')
        .replace('/', '_')
        .replace(/^documento$/, 'documento_numero'),
    alTerminar: (x) => {
      guardarFichas('clientes', [x])
      avisarHecho(T().nuevo.creado(x.nombre))
      ir('/clientes')
    },
  })
  const v = f.valores.value
  const campo = (nombre: keyof Valores) => ({
    nombre,
    valor: v[nombre],
    falta: f.faltas.value[nombre],
    alCambiar: (valor: string) => f.poner({ [nombre]: valor }),
  })
  const c = T().campos
  return (
    <>
      <Cabecera titulo={T().nuevo.cliente} sobre={<a href="/clientes">{T().secciones.clientes}</a>} />
      <div class="cuerpo cuerpo-formulario">
        <MarcoFormulario
          f={f}
          etiquetas={{
            nombre: c.nombre,
            tipo: c.tipo,
            documento_tipo: c.documento,
            documento_numero: c.numeroDocumento,
            correo: c.correo,
            idioma: c.idioma,
          }}
          enviar={T().nuevo.crear}
          volver="/clientes"
        >
          <Grupo titulo={T().nuevo.quienEs}>
            <Lista
              {...campo('tipo')}
              etiqueta={c.tipo}
              opciones={(['empresa', 'natural'] as const).map((t) => ({
                valor: t,
                texto: T().tiposCliente[t],
              }))}
              alCambiar={(tipo) => f.poner({ tipo, documento_tipo: documentosDe(tipo)[0] ?? 'NIT' })}
            />
            <Texto {...campo('nombre')} etiqueta={c.nombre} clase="ancho" />
            <Lista
              {...campo('documento_tipo')}
              etiqueta={c.documento}
              opciones={documentosDe(v.tipo).map((d) => ({
                valor: d,
                texto: (T().documentos as Record<string, string>)[d] ?? d,
              }))}
            />
            <Texto
              {...campo('documento_numero')}
              etiqueta={c.numeroDocumento}
              ayuda={v.documento_tipo === 'NIT' ? T().ayudas.nit : ''}
            />
          </Grupo>
          <Grupo titulo={T().nuevo.comoSeLeEscribe}>
            <Texto {...campo('correo')} etiqueta={c.correo} ayuda={T().ayudas.correo} opcional tipo="email" />
            <Lista
              {...campo('idioma')}
              etiqueta={c.idioma}
              opciones={[
                { valor: 'es', texto: 'Español' },
                { valor: 'en', texto: 'English' },
              ]}
            />
          </Grupo>
        </MarcoFormulario>
      </div>
    </>
  )
}

import { diasDe, esFecha } from '../nucleo/fechas.ts'
import { dinero } from '../nucleo/formato.ts'
import type { Formulario } from '../nucleo/formulario.ts'
import { leerMonto, MONEDAS } from '../nucleo/montos.ts'
import { nombre } from '../nucleo/nombres.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import type { Cliente, Inmueble } from '../nucleo/tipos.ts'
import { Lista, Texto } from '../piezas/campos.tsx'
import { Grupo } from '../piezas/formulario.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { Plazos } from '../piezas/plazos.tsx'
import { Selector } from '../piezas/selector.tsx'
import { EditorClausulas } from './clausulas-editor.tsx'
import { reglasIncremento, type ValoresContrato } from './contrato-valores.ts'

type F = Formulario<ValoresContrato>

const campoDe = (f: F) => (nombreCampo: keyof ValoresContrato & string) => ({
  nombre: nombreCampo,
  valor: String(f.valores.value[nombreCampo]),
  falta: f.faltas.value[nombreCampo],
  alCambiar: (valor: string) => f.poner({ [nombreCampo]: valor } as Partial<ValoresContrato>),
})

/** Un cliente, como se ofrece al buscarlo. */
export const deCliente = (x: Cliente) => ({
  id: x.id,
  texto: x.nombre,
  detalle: x.documento ? `${x.documento.tipo} ${x.documento.numero}` : '',
})

const deInmueble = (i: Inmueble) => ({
  id: i.id,
  texto: i.nombre,
  detalle: `${T().tiposInmueble[i.tipo] ?? i.tipo} · ${i.ciudad}`,
})

const Quien = (p: { f: F; campo: 'id_compania' | 'id_inquilino'; etiqueta: string; ayuda: string }) => {
  const v = p.f.valores.value
  return (
    <Selector<Cliente>
      {...campoDe(p.f)(p.campo)}
      etiqueta={p.etiqueta}
      ayuda={p.ayuda}
      recurso="clientes"
      textoDe={(id) => nombre('clientes', id)}
      aHallado={deCliente}
      salvo={[v.id_compania, v.id_inquilino, ...v.codeudores].filter((id) => id !== v[p.campo])}
    />
  )
}

const Codeudores = ({ f }: { f: F }) => {
  const { codeudores, id_compania, id_inquilino } = f.valores.value
  return (
    <div class="codeudores ancho">
      <Selector<Cliente>
        nombre="codeudores"
        etiqueta={T().campos.codeudores}
        ayuda={T().ayudas.codeudores}
        falta={f.faltas.value.codeudores}
        opcional
        recurso="clientes"
        valor=""
        textoDe={() => ''}
        aHallado={deCliente}
        salvo={[id_compania, id_inquilino, ...codeudores]}
        alCambiar={(id) => f.poner({ codeudores: [...codeudores, id] })}
      />
      {codeudores.map((id) => (
        <button
          key={id}
          type="button"
          class="ficha-filtro puesta"
          aria-label={T().lista.quitar(nombre('clientes', id))}
          onClick={() => f.poner({ codeudores: codeudores.filter((x) => x !== id) })}
        >
          {nombre('clientes', id)}
          <Icono de="cerrar" />
        </button>
      ))}
    </div>
  )
}

/** Quién y qué: la propiedad y las partes. */
export const CamposPartes = ({ f }: { f: F }) => (
  <Grupo titulo={T().nuevo.queYQuien}>
    <Selector<Inmueble>
      {...campoDe(f)('id_propiedad')}
      etiqueta={T().campos.propiedad}
      recurso="inmuebles"
      textoDe={(id) => nombre('inmuebles', id)}
      aHallado={deInmueble}
      clase="ancho"
    />
    <Quien f={f} campo="id_compania" etiqueta={T().campos.compania} ayuda={T().ayudas.compania} />
    <Quien f={f} campo="id_inquilino" etiqueta={T().campos.inquilino} ayuda={T().ayudas.inquilino} />
    <Codeudores f={f} />
  </Grupo>
)

/** Desde cuándo y hasta cuándo, ambos días incluidos. */
export const CamposPlazo = ({ f }: { f: F }) => {
  const { fecha_inicio, fecha_fin } = f.valores.value
  const dias = esFecha(fecha_inicio) && esFecha(fecha_fin) ? diasDe(fecha_inicio, fecha_fin) : 0
  return (
    <Grupo titulo={T().campos.plazo}>
      <Texto {...campoDe(f)('fecha_inicio')} etiqueta={T().campos.inicio} tipo="date" />
      <Texto
        {...campoDe(f)('fecha_fin')}
        etiqueta={T().campos.fin}
        tipo="date"
        ayuda={dias > 0 ? T().ficha.dias(dias) : T().ayudas.fin}
      />
      <Plazos desde={fecha_inicio} alElegir={(fin) => f.poner({ fecha_fin: fin })} />
    </Grupo>
  )
}

/** Cuánto, y cómo crece. */
export const CamposCanon = ({ f }: { f: F }) => {
  const { monto, moneda, incremento } = f.valores.value
  const leido = monto ? leerMonto(monto, moneda, idioma.value) : null
  return (
    <Grupo titulo={T().campos.canon}>
      <Texto
        {...campoDe(f)('monto')}
        etiqueta={T().campos.canonMensual}
        modo="decimal"
        ayuda={leido ? T().ayudas.seLee(dinero(leido, moneda)) : T().ayudas.monto}
      />
      <Lista
        {...campoDe(f)('moneda')}
        etiqueta={T().campos.moneda}
        opciones={Object.keys(MONEDAS).map((m) => ({ valor: m, texto: m }))}
      />
      <Lista {...campoDe(f)('incremento')} etiqueta={T().campos.incremento} opciones={reglasIncremento()} />
      {(incremento === 'fijo' || incremento === 'ipc_mas') && (
        <Texto
          {...campoDe(f)('puntos')}
          etiqueta={T().campos.porcentaje}
          ayuda={T().ayudas.porcentaje}
          modo="decimal"
        />
      )}
    </Grupo>
  )
}

/** El texto pactado, cláusula a cláusula. */
export const CamposClausulas = ({ f }: { f: F }) => (
  <Grupo titulo={T().campos.clausulas}>
    <EditorClausulas
      clausulas={f.valores.value.clausulas}
      faltas={f.faltas.value}
      alCambiar={(clausulas) => f.poner({ clausulas })}
    />
  </Grupo>
)

import { instante } from '../nucleo/formato.ts'
import { ficha } from '../nucleo/nombres.ts'
import { T } from '../nucleo/preferencias.ts'
import type { Contrato } from '../nucleo/tipos.ts'
import { Boton, Seccion } from '../piezas/basicas.tsx'
import { Icono } from '../piezas/iconos.tsx'
import { partesDe } from './contrato-ficha.tsx'
import { usarOrdenes } from './contrato-orden.ts'

type Parte = ReturnType<typeof partesDe>[number]

const Documento = ({ id }: { id: string }) => {
  const x = ficha('clientes', id)
  return (
    <small>
      {x?.documento && `${x.documento.tipo} ${x.documento.numero}`}
      {x?.correo && <span> · {x.correo}</span>}
    </small>
  )
}

const Firma = ({
  c,
  parte,
  alFirmar,
  ocupado,
}: {
  c: Contrato
  parte: Parte
  alFirmar: () => void
  ocupado: boolean
}) => {
  const firma = c.firmas.find((f) => f.id_parte === parte.id)
  if (firma) {
    return (
      <p class="firma-hecha">
        <Icono de="bien" />
        <span>
          {T().firmas.firmo} <time dateTime={firma.firmada_en}>{instante(firma.firmada_en)}</time>
          <small>{T().firmas.por(firma.por)}</small>
        </span>
      </p>
    )
  }
  const puede = c.acciones.find((a) => a.accion === 'firmar')?.permitida ?? false
  if (!puede) return <p class="tenue">{T().firmas.sinFirma}</p>
  return (
    <Boton icono="firma" clase="boton-firma" ocupado={ocupado} alPulsar={alFirmar}>
      {T().firmas.firmar}
      <span class="solo-lector"> {T().firmas.enNombre(parte.nombre)}</span>
    </Boton>
  )
}

/** Las partes que obligan, y la firma de cada una. */
export const Partes = ({ c, alCambiar }: { c: Contrato; alCambiar: () => void }) => {
  const ordenes = usarOrdenes(c, alCambiar)
  const partes = partesDe(c)
  const faltan = partes.filter((p) => !c.firmas.some((f) => f.id_parte === p.id)).length
  const firmar = (parte: Parte) =>
    void ordenes.dar({
      que: T().firmas.orden(c.numero, parte.nombre),
      hecho: T().firmas.hecha(parte.nombre),
      metodo: 'POST',
      ruta: `/contratos/${c.id}/firmas`,
      cuerpo: { id_parte: parte.id, hash: c.hash },
    })
  return (
    <Seccion titulo={T().firmas.titulo}>
      {c.estado === 'Pendiente' && <p class="tenue">{T().firmas.faltan(faltan, partes.length)}</p>}
      <ul class="partes">
        {partes.map((p) => (
          <li key={p.papel + p.id} data-parte={p.id}>
            <div>
              <span class="etiqueta">{p.papel}</span>
              <strong>{p.nombre}</strong>
              <Documento id={p.id} />
            </div>
            <Firma c={c} parte={p} alFirmar={() => firmar(p)} ocupado={ordenes.ocupado.value !== null} />
          </li>
        ))}
      </ul>
    </Seccion>
  )
}

import { useSignal } from '@preact/signals'
import { mandar } from '../nucleo/api.ts'
import { avisarFallo, avisarHecho } from '../nucleo/avisos.ts'
import { consultaDe, usarLectura } from '../nucleo/datos.ts'
import { instante } from '../nucleo/formato.ts'
import { idioma, T } from '../nucleo/preferencias.ts'
import { aProblema } from '../nucleo/problema.ts'
import { usarRelectura } from '../nucleo/relectura.ts'
import { consulta } from '../nucleo/ruta.ts'
import { Boton, Cabecera, Esqueleto, Fallo, Vacio } from '../piezas/basicas.tsx'
import { Dialogo } from '../piezas/dialogo.tsx'
import { FichasFiltro } from '../piezas/fichas-filtro.tsx'
import { Paginas } from '../piezas/paginas.tsx'
import {
  type Carta,
  estadoAviso,
  type Notificacion,
  type PaginaCartas,
  type PaginaNotificaciones,
  paraQuien,
  tipoAviso,
} from './correo-datos.ts'

const ESTADOS = ['pendiente', 'reintento', 'enviada', 'fallida', 'muerta', 'omitida', 'cancelada'] as const
const REINTENTABLES: ReadonlySet<string> = new Set(['fallida', 'muerta', 'reintento'])

/** El correo sale un instante después del hecho. */
const TRAS_EL_HECHO_MS = 900

/** Una carta abierta. Se muestra su texto: el HTML de un correo no se ejecuta dentro de la página. */
const CartaAbierta = ({ carta, alCerrar }: { carta: Carta; alCerrar: () => void }) => (
  <Dialogo titulo={carta.asunto} alCerrar={alCerrar} clase="carta">
    <dl class="carta-datos">
      <dt>{T().correo.para}</dt>
      <dd>{carta.para}</dd>
      <dt>{T().correo.fecha}</dt>
      <dd>{instante(carta.recibido_en ?? carta.fecha ?? 0)}</dd>
    </dl>
    <pre class="carta-texto">{carta.texto}</pre>
  </Dialogo>
)

const ListaCartas = (p: { cartas: readonly Carta[]; alAbrir: (c: Carta) => void }) => (
  <ul class="cartas">
    {p.cartas.map((c) => (
      <li key={c.id}>
        <button type="button" data-fila onClick={() => p.alAbrir(c)}>
          <strong>{c.asunto}</strong>
          <span>{c.para}</span>
          <time dateTime={c.recibido_en ?? c.fecha ?? ''}>{instante(c.recibido_en ?? c.fecha ?? 0)}</time>
        </button>
      </li>
    ))}
  </ul>
)

const Bandeja = () => {
  const cursor = consulta.value.get('cursor')
  const cartas = usarLectura<PaginaCartas>(`/correo${consultaDe({ limite: 30, cursor })}`)
  const abierta = useSignal<Carta | null>(null)
  usarRelectura(cartas, TRAS_EL_HECHO_MS)
  const pagina = cartas.datos.value
  if (!pagina) {
    return cartas.problema.value ? (
      <Fallo problema={cartas.problema.value} alReintentar={() => void cartas.releer()} />
    ) : (
      <Esqueleto />
    )
  }
  return (
    <>
      {pagina.transporte === 'smtp' && <p class="nota">{T().correo.porSmtp}</p>}
      {pagina.elementos.length === 0 && (
        <Vacio titulo={T().correo.sinCartas}>{<p>{T().correo.sinCartasTexto}</p>}</Vacio>
      )}
      {pagina.elementos.length > 0 && (
        <ListaCartas
          cartas={pagina.elementos}
          alAbrir={(c) => {
            abierta.value = c
          }}
        />
      )}
      <Paginas siguiente={pagina.siguiente} />
      {abierta.value && (
        <CartaAbierta
          carta={abierta.value}
          alCerrar={() => {
            abierta.value = null
          }}
        />
      )}
    </>
  )
}

const FilaAviso = ({ n, alReintentar }: { n: Notificacion; alReintentar: () => void }) => (
  <tr data-fila tabIndex={-1}>
    <th scope="row">
      <span class="principal">{n.asunto ?? tipoAviso(n.tipo)}</span>
      {n.id_contrato && (
        <small>
          <a href={`/contratos/${n.id_contrato}`}>{n.numero_contrato ?? T().campos.contrato}</a>
        </small>
      )}
    </th>
    <td data-nombre={T().correo.para}>
      <span class="principal">{paraQuien(n)}</span>
      <small>{n.direccion ?? T().correo.sinDireccion}</small>
    </td>
    <td>
      <span class={`aviso-estado aviso-estado-${n.estado}`}>{estadoAviso(n.estado)}</span>
      {(n.motivo ?? n.ultimo_error) && <small>{n.motivo ?? n.ultimo_error}</small>}
    </td>
    <td data-nombre={T().correo.intentos}>
      {n.intentos}
      {n.proximo_intento && <small>{T().correo.proximo(instante(n.proximo_intento))}</small>}
    </td>
    <td class="columna-fecha" data-nombre={T().correo.fecha}>
      {instante(n.enviada_en ?? n.creada_en)}
    </td>
    <td class="derecha">
      {REINTENTABLES.has(n.estado) && <Boton alPulsar={alReintentar}>{T().reintentar}</Boton>}
    </td>
  </tr>
)

const TablaAvisos = ({
  elementos,
  alReintentar,
}: {
  elementos: readonly Notificacion[]
  alReintentar: (n: Notificacion) => void
}) => (
  <table class="tabla tabla-avisos">
    <caption class="solo-lector">{T().correo.avisos}</caption>
    <thead>
      <tr>
        <th scope="col">{T().correo.asunto}</th>
        <th scope="col">{T().correo.para}</th>
        <th scope="col">{T().campos.estado}</th>
        <th scope="col">{T().correo.intentos}</th>
        <th scope="col">{T().correo.fecha}</th>
        <th scope="col">
          <span class="solo-lector">{T().ordenes.titulo}</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {elementos.map((n) => (
        <FilaAviso key={n.id} n={n} alReintentar={() => alReintentar(n)} />
      ))}
    </tbody>
  </table>
)

const Avisos = () => {
  const c = consulta.value
  const estados = c.getAll('estado')
  const avisos = usarLectura<PaginaNotificaciones>(
    `/notificaciones${consultaDe({ limite: 50, cursor: c.get('cursor'), estado: estados, idioma: idioma.value })}`,
  )
  usarRelectura(avisos, TRAS_EL_HECHO_MS)
  const reintentar = async (n: Notificacion): Promise<void> => {
    try {
      await mandar('POST', `/notificaciones/${n.id}/reintento`, { cuerpo: {} })
      avisarHecho(T().correo.reintentado)
    } catch (error) {
      avisarFallo(aProblema(error).message)
    }
    await avisos.releer()
  }
  const pagina = avisos.datos.value
  return (
    <>
      <FichasFiltro
        clave="estado"
        leyenda={T().campos.estado}
        opciones={ESTADOS.map((e) => [e, estadoAviso(e)])}
      />
      {avisos.problema.value && (
        <Fallo problema={avisos.problema.value} alReintentar={() => void avisos.releer()} />
      )}
      {!pagina && !avisos.problema.value && <Esqueleto />}
      {pagina?.elementos.length === 0 && <Vacio titulo={T().correo.sinAvisos} />}
      {pagina && pagina.elementos.length > 0 && (
        <TablaAvisos elementos={pagina.elementos} alReintentar={(n) => void reintentar(n)} />
      )}
      <Paginas siguiente={pagina?.siguiente ?? null} />
    </>
  )
}

/** El correo: la bandeja local y los avisos con su suerte. */
export const Correo = () => {
  const avisos = consulta.value.get('ver') === 'avisos'
  return (
    <>
      <Cabecera titulo={T().secciones.correo} resumen={<p>{T().correo.resumen}</p>} />
      <div class="cuerpo">
        <nav class="pestanas" aria-label={T().secciones.correo}>
          <a href="/correo" aria-current={avisos ? undefined : 'true'}>
            {T().correo.bandeja}
          </a>
          <a href="/correo?ver=avisos" aria-current={avisos ? 'true' : undefined}>
            {T().correo.avisos}
          </a>
        </nav>
        {avisos ? <Avisos /> : <Bandeja />}
      </div>
    </>
  )
}

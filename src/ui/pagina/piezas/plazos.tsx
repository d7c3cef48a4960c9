import { esFecha, finPropuesto } from '../nucleo/fechas.ts'
import { T } from '../nucleo/preferencias.ts'

/** Plazos corrientes, a un clic: proponen el fin que les toca desde una fecha. */
export const Plazos = ({ desde, alElegir }: { desde: string; alElegir: (fin: string) => void }) =>
  esFecha(desde) ? (
    <div class="plazos">
      {[12, 24, 36, 60].map((meses) => (
        <button
          key={meses}
          type="button"
          class="ficha-filtro"
          onClick={() => alElegir(finPropuesto(desde, meses))}
        >
          {T().nuevo.anos(meses / 12)}
        </button>
      ))}
    </div>
  ) : null

import { conPunto } from './formato.ts'
import type { Textos } from './textos.ts'
import { DETALLES_ES, VIDA_ES } from './textos-vida-es.ts'

const PERIODICIDADES: Record<string, string> = {
  mensual: 'cada mes',
  bimestral: 'cada dos meses',
  trimestral: 'cada tres meses',
  semestral: 'cada seis meses',
  anual: 'cada año',
}

const cuantas = (n: number): string => (n === 1 ? '1 cláusula' : `${n} cláusulas`)

export const TEXTOS_ES: Textos = {
  saludo: (nombre) => (nombre ? `Hola, ${nombre}:` : 'Hola:'),
  avisos: {
    ContratoCreado: (d) => ({
      asunto: `Contrato ${d.contrato} creado: ${d.inmueble}`,
      titulo: 'Se creó un contrato',
      parrafos: [
        `${d.compania} y ${d.inquilino} tienen un contrato por firmar sobre ${d.inmueble}, en ${d.ciudad}.`,
        'Ya se avisó a las partes que tienen correo.',
      ],
    }),
    PorFirmar: (d) => ({
      asunto: `Por firmar: contrato ${d.contrato} de ${d.inmueble}`,
      titulo: 'Tiene un contrato por firmar',
      parrafos: [
        `El contrato de arrendamiento de ${d.inmueble}, en ${d.ciudad}, está listo para su firma.`,
        'Revise los términos antes de firmar: la firma queda atada a ellos y un cambio posterior la anula.',
      ],
    }),
    FaltaSuFirma: (d) => ({
      asunto: `Falta su firma: contrato ${d.contrato} de ${d.inmueble}`,
      titulo: 'Falta su firma',
      parrafos: [
        `${d.firmo} ya firmó el contrato de ${d.inmueble}. Para que quede en firme falta: ${conPunto(d.faltan)}`,
      ],
    }),
    FaltanFirmas: (d) => ({
      asunto: `Faltan firmas en el contrato ${d.contrato} de ${d.inmueble}`,
      titulo: 'El contrato tiene firmas pendientes',
      parrafos: [`${d.firmo} firmó. Falta: ${conPunto(d.faltan)}`],
    }),
    ContratoFirmado: (d) => ({
      asunto: `Contrato ${d.contrato} firmado por todas las partes: ${d.inmueble}`,
      titulo: 'El contrato quedó firmado',
      parrafos: [
        `Todas las partes firmaron el contrato de arrendamiento de ${d.inmueble}, en ${d.ciudad}.`,
        `Lo firmado es la versión ${d.revision} de los términos. El hash de abajo la identifica: guárdelo con su copia.`,
      ],
    }),
    FirmasInvalidadas: (d) => ({
      asunto: `Su firma quedó sin efecto: cambió el contrato ${d.contrato} de ${d.inmueble}`,
      titulo: 'Su firma quedó sin efecto',
      parrafos: [
        `Los términos del contrato de ${d.inmueble} cambiaron después de que usted firmó, y una firma sólo vale para los términos que se firmaron.`,
        d.fuera
          ? 'Abajo está lo que cambió. Usted ya no es parte del contrato: no tiene nada que firmar.'
          : 'Abajo está lo que cambió. Si está de acuerdo, firme de nuevo.',
      ],
    }),
    ContratoProcesado: (d) => ({
      asunto: `Contrato ${d.contrato} en ejecución desde el ${d.inicio}: ${d.inmueble}`,
      titulo: 'El contrato entró en ejecución',
      parrafos: [
        `Se recibió el acta de entrega de ${d.inmueble}, en ${d.ciudad}. El arrendamiento rige desde el ${d.inicio}.`,
      ],
    }),
  },
  vida: VIDA_ES,
  detalles: DETALLES_ES,
  resumen: (n) => ({
    asunto: n === 1 ? 'Un aviso no se pudo entregar' : `${n} avisos no se pudieron entregar`,
    titulo: n === 1 ? 'Un aviso no se pudo entregar' : `${n} avisos no se pudieron entregar`,
    parrafos: ['Corrija la dirección o el servidor de correo y pida el reintento desde la página.'],
  }),
  etiquetas: {
    contrato: 'Contrato',
    inmueble: 'Inmueble',
    compania: 'Arrendador',
    inquilino: 'Inquilino',
    inicio: 'Desde',
    fin: 'Hasta',
    canon: 'Canon',
    revision: 'Versión',
    hash: 'Hash de los términos (SHA-256)',
    falta: 'Falta por firmar',
    antes: 'Antes',
    despues: 'Después',
  },
  campos: {
    propiedad: 'Inmueble',
    compania: 'Arrendador',
    inquilino: 'Inquilino',
    codeudores: 'Codeudores',
    fecha_inicio: 'Fecha de inicio',
    fecha_fin: 'Fecha de fin',
    canon: 'Canon',
    periodicidad: 'Periodicidad',
    incremento: 'Regla de incremento',
    clausulas: 'Cláusulas',
  },
  clausulas: (antes, despues) =>
    antes === despues ? ['texto anterior', 'texto nuevo'] : [cuantas(antes), cuantas(despues)],
  incremento: (tipo, porcentaje) => {
    if (tipo === 'ninguno') return 'sin incremento'
    if (tipo === 'fijo') return `${porcentaje} cada año`
    return tipo === 'ipc_mas' ? `IPC más ${porcentaje}` : 'IPC'
  },
  periodicidad: (valor) => PERIODICIDADES[valor] ?? valor,
  boton: 'Ver el contrato',
  pie: [
    'Propiedades de los Alpes envía este aviso porque usted es parte del contrato o lo administra.',
    'Es un aviso contractual: no requiere suscripción.',
  ],
}

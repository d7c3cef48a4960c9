import { randomUUID } from 'node:crypto'
import { abrirCuaderno } from './cuaderno.ts'
import { abrirInsistente, type Contestacion } from './insistente.ts'

/**
 * El testigo: un proceso aparte que carga al sistema con órdenes de verdad y deja en disco cada una que
 * se le aceptó. No para porque el sistema muera; con SIGTERM termina lo que tiene a medias y sale.
 */
const { API_URL = '', TOKEN = '', ARCHIVO = '', EN_VUELO = '16', SEMILLA = '1' } = process.env

/** Números repetibles a partir de una semilla (mulberry32). */
const azarDe = (semilla: number) => (): number => {
  semilla = (semilla + 0x6d2b79f5) | 0
  let t = Math.imul(semilla ^ (semilla >>> 15), 1 | semilla)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

const azar = azarDe(Number(SEMILLA))
const cliente = abrirInsistente({ base: API_URL, token: TOKEN, cuaderno: abrirCuaderno(ARCHIVO), azar })
let seguir = true
process.once('SIGTERM', () => {
  seguir = false
})

type Representacion = { id: string; hash: string; version: number; firmas_pendientes: string[] }
const leido = (c: Contestacion): Representacion => JSON.parse(c.texto) as Representacion
const aceptada = (c: Contestacion): boolean => c.estado < 300

const alta = async (operacion: string, cuerpo: object): Promise<string> =>
  leido(await cliente.ordenar(operacion, { ruta: operacion.split(' ')[1]!, cuerpo })).id

const persona = (nombre: string, correo: string | null): Promise<string> =>
  alta('POST /clientes', {
    tipo: 'empresa',
    nombre,
    documento: { tipo: 'OTRO', numero: randomUUID().slice(0, 18).replaceAll('-', '') },
    correo,
  })
const local = (): Promise<string> =>
  alta('POST /inmuebles', {
    ...{
      nombre: 'Local del testigo',
      tipo: 'local',
      ciudad: 'Bogotá',
      zona: 'America/Bogota',
      area_m2: '50',
    },
  })

const dia = (meses: number, ultimo = false): string => {
  const mes = Temporal.PlainDate.from('2027-01-01').add({ months: meses })
  return (ultimo ? mes.add({ months: 1 }).subtract({ days: 1 }) : mes).toString()
}

type Partes = Readonly<{ propiedad: string; compania: string; inquilino: string }>
const terminos = ({ propiedad, compania, inquilino }: Partes, mes: number) => ({
  ...{ id: randomUUID(), id_propiedad: propiedad, id_compania: compania, id_inquilino: inquilino },
  ...{ fecha_inicio: dia(mes), fecha_fin: dia(mes, true), monto: '1500000', moneda: 'COP' },
})

const firmar = (id: string, parte: string, hash: string) =>
  cliente.ordenar('POST /contratos/:id/firmas', {
    ...{ ruta: `/contratos/${id}/firmas`, cuerpo: { id_parte: parte, hash } },
  })
const corregir = (id: string, version: number) =>
  cliente.ordenar('PATCH /contratos/:id', {
    ruta: `/contratos/${id}`,
    cuerpo: { monto: String(1_000_000 + Math.floor(azar() * 1e9)) },
    encabezados: { 'if-match': `"${version}"` },
  })

/** Un contrato de punta a punta: redactar, corregir, firmar todas las partes, procesar. */
const recorrer = async (partes: Partes, mes: number): Promise<void> => {
  let ultima = await cliente.ordenar('POST /contratos', { ruta: '/contratos', cuerpo: terminos(partes, mes) })
  if (!aceptada(ultima)) return
  ultima = await corregir(leido(ultima).id, 1)
  if (!aceptada(ultima)) return
  const { id, hash, firmas_pendientes: pendientes } = leido(ultima)
  for (const parte of pendientes) ultima = await firmar(id, parte, hash)
  await cliente.ordenar('POST /contratos/:id/procesamiento', {
    ...{ ruta: `/contratos/${id}/procesamiento`, cuerpo: { acta_entrega: true } },
  })
}

/** Varios corrigen el mismo contrato: sólo uno por versión. */
const disputar = async (id: string): Promise<void> => {
  const actual = await cliente.leer(`/contratos/${id}`)
  if (aceptada(actual)) await corregir(id, leido(actual).version)
}

/** Una orden para después: la ejecuta el lector de comandos. */
const encolar = (partes: Partes, mes: number) =>
  cliente.ordenar('POST /contratos', {
    ...{ ruta: '/contratos', cuerpo: terminos(partes, mes), encabezados: { prefer: 'respond-async' } },
  })

// El correo va más despacio que las órdenes: sólo unos pocos contratos escriben a alguien.
const [compania, inquilino, conCorreo] = await Promise.all([
  persona('Compañía testigo', null),
  persona('Inquilino testigo', null),
  persona('Inquilino con correo', 'inquilino@testigo.example'),
])
const comun = { propiedad: await local(), compania, inquilino }
const disputados = await Promise.all([0, 1].map((mes) => alta('POST /contratos', terminos(comun, mes))))
process.stdout.write('en marcha\n')

const trabajar = async (_: unknown, trabajador: number): Promise<void> => {
  const partes = { ...comun, propiedad: await local() }
  for (let mes = 0; seguir; mes++) {
    const dado = azar()
    const quien = trabajador === 0 && mes % 4 === 0 ? conCorreo : inquilino
    if (dado < 0.5) await recorrer({ ...partes, inquilino: quien }, mes)
    else if (dado < 0.8) await disputar(disputados[mes % disputados.length]!)
    else await encolar(partes, mes)
  }
}
await Promise.all(Array.from({ length: Number(EN_VUELO) }, trabajar))
process.stdout.write(`cuentas ${JSON.stringify(cliente.cuentas)}\n`)
process.exit(0)

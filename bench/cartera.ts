import { randomUUID } from 'node:crypto'

/** Credencial de los servidores del banco. */
export const TOKEN = 'bench'

const INMUEBLES = Array.from({ length: 200 }, () => randomUUID())
const PARTES = Array.from({ length: 200 }, () => randomUUID())

const pedir = async (puerto: number, ruta: string, cuerpo: object): Promise<void> => {
  const respuesta = await fetch(`http://127.0.0.1:${puerto}${ruta}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(cuerpo),
  })
  if (!respuesta.ok) throw new Error(`${ruta}: ${respuesta.status} ${await respuesta.text()}`)
}

/** Inmuebles y partes sobre los que se crean contratos, por los comandos corrientes. */
export const sembrar = async (puerto: number): Promise<void> => {
  await Promise.all(
    INMUEBLES.map((id, i) =>
      pedir(puerto, '/inmuebles', {
        id,
        codigo: i + 1,
        nombre: `Local ${i}`,
        tipo: 'local',
        ciudad: 'Bogotá',
        zona: 'America/Bogota',
        area_m2: '50',
      }),
    ),
  )
  await Promise.all(
    PARTES.map((id, i) =>
      pedir(puerto, '/clientes', {
        id,
        tipo: 'natural',
        nombre: `Persona ${i}`,
        documento: { tipo: 'CC', numero: String(1_000_000 + i) },
      }),
    ),
  )
}

/** Los bytes de la n-ésima alta, con su clave de idempotencia. */
export const peticion = (n: number): string => {
  const cuerpo = JSON.stringify({
    id_propiedad: INMUEBLES[n % 200],
    id_compania: PARTES[n % 200],
    id_inquilino: PARTES[(n + 7) % 200],
    fecha_inicio: '2027-01-01',
    fecha_fin: '2027-12-31',
    monto: '4500000',
    moneda: 'COP',
  })
  return `POST /contratos HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Length: ${cuerpo.length}\r\n\r\n${cuerpo}`
}

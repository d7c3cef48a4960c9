import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'

/** La llave con que se firman los puntos de control (Ed25519). Nunca está en la base. */
export type Llave = Readonly<{
  privada: KeyObject
  publica: KeyObject
  /** SHA-256 de la pública (SPKI), en hexadecimal: con qué llave se firmó un punto. */
  huella: string
  /** La pública en PEM, para quien quiera comprobar los puntos por su cuenta. */
  pem: string
}>

const deTexto = (texto: string): KeyObject =>
  texto.startsWith('-----')
    ? createPrivateKey(texto.replaceAll(String.raw`\n`, '\n'))
    : createPrivateKey({ key: Buffer.from(texto, 'base64'), format: 'der', type: 'pkcs8' })

/** Lee una llave privada Ed25519 en PKCS#8, PEM o su DER en base64. Falla con `ErrorArranque`. */
export const leerLlave = (texto: string): Llave => {
  let privada: KeyObject | undefined
  try {
    privada = deTexto(texto.trim())
  } catch {
    // El motivo podría traer un trozo de la llave.
  }
  if (privada?.asymmetricKeyType !== 'ed25519')
    throw new ErrorArranque('AUDITORIA_LLAVE: se espera una llave privada Ed25519 en PKCS#8 (PEM o base64)')
  const publica = createPublicKey(privada)
  const spki = publica.export({ type: 'spki', format: 'der' })
  return {
    privada,
    publica,
    huella: createHash('sha256').update(spki).digest('hex'),
    pem: publica.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

const nueva = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const crear = async (archivo: string): Promise<void> => {
  await mkdir(path.dirname(archivo), { recursive: true })
  const mango = await open(archivo, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (!mango) return
  try {
    await mango.writeFile(nueva())
    await mango.sync()
  } finally {
    await mango.close()
  }
}

/** La llave de un archivo (0600), que se crea la primera vez. Una que otros pueden leer no vale. */
export const llaveDeArchivo = async (archivo: string): Promise<Llave> => {
  await crear(archivo)
  const { mode } = await stat(archivo)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new ErrorArranque(`${archivo}: otros usuarios pueden leer la llave de auditoría; déjela en 0600`)
  const texto = await readFile(archivo, 'utf8')
  if (texto.trim() === '') throw new ErrorArranque(`${archivo}: la llave de auditoría está vacía`)
  return leerLlave(texto)
}

/** Sólo lectura para todos: nada de lo exportado se vuelve a escribir. */
export const soloLectura = (archivo: string): Promise<void> => chmod(archivo, 0o444)

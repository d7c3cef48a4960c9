import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Cliente } from '../cliente.ts'
import { enTabla } from '../tabla.ts'

type Clave = {
  id: string
  nombre: string
  roles: string[]
  caduca_en: string | null
  usada_en: string | null
  revocada_en: string | null
}

type Pagina = { elementos: Clave[]; siguiente: string | null }

const estadoDe = ({ revocada_en, caduca_en }: Clave): string => {
  if (revocada_en !== null) return 'revocada'
  return caduca_en !== null && Date.parse(caduca_en) <= Date.now() ? 'vencida' : 'viva'
}

const listar = async (cliente: Cliente): Promise<void> => {
  const claves: Clave[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const filtro = new URLSearchParams({ limite: '200', ...(cursor && { cursor }) })
    const { datos }: { datos: Pagina } = await cliente.pedir<Pagina>(`/claves?${filtro}`)
    claves.push(...datos.elementos)
    cursor = datos.siguiente
  }
  if (claves.length === 0) return void console.log('no hay claves')
  console.log(
    enTabla(claves, [
      { titulo: 'id', valor: (c) => c.id },
      { titulo: 'nombre', valor: (c) => c.nombre },
      { titulo: 'roles', valor: (c) => c.roles.join(',') },
      { titulo: 'estado', valor: estadoDe },
      { titulo: 'vence', valor: (c) => c.caduca_en ?? '' },
      { titulo: 'último uso', valor: (c) => c.usada_en ?? '' },
    ]),
  )
}

type Opciones = { roles: string; partes?: string; dias?: string; motivo: string; archivo?: string }

const partir = (texto: string): string[] => texto.split(',').map((t) => t.trim())

const crear = async (cliente: Cliente, nombre: string, o: Opciones): Promise<void> => {
  const cuerpo = {
    ...{ nombre, roles: partir(o.roles), motivo: o.motivo },
    ...(o.partes && { partes: partir(o.partes) }),
    ...(o.dias && { dias: Number(o.dias) }),
  }
  const peticion = { metodo: 'POST', cuerpo } as const
  const { datos } = await cliente.pedir<Clave & { clave: string }>('/claves', peticion)
  if (!o.archivo) return void console.log(datos.clave)
  await writeFile(o.archivo, `${datos.clave}\n`, { mode: 0o600, flag: 'wx' })
  console.log(`${datos.id}: queda en ${o.archivo}`)
}

/** `alpes claves …`: credenciales de API. El texto de una clave se imprime una vez y no se puede volver a ver. */
export const ponerClaves = (programa: Command, cliente: () => Cliente): void => {
  const grupo = programa.command('claves').description('claves de API: quién entra y con qué papel')
  grupo
    .command('listar', { isDefault: true })
    .description('las que hay, vivas o no, y cuándo se usaron')
    .action(() => listar(cliente()))
  grupo
    .command('crear <nombre>')
    .description('hace una clave y la imprime una sola vez')
    .requiredOption('--roles <roles>', 'con comas: lector, gestor, firmante, operador, admin')
    .requiredOption('--motivo <motivo>', 'para qué; queda anotado')
    .option('--partes <ids>', 'con comas: por quiénes firma, si sólo es firmante')
    .option('--dias <dias>', 'cuántos días vale')
    .option('--archivo <ruta>', 'la guarda ahí (0600) en vez de imprimirla')
    .action((nombre: string, opciones: Opciones) => crear(cliente(), nombre, opciones))
  grupo
    .command('revocar <id>')
    .description('deja de valer en segundos')
    .requiredOption('--motivo <motivo>', 'por qué; queda anotado')
    .action(async (id: string, { motivo }: { motivo: string }) => {
      const ruta = `/claves/${encodeURIComponent(id)}`
      const { datos } = await cliente().pedir<Clave>(ruta, { metodo: 'DELETE', cuerpo: { motivo } })
      console.log(`${datos.id} (${datos.nombre}): revocada`)
    })
}

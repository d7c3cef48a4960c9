import type { Command } from 'commander'
import type { Config } from '#config/config.ts'
import { restaurar } from '#seedwork/infraestructura/postgres-embebido/respaldo.ts'
import type { Cliente } from '../cliente.ts'

const respaldar = async (cliente: Cliente, { motivo }: { motivo: string }): Promise<void> => {
  const { datos } = await cliente.pedir<{ carpeta: string; bytes: number }>('/respaldo', {
    metodo: 'POST',
    cuerpo: { motivo },
  })
  console.log(`respaldo en ${datos.carpeta} (${(datos.bytes / 1_048_576).toFixed(1)} MiB)`)
}

const devolver = async (config: Config, origen: string, reemplazar: boolean): Promise<void> => {
  const { creado, archivos } = await restaurar({ origen, datos: config.datos, reemplazar })
  console.log(`${config.datos} queda como estaba el ${creado} (${archivos.length} archivos comprobados)`)
}

/** `alpes respaldo` pide una copia en caliente; `alpes restaurar` trabaja con el sistema parado. */
export const ponerRespaldo = (
  programa: Command,
  { config, cliente }: { config: () => Config; cliente: () => Cliente },
): void => {
  programa
    .command('respaldo')
    .description('copia en caliente de los datos, consistente')
    .option('--motivo <motivo>', 'por qué; queda anotado', 'respaldo pedido por la línea de órdenes')
    .action((opciones) => respaldar(cliente(), opciones))
  programa
    .command('restaurar <carpeta>')
    .description('deja los datos como en un respaldo; con el sistema parado')
    .option('--reemplazar', 'aparta los datos que haya en vez de negarse', false)
    .action((carpeta: string, { reemplazar }: { reemplazar: boolean }) =>
      devolver(config(), carpeta, reemplazar),
    )
}

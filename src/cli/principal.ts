import { Command } from 'commander'
import { confiarEnElPropio } from '#config/certificado.ts'
import { leerConfig } from '#config/config.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { ErrorAcceso, leerAcceso } from './acceso.ts'
import { crearCliente, ErrorApi } from './cliente.ts'
import { enEspanol } from './espanol.ts'
import { ponerApartados } from './ordenes/apartados.ts'
import { ponerClaves } from './ordenes/claves.ts'
import { enTexto, importar } from './ordenes/importar.ts'
import { ponerMirar } from './ordenes/mirar.ts'
import { ponerProyecciones } from './ordenes/proyecciones.ts'
import { ponerRespaldo } from './ordenes/respaldo.ts'

const config = () => {
  const leida = leerConfig(process.env)
  confiarEnElPropio(leida)
  return leida
}
const acceso = () => leerAcceso(config(), process.env)
const cliente = () => {
  const suyo = acceso()
  return crearCliente(suyo.api, suyo)
}

const programa = enEspanol(new Command('alpes')).description(
  'Propiedades de los Alpes: línea de órdenes de un sistema en marcha',
)

ponerMirar(programa, { config, acceso, cliente })
ponerApartados(programa, acceso)
ponerClaves(programa, cliente)
ponerProyecciones(programa, cliente)
ponerRespaldo(programa, { config, cliente })
programa
  .command('importar <csv>')
  .description('importa una cartera; repetirlo no cambia nada')
  .action(async (archivo: string) => {
    const { importadas, faltas } = await importar(cliente(), archivo)
    if (faltas.length > 0) console.error(enTexto(faltas))
    console.log(`${importadas} contratos importados, ${faltas.length} con faltas`)
    if (faltas.length > 0) process.exitCode = 1
  })

const explicar = (error: unknown): string => {
  if (error instanceof ErrorApi) {
    const faltas = error.faltas.map((f) => `\n  ${f.pointer}: ${f.detail}`).join('')
    return `${error.codigo ? `${error.codigo}: ` : ''}${error.message}${faltas}`
  }
  return (error as Error).message
}

try {
  await programa.parseAsync()
} catch (error) {
  const conocido = error instanceof ErrorApi || error instanceof ErrorAcceso || error instanceof ErrorArranque
  const deArchivo = typeof (error as NodeJS.ErrnoException).syscall === 'string'
  process.stderr.write(`alpes: ${conocido || deArchivo ? explicar(error) : (error as Error).stack}\n`)
  process.exitCode = error instanceof ErrorArranque ? error.codigoSalida : 1
}

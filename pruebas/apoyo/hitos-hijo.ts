import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirHitos } from '../../src/notificaciones/infraestructura/hitos.ts'
import { abrirPoolNotificaciones } from './pool-notificaciones.ts'

/**
 * El planificador de los avisos en su propio proceso, siempre al día. Con `FALLA_EN` cae donde se le diga;
 * sin él, con la primera cita en la mano, y su fila tomada, lo dice y espera a que la prueba suelte el
 * candado 1: así dos la tienen a la vez de verdad.
 */
const pool = abrirPoolNotificaciones(process.env.BASE_URL ?? '')
let primera = true
const esperarCandado = async (): Promise<void> => {
  if (!primera) return
  primera = false
  process.stdout.write('cita en la mano\n')
  await pool.query('select pg_advisory_lock_shared(1)')
}
abrirHitos({
  ...{ pool, registro: sinRegistro, sondeo: 20, alDia: () => true },
  ajustes: {
    urlPagina: 'https://alpes.example',
    buzones: { gestor: 'gestor@oficina.example', cartera: undefined, admin: undefined },
  },
  reloj: { ahora: () => Temporal.Instant.from('2027-01-01T13:00:00Z') },
  tropiezo: process.env.FALLA_EN ? tropiezoDeEntorno(process.env) : esperarCandado,
})

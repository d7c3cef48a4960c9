import { abrirPool } from '#seedwork/infraestructura/conexion.ts'
import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'
import { abrirFuenteNats } from '#seedwork/infraestructura/nats/fuente.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSuscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import { dejarEfecto } from '../apoyo/bitacora.ts'
import { conectarNats } from '../apoyo/nats.ts'

/** Un servicio ajeno en su propio proceso: oye el broker, pide a la API lo que falte y deja un efecto por evento. */
const { BASE_URL = '', NATS_URL = '', API_URL = '', TOKEN = '', TOPICOS = '' } = process.env
const CARPETA = new URL('../../src/seedwork/infraestructura/suscripciones/migraciones', import.meta.url)
const pool = abrirPool({ url: BASE_URL, esquema: 'remoto', nombre: 'remoto', maximo: 4 })
await migrar({ pool, esquema: 'remoto', modulo: 'suscripciones', carpeta: CARPETA.pathname })
await pool.query(
  `create table if not exists efectos (n bigserial, suscripcion text, topico text, posicion int8, id_mensaje uuid)`,
)
const conexion = conectarNats(NATS_URL)
const respaldo = abrirFuenteHttp({ url: API_URL, credencial: TOKEN })
const fuente = abrirFuenteNats({ conexion, respaldo, registro: sinRegistro, latido: 1_000 })
const lector = abrirSuscripcion({
  ...{ nombre: 'remoto', topicos: TOPICOS.split(','), fuente, pool, registro: sinRegistro },
  ...{ pausa: { base: 100, tope: 1_000 }, atender: dejarEfecto('remoto') },
})
process.once('SIGTERM', async () => {
  await lector.detener()
  process.exit(0)
})
process.stdout.write('en marcha\n')

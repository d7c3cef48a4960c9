/** `npm run bench [-- nombre…]`: cada medida compara en la misma corrida y dice razones, no absolutos. */
import { medirArranque } from './arranque.ts'
import { medirCrecimiento } from './crecimiento.ts'
import { medirEscritura } from './escritura.ts'
import { medirLatencia } from './latencia.ts'
import { medirLecturas } from './lecturas.ts'
import { medirPagina } from './pagina.ts'
import { medirRelevo } from './relevo.ts'
import { medirSidecar } from './sidecar.ts'
import { medirSobrecarga } from './sobrecarga.ts'
import { medirSockets } from './sockets.ts'
import { medirSuscripciones } from './suscripciones.ts'
import { medirTrazas } from './trazas.ts'

const MEDIDAS: Readonly<Record<string, () => Promise<void>>> = {
  escritura: medirEscritura,
  crecimiento: medirCrecimiento,
  latencia: medirLatencia,
  lecturas: medirLecturas,
  arranque: medirArranque,
  pagina: medirPagina,
  sidecar: medirSidecar,
  sobrecarga: medirSobrecarga,
  drenado: medirRelevo,
  sockets: medirSockets,
  suscripciones: medirSuscripciones,
  trazas: medirTrazas,
}

const pedidas = process.argv.slice(2)
for (const nombre of pedidas.length > 0 ? pedidas : Object.keys(MEDIDAS)) {
  const medir = MEDIDAS[nombre]
  if (!medir) throw new Error(`no hay medida «${nombre}»; hay ${Object.keys(MEDIDAS).join(', ')}`)
  console.log(`\n── ${nombre}`)
  await medir()
}

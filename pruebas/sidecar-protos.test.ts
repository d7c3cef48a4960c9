import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { Vuelos } from '../src/sidecar/generado/vuelos_pb.ts'

const RAIZ = join(import.meta.dirname, '..')
const GENERADO = 'src/sidecar/generado'
const PROTOS = 'src/sidecar/protos'
const salida = mkdtempSync(join(tmpdir(), 'alpes-protos-'))
after(() => rmSync(salida, { recursive: true }))

const archivos = async (en: string): Promise<Record<string, string>> => {
  const leidos: Record<string, string> = {}
  for await (const ruta of glob('**/*.ts', { cwd: en })) leidos[ruta] = readFileSync(join(en, ruta), 'utf8')
  return leidos
}

test('lo generado es lo que sale de los protos: nadie lo editó ni olvidó `npm run protos`', async () => {
  const entorno = {
    ...process.env,
    PATH: `${join(RAIZ, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  }
  const args = ['generate', PROTOS, '--template', `${PROTOS}/buf.gen.yaml`, '-o', salida]
  execFileSync(join(RAIZ, 'node_modules/.bin/buf'), args, { cwd: RAIZ, env: entorno })
  assert.deepEqual(await archivos(join(salida, GENERADO)), await archivos(join(RAIZ, GENERADO)))
})

test('vuelos.proto se entiende en el cable con el heredado, hasta el número de cada campo', () => {
  const mensajes = Vuelos.file.messages.map((m) => [
    m.name,
    m.fields.map(
      (f) => `${f.number} ${f.name} ${f.message?.typeName ?? f.scalar}${f.fieldKind === 'list' ? '*' : ''}`,
    ),
  ])
  const INSTANTE = 'google.protobuf.Timestamp'
  assert.deepEqual(Object.fromEntries(mensajes), {
    Locacion: ['1 codigo 9', '2 nombre 9'],
    Leg: [
      `1 fecha_salida ${INSTANTE}`,
      `2 fecha_llegada ${INSTANTE}`,
      '3 destino vuelos.Locacion',
      '4 origen vuelos.Locacion',
    ],
    Segmento: ['1 legs vuelos.Leg*'],
    Odo: ['1 segmentos vuelos.Segmento*'],
    Itinerario: ['1 id 9', '2 odos vuelos.Odo*'],
    Reserva: [
      '1 id 9',
      `2 fecha_creacion ${INSTANTE}`,
      `3 fecha_actualizacion ${INSTANTE}`,
      '4 itinerarios vuelos.Itinerario*',
    ],
    QueryReserva: ['1 id 9'],
    RespuestaReserva: ['1 mensaje 9', '2 reserva vuelos.Reserva'],
  })
  assert.deepEqual(
    Vuelos.methods.map((m) => `${m.name}(${m.input.name}) ${m.output.name} ${m.methodKind}`),
    ['CrearReserva(Reserva) RespuestaReserva unary', 'ConsultarReserva(QueryReserva) RespuestaReserva unary'],
  )
})

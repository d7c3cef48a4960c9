import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import { type Carta, type Correo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import type { CorreoLeido } from '../../src/notificaciones/infraestructura/correo/lectura.ts'

/** Un adaptador abierto, con la manera de ver lo que llegó a su destino. */
export type BancoCorreo = AsyncDisposable & {
  correo: Correo
  recibidos(): Promise<readonly CorreoLeido[]>
}

/** En qué pueden diferir los adaptadores. */
export type CapacidadesCorreo = Readonly<{
  /** Repetir un Message-ID no deja un segundo correo. */
  sinRepetidos: boolean
}>

export const REMITENTE = { nombre: 'Propiedades de los Alpes', direccion: 'avisos@alpes.example' }

export const carta = (cambios: Partial<Carta> = {}): Carta => ({
  idMensaje: `<${randomUUID()}@notificaciones.alpes>`,
  para: 'ana@cafeparamo.example',
  asunto: 'Por firmar: contrato CT-0021 de Local 101',
  texto: 'Hola.\n',
  html: '<p>Hola.</p>\n',
  idioma: 'es',
  ...cambios,
})

const esPermanente = (error: unknown): boolean => error instanceof ErrorCorreo && error.clase === 'permanente'

const INYECCIONES: readonly (readonly [string, Partial<Carta>])[] = [
  ['CR y LF en el asunto', { asunto: 'Hola\r\nBcc: otro@malo.example' }],
  ['LF solo en el asunto', { asunto: 'Hola\nBcc: otro@malo.example' }],
  ['NUL en el asunto', { asunto: 'Hola\0' }],
  ['CR y LF en la dirección', { para: 'ana@cafeparamo.example\r\nRCPT TO:<otro@malo.example>' }],
  ['NUL en la dirección', { para: 'ana\0@cafeparamo.example' }],
  ['CR y LF en el Message-ID', { idMensaje: '<a@b>\r\nBcc: otro@malo.example' }],
  ['un Message-ID sin ángulos', { idMensaje: 'a@b' }],
  ['una lista de direcciones', { para: 'ana@cafeparamo.example,otro@malo.example' }],
  ['una lista con punto y coma', { para: 'ana@cafeparamo.example;otro@malo.example' }],
  ['un nombre con dirección', { para: 'Ana <ana@cafeparamo.example>' }],
  ['dos arrobas', { para: 'a@b@c.example' }],
  ['una dirección sin dominio', { para: 'ana@' }],
  ['una dirección de más de 254 caracteres', { para: `${'a'.repeat(250)}@b.example` }],
]

const TEXTO_DIFICIL = [
  'Señor Ñandú: el canon es COP 13.200.000 — «exacto» ✓ 🏔️',
  '.',
  '.una línea que empieza con punto',
  'From una línea que parece de buzón',
  'a=3D no es un signo codificado=',
  `larga ${'palabra '.repeat(300)}`,
  '  con espacios al final   ',
  '',
].join('\n')

const probarContenido = (nombre: string, abrir: () => Promise<BancoCorreo>): void => {
  test(`${nombre}: llega lo mismo que se envió, a una sola dirección`, async () => {
    await using banco = await abrir()
    const enviada = carta({
      asunto:
        'Su firma quedó sin efecto: cambió el contrato CT-0021 de Oficina «Torre Chicó» — Bogotá, piso siete ✓',
      texto: TEXTO_DIFICIL,
      html: `<p>${TEXTO_DIFICIL}</p>`,
    })
    await banco.correo.enviar(enviada)
    const [llego, ...otros] = await banco.recibidos()
    assert.equal(otros.length, 0)
    assert.ok(llego)
    const { idMensaje, de, para, asunto, fecha } = llego
    assert.deepEqual(
      { idMensaje, de, para, asunto },
      { idMensaje: enviada.idMensaje, de: REMITENTE.direccion, para: enviada.para, asunto: enviada.asunto },
    )
    assert.ok(fecha !== null)
    assert.equal(llego.texto.replaceAll('\r\n', '\n').trimEnd(), enviada.texto.trimEnd())
    assert.equal(llego.html.replaceAll('\r\n', '\n').trimEnd(), enviada.html.trimEnd())
  })

  test(`${nombre}: un dominio con tildes viaja en ASCII`, async () => {
    await using banco = await abrir()
    await banco.correo.enviar(carta({ para: 'ana@cafépáramo.example' }))
    assert.equal((await banco.recibidos())[0]?.para, `ana@${domainToASCII('cafépáramo.example')}`)
  })

  test(`${nombre}: veinte a la vez llegan todas, cada una a quien es`, async () => {
    await using banco = await abrir()
    const cartas = Array.from({ length: 20 }, (_, i) => carta({ para: `parte${i}@cliente.example` }))
    await Promise.all(cartas.map((c) => banco.correo.enviar(c)))
    const pares = (await banco.recibidos()).map((c) => `${c.para} ${c.idMensaje}`).sort()
    assert.deepEqual(pares, cartas.map((c) => `${c.para} ${c.idMensaje}`).sort())
  })
}

const probarRechazos = (nombre: string, abrir: () => Promise<BancoCorreo>): void => {
  test(`${nombre}: rechaza para siempre lo que colaría otra cabecera u otro destinatario`, async (t) => {
    await using banco = await abrir()
    for (const [caso, cambios] of INYECCIONES)
      await t.test(caso, async () => {
        await assert.rejects(banco.correo.enviar(carta(cambios)), esPermanente)
      })
    assert.deepEqual(await banco.recibidos(), [])
  })
}

/** La conducta que todo adaptador de `Correo` cumple. */
export const conformidadCorreo = (
  nombre: string,
  abrir: () => Promise<BancoCorreo>,
  capacidades: CapacidadesCorreo,
): void => {
  probarContenido(nombre, abrir)
  probarRechazos(nombre, abrir)

  test(`${nombre}: repetir una carta conserva su Message-ID`, async () => {
    await using banco = await abrir()
    const misma = carta()
    await banco.correo.enviar(misma)
    await banco.correo.enviar(misma)
    const ids = (await banco.recibidos()).map((c) => c.idMensaje)
    const veces = capacidades.sinRepetidos ? 1 : 2
    assert.deepEqual(
      ids,
      Array.from({ length: veces }, () => misma.idMensaje),
    )
  })
}

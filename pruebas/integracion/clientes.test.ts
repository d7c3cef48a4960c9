import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { ComandoClientes } from '#modulos/clientes/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import {
  abrirCartera,
  type Cartera,
  orden,
  prepararCartera,
  registroCartera,
} from '#pruebas/apoyo/cartera.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

let base: BasePrueba
let cartera: Cartera
before(async () => {
  base = await abrirBasePrueba()
  await prepararCartera(base.url)
  cartera = await abrirCartera(base.url)
})
after(async () => {
  await cartera[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

type Datos = Extract<ComandoClientes, { tipo: 'CrearCliente' }>['datos']
let pasaporte = 0
const persona = (nombre: string, extra: Partial<Datos> = {}): Datos => ({
  tipo: 'natural',
  nombre,
  documento: { tipo: 'PASAPORTE', numero: `AX${String(++pasaporte).padStart(6, '0')}` },
  ...extra,
})
const crear = async (datos: Datos, id: string = randomUUID()) => {
  const hecho = await cartera.clientes.comandos.CrearCliente(orden({ tipo: 'CrearCliente', id, datos }))
  return hecho.resultado
}
const obtener = (id: string) => cartera.clientes.queries.ObtenerCliente({ tipo: 'ObtenerCliente', id })
const codigo = (c: string) => (e: unknown) => e instanceof ErrorDominio && e.codigo === c

test('lo que se contesta al crear es lo que se lee después', async () => {
  const empresa = await crear({
    tipo: 'empresa',
    nombre: 'Café Páramo S.A.S.',
    documento: { tipo: 'NIT', numero: '999.001.003-1' },
    correo: 'arriendos@paramo.example',
  })
  assert.deepEqual(await obtener(empresa.id), empresa)
  assert.deepEqual(empresa.documento, { tipo: 'NIT', numero: '999001003-1' })
  assert.equal(empresa.fecha_creacion, '2026-12-01T17:00:00.000Z')
  assert.equal(empresa.version, 1)
  assert.equal(empresa.provisional, false)
})

test('crear y cambiar un cliente publican su ficha en eventos-cliente', async () => {
  const cliente = await crear(persona('Mariana Ríos', { idioma: 'en' }))
  const { resultado, posiciones } = await cartera.clientes.comandos.ActualizarCliente(
    orden({ tipo: 'ActualizarCliente', id: cliente.id, cambios: { correo: 'm@rios.example' } }),
  )
  assert.equal(resultado.version, 2)
  assert.equal(posiciones.length, 1)
  const { rows } = await cartera.pool.query(
    'select tipo, contenido, version_agregado::int as version from bitacora where clave = $1 order by posicion',
    [cliente.id],
  )
  const [creado, actualizado] = rows.map(
    (f) => registroCartera.decodificar(f.contenido).datos as Record<string, unknown>,
  )
  assert.deepEqual(
    rows.map((f) => [f.tipo, f.version]),
    [
      ['ClienteCreado', 1],
      ['ClienteActualizado', 2],
    ],
  )
  assert.equal(creado?.nombre, 'Mariana Ríos')
  assert.equal(creado?.codigo, cliente.codigo)
  assert.equal(creado?.fecha_creacion, 1_796_144_400_000n)
  const { antes, despues } = actualizado as { antes: { correo: unknown }; despues: { correo: unknown } }
  assert.equal(antes.correo, null)
  assert.equal(despues.correo, 'm@rios.example')
})

test('un cambio que no cambia nada no publica ni sube la versión', async () => {
  const cliente = await crear(persona('Igual'))
  const { resultado } = await cartera.clientes.comandos.ActualizarCliente(
    orden({ tipo: 'ActualizarCliente', id: cliente.id, cambios: { nombre: 'Igual' } }),
  )
  assert.equal(resultado.version, 1)
})

test('el documento es único, también al cambiarlo', async () => {
  const uno = await crear(persona('Uno'))
  const otro = await crear(persona('Otro'))
  assert.ok(uno.documento && otro.documento)
  await assert.rejects(crear(persona('Copia', { documento: uno.documento })), codigo('DocumentoDuplicado'))
  const cambios = { documento: { numero: uno.documento.numero } }
  await assert.rejects(
    cartera.clientes.comandos.ActualizarCliente(orden({ tipo: 'ActualizarCliente', id: otro.id, cambios })),
    codigo('DocumentoDuplicado'),
  )
  assert.deepEqual(await obtener(otro.id), otro)
})

test('un documento que se cambia queda libre para otro, y se puede recuperar si nadie lo tomó', async () => {
  const uno = await crear(persona('Suelta'))
  assert.ok(uno.documento)
  const cambiar = (documento: Datos['documento']) =>
    cartera.clientes.comandos.ActualizarCliente(
      orden({ tipo: 'ActualizarCliente', id: uno.id, cambios: { documento } }),
    )
  await cambiar({ tipo: 'CC', numero: '1.000.000.001' })
  await cambiar(uno.documento)
  await cambiar({ tipo: 'CC', numero: '1.000.000.001' })
  const otro = await crear(persona('Toma', { documento: uno.documento }))
  assert.deepEqual(otro.documento, uno.documento)
  await assert.rejects(cambiar(uno.documento), codigo('DocumentoDuplicado'))
})

test('dos procesos con altas rivales del mismo documento: entra exactamente una', async () => {
  await using otra = await abrirCartera(base.url)
  for (let vuelta = 0; vuelta < 20; vuelta++) {
    const datos = persona(`Rival ${vuelta}`)
    const intentos = await Promise.allSettled(
      [cartera, otra, cartera, otra].map((c) =>
        c.clientes.comandos.CrearCliente(orden({ tipo: 'CrearCliente', id: randomUUID(), datos })),
      ),
    )
    assert.equal(intentos.filter((i) => i.status === 'fulfilled').length, 1)
    for (const i of intentos)
      if (i.status === 'rejected') assert.ok(codigo('DocumentoDuplicado')(i.reason), String(i.reason))
  }
})

test('de varias altas simultáneas con el mismo documento entra exactamente una', async () => {
  const datos = persona('Rival')
  const intentos = await Promise.allSettled(Array.from({ length: 8 }, () => crear(datos)))
  assert.equal(intentos.filter((i) => i.status === 'fulfilled').length, 1)
  for (const i of intentos)
    if (i.status === 'rejected') assert.ok(codigo('DocumentoDuplicado')(i.reason), String(i.reason))
})

test('el código es único, y darlo a mano empuja los automáticos', async () => {
  const fijo = await crear(persona('Fijo', { codigo: 5000 }))
  assert.equal(fijo.codigo, 5000)
  await assert.rejects(crear(persona('Choca', { codigo: 5000 })), codigo('CodigoDuplicado'))
  assert.ok((await crear(persona('Automático'))).codigo > 5000)
})

test('el último código posible, dado a mano, no deja sin sitio a los automáticos', async () => {
  assert.equal((await crear(persona('Último', { codigo: 999_999_999 }))).codigo, 999_999_999)
  assert.ok((await crear(persona('Sin código'))).codigo < 999_000_000)
})

test('un id repetido se rechaza y un id desconocido no se encuentra', async () => {
  const cliente = await crear(persona('Repetido'))
  await assert.rejects(crear(persona('Otra vez'), cliente.id), codigo('IdRepetido'))
  await assert.rejects(obtener(randomUUID()), codigo('ClienteNoEncontrado'))
  const cambio = { tipo: 'ActualizarCliente', id: randomUUID(), cambios: { nombre: 'x' } } as const
  await assert.rejects(
    cartera.clientes.comandos.ActualizarCliente(orden(cambio)),
    codigo('ClienteNoEncontrado'),
  )
})

test('con una versión esperada vieja, el cambio se rechaza', async () => {
  const { id } = await crear(persona('Versiones'))
  const cambiar = (nombre: string, version: number) =>
    cartera.clientes.comandos.ActualizarCliente(
      orden({ tipo: 'ActualizarCliente', id, cambios: { nombre } }, { versionEsperada: { id, version } }),
    )
  assert.equal((await cambiar('Dos', 1)).resultado.version, 2)
  await assert.rejects(cambiar('Tres', 1), codigo('VersionObsoleta'))
})

test('un cliente provisional nace de su código, se halla por él y se completa después', async () => {
  const { CrearClienteProvisional, ActualizarCliente } = cartera.clientes.comandos
  const provisional = {
    tipo: 'CrearClienteProvisional',
    id: randomUUID(),
    codigo: 700,
    tipoCliente: 'empresa',
  } as const
  const { resultado } = await CrearClienteProvisional(orden(provisional))
  assert.equal(resultado.provisional, true)
  const hallado = await cartera.clientes.queries.ObtenerClientePorCodigo({
    tipo: 'ObtenerClientePorCodigo',
    codigo: 700,
  })
  assert.deepEqual(hallado, resultado)
  await assert.rejects(
    CrearClienteProvisional(orden({ ...provisional, id: randomUUID() })),
    codigo('CodigoDuplicado'),
  )
  const cambios = { documento: { tipo: 'NIT', numero: '999.001.012-8' } } as const
  const completo = await ActualizarCliente(orden({ tipo: 'ActualizarCliente', id: resultado.id, cambios }))
  assert.equal(completo.resultado.provisional, false)
})

test('las listas buscan sin tildes, filtran y van por trozos sin repetir ni saltar', async () => {
  const nombres = ['Ñandú Uno', 'ñandu dos', 'Nándu tres', 'NANDU cuatro', 'Nandú cinco']
  for (const nombre of nombres) await crear(persona(`${nombre} q%_`))
  const vistos: string[] = []
  let despues: { valor: string; id: string } | undefined
  do {
    const pagina = await cartera.clientes.queries.ListarClientes({
      tipo: 'ListarClientes',
      filtro: {
        q: 'ÑANDU',
        tipo: 'natural',
        pagineo: {
          limite: 2,
          orden: { campo: 'nombre', sentido: 'desc' },
          totales: true,
          ...(despues ? { despues } : {}),
        },
      },
    })
    assert.equal(pagina.total, 5)
    assert.ok(pagina.elementos.length > 0 && pagina.elementos.length <= 2)
    vistos.push(...pagina.elementos.map((c) => c.nombre))
    despues = pagina.siguiente ?? undefined
  } while (despues)
  assert.equal(new Set(vistos).size, 5)
  assert.deepEqual(
    vistos,
    [...vistos].sort((a, b) => b.localeCompare(a, 'es')),
  )
})

test('los comodines de SQL se buscan como texto, y un carácter imposible se rechaza', async () => {
  const listar = (q: string) =>
    cartera.clientes.queries.ListarClientes({
      tipo: 'ListarClientes',
      filtro: { q, pagineo: { limite: 200 } },
    })
  assert.equal((await listar('q%_')).elementos.length, 5)
  assert.equal((await listar('q__')).elementos.length, 0)
  assert.equal((await listar("'; drop table clientes; --")).elementos.length, 0)
  await assert.rejects(listar('a\u0000b'), codigo('PeticionInvalida'))
})

test('las listas se ordenan también por código y por fecha', async () => {
  for (const campo of ['codigo', 'fecha_creacion'] as const) {
    const pedir = (despues?: { valor: string; id: string }) =>
      cartera.clientes.queries.ListarClientes({
        tipo: 'ListarClientes',
        filtro: { pagineo: { limite: 3, orden: { campo, sentido: 'asc' }, ...(despues ? { despues } : {}) } },
      })
    const primera = await pedir()
    const segunda = await pedir(primera.siguiente ?? undefined)
    const ids = [...primera.elementos, ...segunda.elementos].map((c) => c.id)
    assert.equal(new Set(ids).size, 6)
  }
})

test('otro módulo lee fichas dentro de su transacción; las que no existen, faltan', async () => {
  const { id } = await crear(persona('Ficha', { correo: 'f@f.example' }))
  const leer = cartera.motor.unidadTrabajo((t) => cartera.clientes.puertos.buscarClientes(t))
  const { contexto } = orden(null)
  await leer(contexto, async ({ buscar }) => {
    const fichas = await buscar([id, id, randomUUID()])
    assert.equal(fichas.size, 1)
    assert.equal(fichas.get(id)?.correo, 'f@f.example')
    assert.match(fichas.get(id)?.documento ?? '', /^PASAPORTE AX/)
    return null
  })
})

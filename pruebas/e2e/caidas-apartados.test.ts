import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { abrirBasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { morir } from '../fallas/fallo.ts'
import { ordenar, type Partes, partesNuevas } from '../fallas/ordenes.ts'
import { abrirInstalacion, type Instalacion } from '../fallas/sistema.ts'

/** Un canon que la base no admite: su orden acaba apartada, como si el defecto fuera nuestro. */
const VENENO = '666'
const CORREGIDO = '777'

/** Pide un contrato para después y da el id de la orden. */
const encargar = async (
  { url }: Instalacion,
  { propiedad, compania, inquilino }: Partes,
  monto: string,
): Promise<string> => {
  const cuerpo = {
    ...{ id_propiedad: propiedad, id_compania: compania, id_inquilino: inquilino },
    ...{ fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31', monto, moneda: 'COP' },
  }
  const { estado, texto } = await ordenar(url, 'POST /contratos', { cuerpo, asincrona: true })
  assert.equal(estado, 202, texto)
  return JSON.parse(texto).id
}

/** Corrige el canon del único apartado. Quien lo atiende puede morir haciéndolo antes de contestar. */
const corregir = async ({ url }: Instalacion, orden: string): Promise<void> => {
  const [apartado] = JSON.parse((await ordenar(url, 'GET /apartados')).texto).elementos
  const { mensajes } = JSON.parse((await ordenar(url, 'GET /bitacora/comandos-contrato')).texto)
  const { datos } = mensajes.find((m: { id: string }) => m.id === orden)
  const cuerpo = { motivo: 'el canon estaba mal', datos: { ...datos, monto: CORREGIDO } }
  await ordenar(url, `POST /apartados/${apartado.id}/edicion`, { cuerpo }).catch(() => null)
}

test('S5: matar a quien hace una orden apartada y corregida, a medio escribir y tras su commit: se hace una vez y corregida', async () => {
  await using base = await abrirBasePrueba()
  await using api = await abrirInstalacion({ programa: 'api/principal.ts', baseUrl: base.url })
  await using pila = new AsyncDisposableStack()
  const pool = new pg.Pool({ connectionString: base.url, options: '-c search_path=alpes', max: 2 })
  pila.defer(() => pool.end())
  const filas = async (consulta: string) => (await pool.query(consulta)).rows
  const apartado = async (): Promise<string | undefined> =>
    (await filas('select estado from apartados'))[0]?.estado
  const cuantos = async (): Promise<number> =>
    (await filas(`select 1 from bitacora where tipo = 'ContratoCreado'`)).length
  /** Arranca con lectores, sin esperar a que venza lo que dejó puesto el que murió. */
  const conLectores = async (falla?: string) => {
    await pool.query('update suscripciones set arrendado_hasta = now() where dueno is not null')
    return api.arrancar(falla, { ROLES: 'http,consumidores' })
  }

  const { orden, partes } = await (async () => {
    await using _sana = await api.arrancar(undefined, { ROLES: 'http,consumidores' })
    const suyas = await partesNuevas(api.url)
    await pool.query(`alter table contratos add constraint veneno check (monto_minimo <> ${VENENO})`)
    const id = await encargar(api, suyas, VENENO)
    await esperarQue('la orden se aparta', apartado)
    return { orden: id, partes: suyas }
  })()
  // Que nadie la repita como estaba mientras se corrige.
  await pool.query(`update apartados set proximo_intento = now() + interval '1 hour'`)
  const muere = await conLectores('uow:en-la-cola:1')
  await corregir(api, orden)
  await morir(muere, 'uow:en-la-cola')
  assert.deepEqual([await cuantos(), await apartado()], [0, 'esperando-reintento'])
  await pool.query('update apartados set proximo_intento = now()')
  await morir(await conLectores('uow:tras-commit:1'), 'uow:tras-commit')
  assert.deepEqual([await cuantos(), await apartado()], [1, 'resuelto'])

  await using _sana = await conLectores()
  const otra = await encargar(api, partes, '888')
  await esperarQue('se ejecuta la de detrás', async () => {
    const { texto } = await ordenar(api.url, `GET /comandos/${otra}`)
    return JSON.parse(texto).estado === 'ejecutado'
  })
  assert.deepEqual(await filas('select monto_minimo::int4 as canon from contratos order by creado_en'), [
    { canon: Number(CORREGIDO) },
    { canon: 888 },
  ])
  assert.equal(await cuantos(), 2)
})

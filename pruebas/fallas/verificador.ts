import type { Apuntado, Historia, Violacion } from './historia.ts'

type Regla = Readonly<{ nombre: string; comprobar: (h: Historia) => string[] }>

const lugar = (a: { topico: string; posicion: number }): string => `${a.topico}@${a.posicion}`
const repetidos = (cosas: readonly string[]): string[] => {
  const vistas = new Set<string>()
  return [...new Set(cosas.filter((c) => vistas.size === vistas.add(c).size))]
}
const grupos = <T>(cosas: readonly T[], llave: (t: T) => string): Map<string, T[]> =>
  Map.groupBy(cosas, llave)

/** C1: todo lo aceptado está, y donde se dijo. */
const aceptadoPresente = (h: Historia): string[] => {
  const porLugar = new Map(h.bitacora.map((a) => [lugar(a), a]))
  const comandos = new Set(h.comandos)
  return h.aceptados.flatMap((a) => [
    ...(comandos.has(a.idComando) ? [] : [`se aceptó ${a.idComando} y no quedó registrado`]),
    ...a.posiciones
      .filter((p) => porLugar.get(lugar(p))?.causacion !== a.idComando)
      .map((p) => `${a.idComando} decía estar en ${lugar(p)}`),
  ])
}

/** C2: cada evento lo causó un comando registrado. */
const eventoConComando = (h: Historia): string[] => {
  const comandos = new Set(h.comandos)
  return h.bitacora
    .filter((a) => a.causacion === null || !comandos.has(a.causacion))
    .map((a) => `${lugar(a)} no tiene comando`)
}

/** C3: las versiones de un agregado son contiguas desde 1 y la última es la de su estado. */
const versionesContiguas = (h: Historia): string[] => {
  // La versión 0 es de lo que no nace de un agregado: comandos en cola y resultados.
  const deAgregados = h.bitacora.filter((a) => a.version > 0)
  const porAgregado = grupos(deAgregados, (a) => `${a.topico}:${a.clave}`)
  const saltos = [...porAgregado].flatMap(([agregado, apuntes]) => {
    const versiones = [...apuntes].sort((a, b) => a.posicion - b.posicion).map((a) => a.version)
    const bien = versiones.every((v, i) =>
      i === 0 ? v === 1 : v === versiones[i - 1] || v === versiones[i - 1]! + 1,
    )
    return bien ? [] : [`${agregado} tiene versiones ${versiones.join(',')}`]
  })
  const desfases = h.agregados.flatMap(({ topico, id, version }) => {
    const ultima = Math.max(0, ...(porAgregado.get(`${topico}:${id}`) ?? []).map((a) => a.version))
    return ultima === version ? [] : [`${topico}:${id} está en ${version} y su último evento es ${ultima}`]
  })
  return [...saltos, ...desfases]
}

/** C4: posiciones sin huecos, de 1 a la cabeza, y ningún id dos veces. */
const posicionesDensas = (h: Historia): string[] => {
  const huecos = Object.entries(h.cabezas).flatMap(([topico, cabeza]) => {
    const posiciones = h.bitacora.filter((a) => a.topico === topico).map((a) => a.posicion)
    const vistas = new Set(posiciones)
    const faltan = Array.from({ length: cabeza }, (_, i) => i + 1).filter((p) => !vistas.has(p))
    const sobran = [...vistas].filter((p) => p < 1 || p > cabeza)
    return [...faltan.map((p) => `falta ${topico}@${p}`), ...sobran.map((p) => `sobra ${topico}@${p}`)]
  })
  return [...huecos, ...repetidos(h.bitacora.map(lugar)), ...repetidos(h.bitacora.map((a) => a.id))]
}

/** C5: una suscripción ve cada evento de un agregado una vez, en orden de versión, sin saltarse ninguno. */
const efectoUnaVezEnOrden = (h: Historia): string[] =>
  Object.entries(h.suscripciones).flatMap(([suscripcion, topicos]) => {
    const porLugar = new Map(h.bitacora.map((a) => [lugar(a), a]))
    const aplicados = h.efectos.filter((e) => e.suscripcion === suscripcion)
    const ajenos = aplicados.filter((e) => porLugar.get(lugar(e))?.id !== e.idMensaje)
    const dobles = repetidos(aplicados.map(lugar)).map((l) => `${suscripcion} aplicó dos veces ${l}`)
    const vistos = new Set(aplicados.map(lugar))
    const apartados = new Set(h.apartados.filter((a) => a.suscripcion === suscripcion).map((a) => a.id))
    const perdidos = h.bitacora.filter(
      (a) => topicos.includes(a.topico) && !vistos.has(lugar(a)) && !apartados.has(a.id),
    )
    const orden = aplicados.map((e) => porLugar.get(lugar(e))).filter((a): a is Apuntado => a !== undefined)
    return [
      ...ajenos.map((e) => `${suscripcion} aplicó ${lugar(e)} con otro id`),
      ...dobles,
      ...perdidos.map((a) => `${suscripcion} no vio ${lugar(a)}`),
      ...invertidos(orden).map((l) => `${suscripcion} aplicó ${l} fuera de orden`),
    ]
  })

const invertidos = (orden: readonly Apuntado[]): string[] =>
  [...grupos(orden, (a) => `${a.topico}:${a.clave}`).values()].flatMap((suyos) =>
    suyos.filter((a, i) => i > 0 && a.posicion < suyos[i - 1]!.posicion).map(lugar),
  )

/** C6: una clave, un efecto y la misma respuesta siempre. */
const claveUnSoloEfecto = (h: Historia): string[] =>
  [
    ...grupos(
      h.aceptados.filter((a) => a.clave !== undefined),
      (a) => a.clave!,
    ),
  ].flatMap(([clave, suyos]) => [
    ...(new Set(suyos.map((a) => a.idComando)).size > 1 ? [`${clave} se ejecutó como varios comandos`] : []),
    ...(new Set(suyos.map((a) => a.respuesta)).size > 1 ? [`${clave} tuvo respuestas distintas`] : []),
  ])

/** C7: apartado está justo lo que se plantó. */
const apartadoLoPlantado = (h: Historia): string[] => {
  const llave = (a: { suscripcion: string; id: string }) => `${a.suscripcion}:${a.id}`
  const hay = new Set(h.apartados.map(llave))
  const debia = new Set(h.apartadosEsperados.map(llave))
  return [
    ...[...debia].filter((a) => !hay.has(a)).map((a) => `no se apartó ${a}`),
    ...[...hay].filter((a) => !debia.has(a)).map((a) => `se apartó ${a} sin motivo`),
  ]
}

/** C10: cada correo debido salió al menos una vez, y de más sólo los que explica una caída. */
const correoAlMenosUna = (h: Historia): string[] => {
  const enviados = grupos(h.correos, (c) => c)
  const faltan = h.correosEsperados.filter((c) => !enviados.has(c)).map((c) => `no salió el correo ${c}`)
  const deMas = h.correos.length - enviados.size
  return deMas > h.caidas ? [...faltan, `${deMas} correos repetidos con ${h.caidas} caídas`] : faltan
}

/** C12: al broker llegó todo evento, la primera vez en orden de posición, y de más sólo lo que explica una caída. */
const publicadoTodo = (h: Historia): string[] => {
  if (!h.publicados) return []
  const { mensajes, repetibles } = h.publicados
  const primeras = new Map(mensajes.map((m) => [lugar(m), m.id]))
  const vistos = new Map<string, number>()
  const saltos = mensajes.filter(({ topico, posicion }) => {
    const ultima = vistos.get(topico) ?? 0
    vistos.set(topico, Math.max(ultima, posicion))
    return posicion > ultima + 1
  })
  const perdidos = h.bitacora.filter(
    (a) => a.topico.startsWith('eventos-') && primeras.get(lugar(a)) !== a.id,
  )
  const deMas = mensajes.length - primeras.size
  return [
    ...perdidos.map((a) => `no se publicó ${lugar(a)}`),
    ...saltos.map((m) => `se publicó ${lugar(m)} antes que el anterior`),
    ...(deMas > repetibles ? [`${deMas} publicados de más; se explican ${repetibles}`] : []),
  ]
}

const REGLAS: readonly Regla[] = [
  { nombre: 'C1', comprobar: aceptadoPresente },
  { nombre: 'C2', comprobar: eventoConComando },
  { nombre: 'C3', comprobar: versionesContiguas },
  { nombre: 'C4', comprobar: posicionesDensas },
  { nombre: 'C5', comprobar: efectoUnaVezEnOrden },
  { nombre: 'C6', comprobar: claveUnSoloEfecto },
  { nombre: 'C7', comprobar: apartadoLoPlantado },
  { nombre: 'C10', comprobar: correoAlMenosUna },
  { nombre: 'C12', comprobar: publicadoTodo },
]

/** Juzga una historia: las promesas rotas, cada una con su prueba; vacío si todas se cumplieron. */
export const verificar = (historia: Historia): Violacion[] =>
  REGLAS.flatMap(({ nombre, comprobar }) =>
    comprobar(historia).map((detalle) => ({ regla: nombre, detalle })),
  )

import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'

const anotar = (datos: object, mensaje: string) =>
  void process.stdout.write(
    `${mensaje} ${JSON.stringify(datos, (_, v) => (v instanceof Error ? v.message : v))}\n`,
  )

/** Un servicio que sólo abre su PostgreSQL: lo que las pruebas matan, detienen y vuelven a abrir. */
await correrServicio(async ({ anotarEn }) => {
  const registro = { debug: anotar, info: anotar, warn: anotar, error: anotar }
  anotarEn(registro)
  const datos = process.argv[2]
  if (!datos) throw new ErrorArranque('falta la carpeta de datos')
  const postgres = await abrirPostgresEmbebido({ datos, registro })
  postgres.alCaer(() => anotar({}, `caído disponible=${postgres.disponible()}`))
  postgres.alVolver(() => anotar({}, `volvió disponible=${postgres.disponible()}`))
  const { url, pgdata, durabilidad } = postgres
  process.stdout.write(`listo ${JSON.stringify({ url, pgdata, grado: durabilidad.grado })}\n`)
  const vivo = setInterval(() => {}, 60_000)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(vivo)
      await postgres[Symbol.asyncDispose]()
    },
  }
})

/** Una infracción por regla de `.dependency-cruiser.mjs`: `archivo` importa lo que no debe. */
export type Plantada = Readonly<{ regla: string; archivo: string; contenido: string }>

/** Un árbol pequeño y correcto: sobre él se plantan las infracciones, y él solo no da ninguna. */
export const ARBOL_LIMPIO: Readonly<Record<string, string>> = {
  'src/seedwork/dominio/errores.ts': 'export const error = 1\n',
  'src/seedwork/aplicacion/reloj.ts': "export type { X } from './otro.ts'\nimport '../dominio/errores.ts'\n",
  'src/seedwork/aplicacion/otro.ts': 'export type X = 1\n',
  'src/seedwork/infraestructura/uow.ts': "import 'pg'\nimport 'node:fs'\nimport '../aplicacion/reloj.ts'\n",
  'src/arranque/comun.ts': "import '#config/config.ts'\nimport 'pino'\n",
  'src/config/config.ts': "import '../seedwork/dominio/errores.ts'\n",
  'src/modulos/m/dominio/agregado.ts': "import '#seedwork/dominio/errores.ts'\nexport const m = 1\n",
  'src/modulos/m/dominio/agregado.test.ts': "import 'node:test'\nimport './agregado.ts'\n",
  'src/modulos/m/aplicacion/crear.ts':
    "import '../dominio/agregado.ts'\nimport '#seedwork/aplicacion/reloj.ts'\n",
  'src/modulos/m/infraestructura/filas.ts':
    "import 'pg'\nimport '../aplicacion/crear.ts'\nimport '#modulos/n/infraestructura/schema/v1/eventos.ts'\n",
  'src/modulos/m/modulo.ts': "import './infraestructura/filas.ts'\n",
  'src/modulos/n/dominio/agregado.ts': 'export type N = 1\n',
  'src/modulos/n/infraestructura/schema/v1/eventos.ts': "import '#seedwork/infraestructura/uow.ts'\n",
  'src/modulos/n/modulo.ts': "import './infraestructura/schema/v1/eventos.ts'\n",
  'src/api/servicio.ts': "import '#modulos/m/modulo.ts'\nimport '#config/config.ts'\n",
  'src/api/principal.ts': "import './servicio.ts'\nimport '#arranque/comun.ts'\n",
  'src/notificaciones/servicio.ts': "import '#modulos/n/infraestructura/schema/v1/eventos.ts'\n",
  'src/ui/servicio.ts': "import '#config/config.ts'\n",
  'src/cli/estado.ts': "import '#config/config.ts'\nimport 'node:fs'\n",
  'src/principal.ts':
    "import './api/servicio.ts'\nimport './notificaciones/servicio.ts'\nimport './ui/servicio.ts'\n",
}

const importa = (regla: string, archivo: string, que: string): Plantada => ({
  regla,
  archivo,
  contenido: `import '${que}'\n`,
})

export const PLANTADAS: readonly Plantada[] = [
  importa('seedwork-dominio', 'src/seedwork/dominio/mal-node.ts', 'node:fs'),
  importa('seedwork-dominio', 'src/seedwork/dominio/mal-capa.ts', '../aplicacion/reloj.ts'),
  importa('seedwork-aplicacion', 'src/seedwork/aplicacion/mal-npm.ts', 'pg'),
  importa(
    'seedwork-abajo',
    'src/seedwork/infraestructura/mal.ts',
    '#modulos/n/infraestructura/schema/v1/eventos.ts',
  ),
  importa('dominio', 'src/modulos/m/dominio/mal-npm.ts', 'pg'),
  importa('dominio', 'src/modulos/m/dominio/mal-node.ts', 'node:crypto'),
  {
    regla: 'dominio',
    archivo: 'src/modulos/m/dominio/mal-tipo.ts',
    contenido: "import type { N } from '#modulos/n/dominio/agregado.ts'\nexport type M = N\n",
  },
  importa('aplicacion', 'src/modulos/m/aplicacion/mal-infra.ts', '../infraestructura/filas.ts'),
  importa(
    'aplicacion',
    'src/modulos/m/aplicacion/mal-schema.ts',
    '#modulos/n/infraestructura/schema/v1/eventos.ts',
  ),
  importa('aplicacion', 'src/modulos/m/aplicacion/mal-node.ts', 'node:fs'),
  importa('infraestructura', 'src/modulos/m/infraestructura/mal-vecino.ts', '#modulos/n/dominio/agregado.ts'),
  importa('infraestructura', 'src/modulos/n/infraestructura/mal-puerta.ts', '#modulos/m/modulo.ts'),
  importa('schema', 'src/modulos/n/infraestructura/schema/v1/mal.ts', '../../../dominio/agregado.ts'),
  importa('modulo', 'src/modulos/mal/modulo.ts', '#modulos/n/infraestructura/schema/v1/eventos.ts'),
  importa('api', 'src/api/mal-hondo.ts', '#modulos/m/aplicacion/crear.ts'),
  importa('api', 'src/api/mal-servicio.ts', '../notificaciones/servicio.ts'),
  importa('servicios', 'src/notificaciones/mal.ts', '#modulos/m/dominio/agregado.ts'),
  importa('servicios', 'src/ui/mal.ts', '#modulos/m/modulo.ts'),
  importa('servicios', 'src/uno-nuevo/mal.ts', '#modulos/m/modulo.ts'),
  importa('cli', 'src/cli/mal.ts', '#modulos/m/modulo.ts'),
  importa('config', 'src/config/mal.ts', '../api/servicio.ts'),
  importa('arranque', 'src/arranque/mal.ts', '../api/servicio.ts'),
  importa('nadie-importa', 'src/mal-principal.ts', './api/principal.ts'),
  importa('nadie-importa', 'src/mal-prueba.ts', './modulos/m/dominio/agregado.test.ts'),
  importa('sin-ciclos', 'src/mal-ciclo.ts', './mal-ciclo-vuelta.ts'),
  importa('sin-ciclos', 'src/mal-ciclo-vuelta.ts', './mal-ciclo.ts'),
  importa('sin-irresolubles', 'src/mal-nada.ts', './no-existe.ts'),
]

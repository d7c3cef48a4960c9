// Quién puede importar a quién: las flechas sólo apuntan hacia dentro. `pruebas/arquitectura.test.ts`
// planta una infracción por regla y comprueba que cada una salta.
const publico = '^src/modulos/[^/]+/infraestructura/schema/v[0-9]+/'

const prohibir = (name, comment, desde, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: desde, pathNot: '[.]test[.]ts$' },
  to,
})
const solo = (...permitido) => ({ pathNot: permitido })
const salvo = (path, ...pathNot) => ({ path, pathNot })

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    prohibir(
      'seedwork-dominio',
      'El dominio común no importa nada de fuera: ni npm ni node:*.',
      '^src/seedwork/dominio/',
      solo('^src/seedwork/dominio/'),
    ),
    prohibir(
      'seedwork-aplicacion',
      'Los puertos y tipos comunes sólo conocen el dominio común.',
      '^src/seedwork/aplicacion/',
      solo('^src/seedwork/(dominio|aplicacion)/'),
    ),
    prohibir(
      'seedwork-abajo',
      'El seedwork no conoce a nadie que lo use.',
      '^src/seedwork/',
      salvo('^src/', '^src/seedwork/'),
    ),
    prohibir(
      'dominio',
      'El dominio de un módulo es puro: ni npm, ni node:*, ni otra capa.',
      '^src/modulos/([^/]+)/dominio/',
      solo('^src/modulos/$1/dominio/', '^src/seedwork/dominio/'),
    ),
    prohibir(
      'aplicacion',
      'Un caso de uso recibe sus puertos; no importa infraestructura, npm ni node:*.',
      '^src/modulos/([^/]+)/aplicacion/',
      solo('^src/modulos/$1/(dominio|aplicacion)/', '^src/seedwork/(dominio|aplicacion)/'),
    ),
    prohibir(
      'infraestructura',
      'De otro módulo sólo se ve su schema/vN.',
      '^src/modulos/([^/]+)/infraestructura/',
      salvo('^src/', '^src/modulos/$1/(dominio|aplicacion|infraestructura)/', '^src/seedwork/', publico),
    ),
    prohibir(
      'schema',
      'Un contrato público no puede depender de lo privado.',
      publico,
      salvo('^src/', publico, '^src/seedwork/'),
    ),
    prohibir(
      'modulo',
      'La puerta de un módulo sólo conoce su módulo.',
      '^src/modulos/([^/]+)/modulo[.]ts$',
      salvo('^src/', '^src/modulos/$1/', '^src/seedwork/'),
    ),
    prohibir(
      'api',
      'La API entra a un módulo por su puerta.',
      '^src/api/',
      salvo('^src/', '^src/(api|arranque|config|seedwork)/', '^src/modulos/[^/]+/modulo[.]ts$'),
    ),
    prohibir(
      'servicios',
      'Los demás procesos, también los que aún no existen, sólo ven los contratos públicos.',
      '^src/(?!(?:modulos|seedwork|api|cli|config|arranque)/)([^/]+)/',
      salvo('^src/', '^src/$1/', '^src/(arranque|config|seedwork)/', publico),
    ),
    prohibir(
      'cli',
      'La consola es un cliente HTTP: de los módulos y de los servicios no ve nada.',
      '^src/cli/',
      salvo('^src/', '^src/(cli|config|seedwork)/'),
    ),
    prohibir(
      'config',
      'La configuración no conoce a quien la usa.',
      '^src/config/',
      salvo('^src/', '^src/(config|seedwork)/'),
    ),
    prohibir(
      'arranque',
      'Lo que abre cualquier proceso no conoce ningún servicio.',
      '^src/arranque/',
      salvo('^src/', '^src/(arranque|config|seedwork)/'),
    ),
    prohibir('nadie-importa', 'Un principal y una prueba se ejecutan, no se importan.', '.', {
      path: '((^|/)principal|[.]test)[.]ts$',
    }),
    prohibir('sin-ciclos', 'Dos archivos que se importan son uno.', '.', { circular: true }),
    prohibir('sin-irresolubles', 'Todo import existe.', '.', { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/ui/(pagina|publico)/' },
  },
}

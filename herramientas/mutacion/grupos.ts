/** Qué se muta de una vez, y con qué pruebas: las puras, que no abren nada. */
export type Grupo = Readonly<{ nombre: string; codigo: readonly string[]; pruebas: readonly string[] }>

const SIN_PRUEBAS = '!**/*.test.ts'

const dominio = (carpeta: string, ...pruebas: readonly string[]): Grupo => ({
  nombre: `${carpeta}/dominio`,
  codigo: [`src/${carpeta}/dominio/**/*.ts`, SIN_PRUEBAS],
  pruebas: [`src/${carpeta}/dominio/**/*.test.ts`, ...pruebas],
})

const ESQUEMAS = 'src/seedwork/infraestructura/esquemas'
const FUENTES = 'src/seedwork/infraestructura/fuentes'
const PRESENTACION = 'src/seedwork/presentacion'

/**
 * El código puro: donde una prueba puede ver cualquier cambio sin abrir una base ni un puerto. Los dominios de los
 * módulos, el común, los códecs, quién entra y qué puede, y el verificador de historias de las campañas.
 */
export const GRUPOS: readonly Grupo[] = [
  dominio('seedwork'),
  dominio('modulos/clientes'),
  dominio('modulos/contratos'),
  dominio('modulos/inmuebles'),
  dominio('modulos/vuelos'),
  dominio('notificaciones'),
  {
    nombre: 'códecs',
    codigo: [
      // Los esquemas publicados son datos: los guarda su huella congelada (`pruebas/catalogos.test.ts`).
      `${ESQUEMAS}/*.ts`,
      `!${ESQUEMAS}/{resultados,version-esperada}.ts`,
      `${FUENTES}/mensaje-json.ts`,
      `${PRESENTACION}/{csv,cursores,encabezados,json,tipo-contenido}.ts`,
      SIN_PRUEBAS,
    ],
    pruebas: [
      `${ESQUEMAS}/*.test.ts`,
      `${FUENTES}/mensaje-json.test.ts`,
      `${PRESENTACION}/{csv,cursores,encabezados,json,rechazos,tipo-contenido}.test.ts`,
    ],
  },
  {
    nombre: 'autorización',
    codigo: [
      'src/api/{politicas,lo-suyo,ordenes-apartadas}.ts',
      `${PRESENTACION}/{autenticacion,seguridad}.ts`,
      `${PRESENTACION}/acceso/{autenticador,claves,freno,jwt,memoria}.ts`,
    ],
    pruebas: [
      'src/api/{politicas,lo-suyo,ordenes-apartadas}.test.ts',
      `${PRESENTACION}/{autenticacion,seguridad}.test.ts`,
      `${PRESENTACION}/acceso/*.test.ts`,
    ],
  },
  {
    nombre: 'verificador de historias',
    codigo: ['pruebas/fallas/verificador.ts'],
    pruebas: ['pruebas/fallas/verificador.test.ts'],
  },
]

/** Un cambio de texto anclado: `ancla` tiene que estar en `archivo` exactamente una vez. */
export type Edicion = Readonly<{
  archivo: string
  ancla: string
  /** Por qué se cambia el ancla. */
  por: string
}>

/** Una frase del escenario de calidad y el cambio de verdad que la prueba. */
export type Experimento = Readonly<{
  /** Carpeta del experimento; en `archivos/` lleva lo nuevo, con la ruta que tendrá y `.nuevo` al final. */
  nombre: string
  titulo: string
  estimulo: string
  respuesta: string
  ediciones: readonly Edicion[]
  /** La prueba del cambio, entre lo nuevo: en rojo antes y en verde después. */
  prueba: string
  /** Pruebas que ya existían y que el cambio puede tocar. */
  suites: readonly string[]
  /** Rehace los catálogos que salen de los esquemas, como lo haría quien hace el cambio. */
  catalogos?: boolean
  /** Líneas de dominio y de aplicación (comunes o de un módulo) que se admiten; sin él, las que hagan falta. */
  nucleo?: 0
  /** Líneas de archivos de `src/` y `package.json` que ya existían, como mucho. */
  union?: number
}>

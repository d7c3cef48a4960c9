import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

export type Dependencia = Readonly<{ condition: string; required?: boolean }>

/** Un servicio de `compose.yaml`, con lo que aquí se mira. */
export type ServicioCompose = Readonly<{
  image: string
  build?: Readonly<{ context: string; dockerfile: string }>
  profiles: readonly string[]
  command?: readonly string[]
  environment?: Readonly<Record<string, string>>
  volumes?: readonly string[]
  ports?: readonly string[]
  depends_on?: Readonly<Record<string, Dependencia>>
  healthcheck?: Readonly<{ test: readonly string[] }>
  init?: boolean
  read_only?: boolean
  restart?: string
  cap_drop?: readonly string[]
  security_opt?: readonly string[]
  tmpfs?: readonly string[]
  stop_grace_period?: string
}>

export type Compose = Readonly<{
  name: string
  services: Readonly<Record<string, ServicioCompose>>
  volumes: Readonly<Record<string, unknown>>
}>

/** Las variables de un archivo `.env`: una `NOMBRE=valor` por línea. */
export const leerVariables = (archivo: string): Record<string, string> =>
  Object.fromEntries(
    [...readFileSync(archivo, 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, nombre = '', valor = '']) => [
      nombre,
      valor,
    ]),
  )

/** Pone los valores de `${NOMBRE:-omisión}`; de otra forma no se usa ninguna. */
const interpolar = (texto: string, variables: Readonly<Record<string, string>>): string =>
  texto.replaceAll(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, nombre: string, omision: string) => variables[nombre] || omision,
  )

/** Lee `compose.yaml` con esas variables. */
export const leerCompose = (raiz: string, variables: Readonly<Record<string, string>>): Compose =>
  parse(interpolar(readFileSync(path.join(raiz, 'compose.yaml'), 'utf8'), variables), {
    merge: true,
  }) as Compose

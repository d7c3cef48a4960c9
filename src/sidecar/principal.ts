import { leerConfig } from '#config/config.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'
import { abrirSolo } from './solo.ts'

await correrServicio((proceso) => abrirSolo(leerConfig(process.env), proceso))

import { leerConfig } from '#config/config.ts'
import { correrServicio } from '#seedwork/infraestructura/proceso.ts'
import { abrirSola } from './solo.ts'

await correrServicio((proceso) => abrirSola(leerConfig(process.env), proceso))

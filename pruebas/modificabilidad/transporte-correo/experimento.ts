import type { Experimento } from '../experimento.ts'

const ABRIR = 'src/notificaciones/infraestructura/correo/abrir.ts'

/** Del SMTP al API HTTP de un proveedor. */
export const transporteCorreo: Experimento = {
  nombre: 'transporte-correo',
  titulo: 'Cambiar el transporte de correo',
  estimulo: 'el proveedor de correo cierra SMTP y sólo atiende por HTTPS',
  respuesta: 'un adaptador más del puerto `Correo`; el dominio de los avisos no se entera',
  prueba: 'pruebas/conformidad/correo-http.test.ts',
  suites: ['pruebas/conformidad/correo.test.ts', 'src/notificaciones/ajustes.test.ts', 'src/config'],
  nucleo: 0,
  union: 4,
  ediciones: [
    {
      archivo: ABRIR,
      ancla: "import { abrirBandeja } from './bandeja.ts'\n",
      por: "import { abrirBandeja } from './bandeja.ts'\nimport { abrirCorreoHttp } from './http.ts'\n",
    },
    {
      archivo: ABRIR,
      ancla: '  const correo = abrirSmtp({',
      por: '  const abrir = /^https?:/.test(smtpUrl) ? abrirCorreoHttp : abrirSmtp\n  const correo = abrir({',
    },
    {
      archivo: 'src/config/claves.ts',
      ancla: "SMTP_URL: secreto('^smtps?://\\\\S+', 'una URL smtp:// o smtps://'),",
      por: "SMTP_URL: secreto('^(smtps?|https?)://\\\\S+', 'una URL smtp://, smtps:// o https://'),",
    },
  ],
}

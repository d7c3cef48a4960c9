import assert from 'node:assert/strict'
import { test } from 'node:test'
import { porRutas } from '#pruebas/apoyo/vuelos.ts'
import { clasificar, type TipoItinerario } from './clasificacion.ts'

/** La tabla de `dominio.md` §5, con los casos que el tutorial clasificaba mal. */
const TABLA: readonly (readonly [string, TipoItinerario, string])[] = [
  ['BOG-MDE', 'Solo ida', 'un odo'],
  ['BOG-MIA MIA-BOG', 'Ida y vuelta', 'vuelve por donde fue'],
  ['BOG-GRU CGH-BOG', 'Ida y vuelta', 'GRU y CGH son la misma ciudad'],
  ['EZE-BOG BOG-AEP', 'Ida y vuelta', 'EZE y AEP son la misma ciudad'],
  ['MDE-PTY PTY-EOH', 'Ida y vuelta', 'MDE y EOH son la misma ciudad'],
  ['BOG-MAD BCN-BOG', 'Open jaw destino', 'el tutorial la daba por ida y vuelta'],
  ['BOG-MIA MIA-MDE', 'Open jaw origen', 'vuelve a otra ciudad del mismo país'],
  ['BOG-MAD BCN-MDE', 'Doble open jaw', 'ningún extremo coincide, los dos siguen en su país'],
  ['BOG-MAD CDG-BOG', 'Multidestino', 'el hueco del destino cruza una frontera'],
  ['BOG-MIA MIA-MAD', 'Multidestino', 'el hueco del origen cruza una frontera'],
  ['BOG-MAD CDG-MDE', 'Multidestino', 'un hueco en el país y el otro no'],
  ['BOG-LIM SCL-EZE', 'Multidestino', 'dos trayectos sueltos'],
  ['PDX-LAX LAX-PWM', 'Open jaw origen', 'dos ciudades homónimas no son la misma'],
  ['BOG-LIM LIM-SCL SCL-BOG', 'Circular', 'cadena que vuelve al origen'],
  ['GRU-LIM LIM-EZE AEP-CGH', 'Circular', 'la cadena encadena por ciudades'],
  ['BOG-LIM LIM-SCL SCL-MDE', 'Multidestino', 'no vuelve al origen'],
  ['BOG-LIM SCL-EZE EZE-BOG', 'Multidestino', 'la cadena se rompe'],
  ['BOG-LIM LIM-SCL SCL-EZE EZE-BOG', 'Circular', 'cuatro odos'],
]

for (const [rutas, tipo, porque] of TABLA)
  test(`${rutas} es ${tipo}: ${porque}`, () => {
    const [suyo] = porRutas(rutas.split(' '))
    assert.ok(suyo)
    assert.equal(clasificar(suyo), tipo)
  })

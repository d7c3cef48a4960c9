import { type Command, Help } from 'commander'

const TITULOS: Readonly<Record<string, string>> = {
  'Usage:': 'Uso:',
  'Options:': 'Opciones:',
  'Commands:': 'Órdenes:',
  'Arguments:': 'Argumentos:',
}

const FALTAS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown command '(.+?)'/, "no hay una orden '$1'"],
  [/^error: unknown option '(.+?)'/, "no hay una opción '$1'"],
  [/^error: missing required argument '(.+?)'/, "falta '$1'"],
  [/^error: required option '(.+?)' not specified/, "falta la opción '$1'"],
  [/^error: option '(.+?)' argument missing/, "la opción '$1' va con su valor"],
  [
    /^error: too many arguments for '(.+?)'\. Expected (\d+) arguments? but got (\d+): (.+)\./,
    "a '$1' le sobra: $4",
  ],
  [/\(Did you mean one of (.+?)\?\)/, '(¿quizás una de $1?)'],
  [/\(Did you mean (.+?)\?\)/, '(¿quizás $1?)'],
]

const usos = (uso: string): string => uso.replace('[options]', '[opciones]').replace('[command]', '[orden]')

/** Lo que commander dice de una orden mal escrita, en español; lo que no se conozca, como vino. */
export const faltaEnEspanol = (dicho: string): string =>
  FALTAS.reduce((texto, [patron, es]) => texto.replace(patron, es), dicho)

/** Pone en español la ayuda y las faltas. Va antes de añadir órdenes: cada una hereda lo que su programa ya tenía. */
export const enEspanol = (programa: Command): Command =>
  programa
    .helpOption('-h, --help', 'enseña esta ayuda')
    .helpCommand('help [orden]', 'ayuda de una orden')
    .configureOutput({ outputError: (dicho, escribir) => escribir(`alpes: ${faltaEnEspanol(dicho)}`) })
    .configureHelp({
      sortSubcommands: true,
      styleTitle: (titulo) => TITULOS[titulo] ?? titulo,
      commandUsage: (orden) => usos(new Help().commandUsage(orden)),
      subcommandTerm: (orden) => usos(new Help().subcommandTerm(orden)),
      optionDescription: (opcion) =>
        new Help().optionDescription(opcion).replace('(default: ', '(por omisión: '),
    })

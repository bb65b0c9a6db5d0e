import { Command, CommanderError } from 'commander';
import { ERRORS } from '../domain/errors.ts';
import { fail } from './output.ts';
import { Stopped } from './stop-signal.ts';

/** Commands by the heading they stand under in the help. */
export type CommandGroups = Readonly<Record<string, readonly (() => Command)[]>>;

/** The command line as a whole. Wrong use of any command is HONE_INVALID_INPUT, with the nearest name where there is one. */
export function program(groups: CommandGroups): Command {
  const hone = new Command('hone')
    .description('Retrains a prompt-injection classifier until its false-positive rate is proven.')
    .option('--json', 'print JSON on stdout, a value a line; errors stay on stderr')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .addHelpCommand(new Command('help').argument('[command]').description('show how a command is used').helpGroup(Object.keys(groups).at(-1) ?? ''))
    .showHelpAfterError('`--help` after a command shows how it is used.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`hone: HONE_INVALID_INPUT: ${text.replace(/^error: /, '')}`) });
  for (const [heading, commands] of Object.entries(groups)) for (const command of commands) hone.addCommand(inheriting(hone, command()).helpGroup(heading));
  return hone;
}

/** Runs the command line; what goes wrong is on stderr and in the exit code, never thrown. */
export async function runProgram(hone: Command, argv: readonly string[] = process.argv): Promise<void> {
  try {
    await hone.parseAsync(argv);
  } catch (error) {
    if (error instanceof Stopped) process.exitCode = error.exitCode;
    // Commander has said it already. Help that was asked for is no error.
    else if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : ERRORS.HONE_INVALID_INPUT.exitCode;
    else fail(error);
  }
}

const EXIT_CODES = 'Exit codes: 0 done, promoted, certified, planned, ablated or rotated · 1–8 errors (docs/errors.md) · 10 gates failed · 11 not enough evidence · 12 rejected · 13 a moved threshold is enough · 130 interrupted';

/** Added commands do not inherit of themselves. */
function inheriting(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inheriting(parent, inner);
  return command;
}

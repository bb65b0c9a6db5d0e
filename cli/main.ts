import { COMMANDS } from './commands.ts';
import { fail } from './output.ts';
import { program, runProgram } from './program.ts';

// A reader that has seen enough, as `| head` has, ends the command as it ends other tools.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(141);
  fail(error);
});

await runProgram(program(COMMANDS));

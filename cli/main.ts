import { Command } from 'commander';
import { abort } from './abort.ts';
import { approve, reject } from './approve.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { list } from './list.ts';
import { fail } from './output.ts';
import { report } from './report.ts';
import { retry, skip } from './resolve.ts';
import { run } from './run.ts';
import { score } from './score.ts';
import { status } from './status.ts';
import { up } from './up.ts';
import { watch } from './watch.ts';

const program = new Command('hone')
  .description('Retrains a prompt-injection classifier until its false-positive rate is proven.')
  .option('--json', 'print JSON on stdout')
  .addHelpText('after', '\nExit codes: 0 done · 1–8 errors (docs/errors.md) · 10 gates failed · 11 not enough evidence · 12 rejected · 13 threshold-only');

for (const command of [up, run, list, status, watch, retry, skip, abort, approve, reject, score, report, doctor, demo]) program.addCommand(command());

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}

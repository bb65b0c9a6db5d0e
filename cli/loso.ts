import { Command } from 'commander';
import { renderLoso } from '../domain/render/loso.ts';
import { askRun } from './ask-run.ts';
import type { AskOptions } from './ask-run.ts';
import { print } from './output.ts';
import { setOption } from './set-option.ts';

/** `hone loso`: starts a run that leaves sources out in turn, follows it, and prints what champion and recipes are worth on them. */
export function loso(): Command {
  return new Command('loso')
    .description('leave sources out in turn and measure champion and recipes on them, by trainings on the profile\'s data')
    .option('-p, --profile <name>', 'stored profile; default sample')
    .addOption(setOption('change a profile value, such as loso.evaluationRows=500'))
    .option('--detach', 'start the run and leave it')
    .action(async (options: AskOptions, command: Command) => {
      const report = await askRun({ loso: true }, options, command);
      if (report?.loso) print(command, report.loso, () => renderLoso(report.loso!));
    });
}

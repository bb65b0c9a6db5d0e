import { Command } from 'commander';
import { renderAblation } from '../domain/render/ablation.ts';
import { askRun } from './ask-run.ts';
import type { AskOptions } from './ask-run.ts';
import { print } from './output.ts';
import { setOption } from './set-option.ts';

/** `hone ablate`: starts a run that trains with each augmentation method by itself, follows it, and prints what each brings. */
export function ablate(): Command {
  return new Command('ablate')
    .description('measure what each augmentation method brings, by short trainings on the profile\'s data')
    .option('-p, --profile <name>', 'stored profile; default sample')
    .addOption(setOption('change a profile value, such as ablation.seeds=1'))
    .option('--detach', 'start the run and leave it')
    .action(async (options: AskOptions, command: Command) => {
      const report = await askRun({ ablation: true }, options, command);
      if (report?.ablation) print(command, report.ablation, () => renderAblation(report.ablation!));
    });
}

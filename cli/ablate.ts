import { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { runFile } from '../api/view-of.ts';
import { renderAblation } from '../domain/render/ablation.ts';
import type { ReportContent } from '../domain/render/report.ts';
import { checkedStart } from './checked-start.ts';
import { print } from './output.ts';
import { begin } from './run.ts';
import { setOption } from './set-option.ts';
import { watchToTheEnd } from './watch.ts';
import { withClient } from './with-runs.ts';

interface AblateOptions {
  readonly profile?: string;
  readonly set?: readonly string[];
  readonly detach?: true;
}

/** `hone ablate`: starts a run that trains with each augmentation method by itself, follows it, and prints what each brings. */
export function ablate(): Command {
  return new Command('ablate')
    .description('measure what each augmentation method brings, by short trainings on the profile\'s data')
    .option('-p, --profile <name>', 'stored profile; default sample')
    .addOption(setOption('change a profile value, such as ablation.seeds=1'))
    .option('--detach', 'start the run and leave it')
    .action(async ({ profile, set = [], detach }: AblateOptions, command: Command) => {
      const start = await checkedStart(readSettings(), { ablation: true, ...(profile !== undefined && { profile }), ...(set.length > 0 && { set }) });
      await withClient(async (client, settings) => {
        const run = await begin(client, settings, start, command);
        if (detach) return;
        process.exitCode = await watchToTheEnd(client, settings, run, command);
        const report = await runFile(openStore(settings), run, 'report.json');
        const { ablation } = JSON.parse(report!.toString()) as ReportContent;
        if (ablation) print(command, ablation, () => renderAblation(ablation));
      });
    });
}

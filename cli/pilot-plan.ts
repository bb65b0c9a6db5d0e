import { Option } from 'commander';
import type { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { runFile } from '../api/view-of.ts';
import { invalidInput } from '../domain/errors.ts';
import { renderRecommendation } from '../domain/render/recommendation.ts';
import type { ReportContent } from '../domain/render/report.ts';
import { checkedStart } from './checked-start.ts';
import { print } from './output.ts';
import { begin } from './run.ts';
import { setOption } from './set-option.ts';
import { watchToTheEnd } from './watch.ts';
import { withClient } from './with-runs.ts';

export interface PilotPlanOptions {
  readonly pilot?: true;
  readonly profile?: string;
  readonly strategy?: string;
  readonly set?: readonly string[];
  readonly detach?: true;
}

/** Lets `hone plan` take `--pilot` in the place of counts, which a run finds out by itself. */
export function withPilot(plan: Command): Command {
  return plan
    .addOption(new Option('--pilot', 'instead of counts: run short trainings on the profile\'s data, and plan with what they measure').conflicts(['benign', 'malicious', 'traffic', 'falsePositives', 'certification', 'rowsPerSecond', 'markdown', 'out']))
    .addOption(setOption('with --pilot: change a profile value'))
    .option('--detach', 'with --pilot: start the run and leave it')
    .on('option:pilot', () => {
      for (const option of plan.options) option.mandatory = false;
    })
    .hook('preAction', () => {
      const { pilot, set, detach } = plan.opts<PilotPlanOptions>();
      if (!pilot && (set ?? detach)) throw invalidInput(set ? 'set' : 'detach', set ?? true, 'It belongs to a run: use it with --pilot.');
    });
}

/** `hone plan --pilot`: starts a run that ends with the plan, follows it, and prints the recommendation. */
export async function pilotPlan({ profile, strategy, set = [], detach }: PilotPlanOptions, command: Command): Promise<void> {
  const changes = strategy === undefined ? set : [...set, `plan.strategy=${strategy}`];
  const start = await checkedStart(readSettings(), { pilot: true, ...(profile !== undefined && { profile }), ...(changes.length > 0 && { set: changes }) });
  await withClient(async (client, settings) => {
    const run = await begin(client, settings, start, command);
    if (detach) return;
    process.exitCode = await watchToTheEnd(client, settings, run, command);
    const report = await runFile(openStore(settings), run, 'report.json');
    const { plan } = JSON.parse(report!.toString()) as ReportContent;
    if (plan) print(command, plan, () => renderRecommendation(plan).trimEnd());
  });
}

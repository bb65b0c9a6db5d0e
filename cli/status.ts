import { Command } from 'commander';
import { plainTable } from '../domain/render/table.ts';
import type { RunView } from '../domain/run-view.ts';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone status <run>`: stages, what is parked and why, and what to do about it. */
export function status(): Command {
  return new Command('status')
    .description('show one run')
    .argument('<run>', 'workflow id')
    .action((id: string, _options: object, command: Command) =>
      withRuns(async (all) => {
        const view = await all.view(id);
        print(command, view, () => describeRun(view));
      }),
    );
}

export function describeRun(view: RunView): string {
  const rows = view.stages.map((stage) => [stage.stage, stage.state, stage.headline, stage.reason]);
  const parked = view.parked.map(
    ({ parkId, stage, code, message, skippable }) =>
      `\n${stage} is parked: ${code}: ${message}\n  hone retry ${view.run} ${parkId}${skippable ? `  ·  hone skip ${view.run} ${parkId}` : ''}  ·  hone abort ${view.run}`,
  );
  const approval = view.approval ? [`\nwaits for approval of package ${view.approval.packageId.slice(0, 12)}:\n  hone approve ${view.run} --evidence ${view.approval.evidenceHash} --why "…"`] : [];
  const head = `${view.run}  ${view.status}${view.verdict ? `  ${view.verdict}` : ''}`;
  return [head, plainTable([['stage', 'state', 'result', 'why'], ...rows]), ...parked, ...approval].join('\n');
}

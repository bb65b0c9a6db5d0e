import { userInfo } from 'node:os';
import { Command } from 'commander';
import { invalidInput } from '../domain/errors.ts';
import { mergePatch } from '../domain/merge-patch.ts';
import type { RunView, StageResolution } from '../domain/run-view.ts';
import { parseSetPath } from '../domain/set-path.ts';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone retry <run> [parkId] --set learningRate=…`: tries a parked stage again, with changed parameters if given. */
export function retry(): Command {
  return new Command('retry')
    .description('retry a parked stage')
    .argument('<run>')
    .argument('[parkId]', 'default: the only parked stage')
    .option('-s, --set <path=value>', 'change a parameter of the stage, e.g. train.learningRate=2e-5 (repeatable)', (value: string, before: string[]) => [...before, value], [])
    .action((run: string, parkId: string | undefined, options: { set: string[] }, command: Command) => {
      const overrides = options.set.map(parseSetPath).reduce<object>((patch, change) => mergePatch(patch, change) as object, {});
      return resolve(command, run, parkId, { action: 'retry', overrides });
    });
}

/** `hone skip <run> [parkId]`: goes on without a parked stage, where later stages can do without it. */
export function skip(): Command {
  return new Command('skip')
    .description('skip a parked stage, where allowed')
    .argument('<run>')
    .argument('[parkId]', 'default: the only parked stage')
    .action((run: string, parkId: string | undefined, _options: object, command: Command) => resolve(command, run, parkId, { action: 'skip' }));
}

function resolve(command: Command, run: string, parkId: string | undefined, answer: Pick<StageResolution, 'action' | 'overrides'>): Promise<void> {
  return withRuns(async (all) => {
    const resolution = { ...answer, parkId: parkId ?? onlyParked(await all.view(run)), by: userInfo().username };
    const accepted = await all.resolve(run, resolution);
    print(command, { run, ...resolution, accepted }, () => `${resolution.parkId}: ${accepted}`);
  });
}

export function onlyParked({ parked, run }: RunView): string {
  const [only, ...others] = parked;
  if (only && others.length === 0) return only.parkId;
  throw invalidInput('parkId', undefined, only ? `Several stages are parked; name one of ${parked.map((stage) => stage.parkId).join(', ')}.` : `Nothing is parked in ${run}.`);
}

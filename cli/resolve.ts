import { Command } from 'commander';
import { invalidInput } from '../domain/errors.ts';
import type { RunView, StageResolution } from '../domain/run-view.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';
import { patchOf, setOption } from './set-option.ts';
import { steer } from './steer.ts';

/** `hone retry <run> [parkId] --set train.learningRate=…`: tries a parked stage again, with changed parameters if given. */
export function retry(): Command {
  return new Command('retry')
    .description('try a parked stage again, with changed parameters if given')
    .argument('<run>')
    .argument('[parkId]', 'default: the only parked stage')
    .addOption(setOption('change a parameter of the stage, e.g. train.learningRate=2e-5'))
    .action((run: string, parkId: string | undefined, { set }: { set?: string[] }, command: Command) => {
      const overrides = patchOf(set);
      return resolve(command, run, parkId, { action: 'retry', overrides });
    });
}

/** `hone skip <run> [parkId]`: goes on without a parked stage, where later stages can do without it. */
export function skip(): Command {
  return new Command('skip')
    .description('go on without a parked stage, where allowed')
    .argument('<run>')
    .argument('[parkId]', 'default: the only parked stage')
    .action((run: string, parkId: string | undefined, _options: object, command: Command) => resolve(command, run, parkId, { action: 'skip' }));
}

function resolve(command: Command, run: string, parkId: string | undefined, answer: Pick<StageResolution, 'action' | 'overrides'>): Promise<void> {
  return steer(run, async (all) => {
    const resolution = { ...answer, parkId: parkId ?? onlyParked(await all.view(run)), by: operator() };
    const accepted = await all.resolve(run, resolution);
    print(command, { run, ...resolution, accepted }, () => `${resolution.parkId}: ${accepted}`);
  });
}

/** @throws HoneError HONE_INVALID_INPUT where none or several are parked. */
export function onlyParked({ parked, run }: RunView): string {
  const [only, ...others] = parked;
  if (only && others.length === 0) return only.parkId;
  throw invalidInput('parkId', undefined, only ? `Several stages are parked; name one of ${parked.map((stage) => stage.parkId).join(', ')}.` : `Nothing is parked in ${run}.`);
}

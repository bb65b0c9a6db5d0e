import { userInfo } from 'node:os';
import { Command } from 'commander';
import { parseSetPath } from '../domain/set-path.ts';
import { runLink } from '../adapters/temporal/ui-links.ts';
import { mergePatch } from '../domain/merge-patch.ts';
import { parseRequest } from '../schemas/request.ts';
import { print } from './output.ts';
import { watchRun } from './watch.ts';
import { withRuns } from './with-runs.ts';

interface RunOptions {
  readonly profile?: string;
  readonly set: string[];
  readonly resumeFrom?: string;
  readonly refresh?: string[];
  readonly reason?: string;
  readonly watch?: boolean;
}

/** `hone run`: starts a retraining; with `--watch`, stays until its end. */
export function run(): Command {
  return new Command('run')
    .description('start a retraining')
    .option('-p, --profile <name>', 'stored profile (profiles/<name>.json); default sample')
    .option('-s, --set <path=value>', 'change a profile value, e.g. train.epochs=3 (repeatable)', collect, [])
    .option('--resume-from <run>', 'take the request of an earlier run; finished stages are reused')
    .option('--refresh <stages...>', 'make these stages again')
    .option('--reason <text>', 'why, for the history')
    .option('-w, --watch', 'watch until the run ends')
    .action(async (options: RunOptions, command: Command) => {
      const request = requestOf(options);
      await withRuns(async (all, settings) => {
        const id = await all.start(request);
        print(command, { run: id, ui: runLink(settings, id) }, () => `started ${id}\n${runLink(settings, id)}`);
        if (options.watch) process.exitCode = await watchRun(all, id);
      });
    });
}

const collect = (value: string, before: string[]): string[] => [...before, value];

function requestOf({ profile, set, resumeFrom, refresh, reason }: RunOptions): ReturnType<typeof parseRequest> {
  const overrides = set.map(parseSetPath).reduce<unknown>((patch, change) => mergePatch(patch, change), {});
  const given = { profile, resumeFrom, refresh, reason, requestedBy: userInfo().username, ...(set.length > 0 ? { overrides } : {}) };
  return parseRequest(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

import { Command, Option } from 'commander';
import type { RunFilter, RunSummary } from '../adapters/temporal/list-runs.ts';
import type { Runs } from '../adapters/temporal/runs.ts';
import { invalidInput } from '../domain/errors.ts';
import { percent } from '../domain/render/numbers.ts';
import { plainTable } from '../domain/render/table.ts';
import { STATUSES, VERDICTS } from '../schemas/run-view.ts';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone list`: the newest runs, of a kind when filtered. */
export function list(): Command {
  return new Command('list')
    .description('list runs, newest first')
    .option('-n, --limit <count>', 'how many', '20')
    .addOption(new Option('--status <status>', 'only runs in this state').choices(STATUSES))
    .addOption(new Option('--verdict <verdict>', 'only runs that ended so').choices(VERDICTS))
    .option('--profile <name>', 'only runs of this profile')
    .option('--since <time>', 'started at or after, e.g. 2026-11-24T08:00:00Z')
    .option('--until <time>', 'started before')
    .action(({ limit, since, until, ...kind }: { limit: string } & RunFilter, command: Command) => {
      if (!/^[1-9]\d{0,5}$/.test(limit)) throw invalidInput('limit', limit, 'Write a whole number of at least 1.');
      const filter = { ...kind, since: timeOf('since', since), until: timeOf('until', until) };
      return withRuns(async (all) => {
        const found = await firstRuns(all, filter, Number(limit));
        print(command, found, () => plainTable([['run', 'status', 'stage', 'verdict', 'false positives', 'profile', 'started'], ...found.map(row)]));
      });
    });
}

const LARGEST_PAGE = 200;

/** As many as are asked for, page after page. */
async function firstRuns(all: Runs, filter: RunFilter, limit: number): Promise<RunSummary[]> {
  const found: RunSummary[] = [];
  let token: string | undefined;
  do {
    const page = await all.list(filter, Math.min(LARGEST_PAGE, limit - found.length), token);
    found.push(...page.runs);
    token = page.nextPageToken ?? undefined;
  } while (token !== undefined && found.length < limit);
  return found;
}

function timeOf(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) throw invalidInput(field, text, 'Write an ISO 8601 time such as 2026-11-24T08:00:00Z.');
  return time.toISOString();
}

function row({ run, status, state, stage, verdict, falsePositiveRate, profile, startedAt }: RunSummary): string[] {
  return [run, status || state, stage, verdict, falsePositiveRate === null ? '' : percent(falsePositiveRate, 2), profile, startedAt.slice(0, 19)];
}

import type { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { runFile } from '../api/view-of.ts';
import type { ReportContent } from '../domain/render/report.ts';
import { checkedStart } from './checked-start.ts';
import { begin } from './run.ts';
import { watchToTheEnd } from './watch.ts';
import { withClient } from './with-runs.ts';

export interface AskOptions {
  readonly profile?: string;
  readonly set?: readonly string[];
  readonly detach?: true;
}

/** Starts a run that answers a question, follows it to its end and gives its report; nothing where it was left alone. */
export async function askRun(question: { readonly ablation?: true; readonly loso?: true }, { profile, set = [], detach }: AskOptions, command: Command): Promise<ReportContent | undefined> {
  const start = await checkedStart(readSettings(), { ...question, ...(profile !== undefined && { profile }), ...(set.length > 0 && { set }) });
  let report: ReportContent | undefined;
  await withClient(async (client, settings) => {
    const run = await begin(client, settings, start, command);
    if (detach) return;
    process.exitCode = await watchToTheEnd(client, settings, run, command);
    report = JSON.parse((await runFile(openStore(settings), run, 'report.json'))!.toString()) as ReportContent;
  });
  return report;
}

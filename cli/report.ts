import { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { evidenceDocument } from '../api/evidence-document.ts';
import { runFile, storedReport } from '../api/view-of.ts';
import { HoneError } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { renderEvidence } from '../domain/render/evidence-document.ts';
import { liveView } from './live-view.ts';
import { print } from './output.ts';
import { unpackRun } from './unpack-run.ts';

/**
 * `hone report <run>`: the report of a run (Markdown; JSON with `--json`), from the store: no server is needed. With `--evidence` the
 * document to sign, which is there as soon as the package is: before the run's end a server is asked what it has made.
 */
export function report(): Command {
  return new Command('report')
    .description('print the report of a run that has ended, or the evidence of its package')
    .argument('<run>', 'workflow id')
    .option('--unpack', 'write report, plan and package as files instead, below HONE_HOME/runs')
    .option('--evidence', "what the run's package rests on, for people who answer for it")
    .action(async (run: string, { unpack, evidence }: { unpack?: true; evidence?: true }, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const settings = readSettings();
      const store = openStore(settings);
      if (evidence) return void process.stdout.write(await evidenceOf(store, run, json ?? false));
      const stored = await runFile(store, run, `report.${json ? 'json' : 'md'}`);
      if (!stored) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report yet; it does when it ends. \`hone list\` shows the runs.`);
      if (!unpack) return void process.stdout.write(stored);
      const folder = await unpackRun(settings, store, run);
      print(command, { folder }, () => folder);
    });
}

async function evidenceOf(store: ObjectStore, run: string, json: boolean): Promise<string> {
  const view = (await storedReport(store, run))?.view ?? (await liveView(run));
  if (!view) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report yet, and no worker answers what it has made so far. \`hone list\` shows the runs.`);
  const document = await evidenceDocument(store, view);
  return json ? `${JSON.stringify(document)}\n` : renderEvidence(document);
}

import { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { runFile } from '../api/view-of.ts';
import { HoneError } from '../domain/errors.ts';
import { print } from './output.ts';
import { unpackRun } from './unpack-run.ts';

/** `hone report <run>`: the report of a run (Markdown; JSON with `--json`), from the store: no server is needed. */
export function report(): Command {
  return new Command('report')
    .description('print the report of a run that has ended')
    .argument('<run>', 'workflow id')
    .option('--unpack', 'write report, plan and package as files instead, below HONE_HOME/runs')
    .action(async (run: string, { unpack }: { unpack?: true }, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const settings = readSettings();
      const store = openStore(settings);
      const stored = await runFile(store, run, `report.${json ? 'json' : 'md'}`);
      if (!stored) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report yet; it does when it ends. \`hone list\` shows the runs.`);
      if (!unpack) return void process.stdout.write(stored);
      const folder = await unpackRun(settings, store, run);
      print(command, { folder }, () => folder);
    });
}

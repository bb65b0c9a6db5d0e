import { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { runFile } from '../api/view-of.ts';
import { HoneError } from '../domain/errors.ts';

/** `hone report <run>`: the report of a run (Markdown; JSON with `--json`), from the store: no server is needed. */
export function report(): Command {
  return new Command('report')
    .description('print the report of a run that has ended')
    .argument('<run>', 'workflow id')
    .action(async (run: string, _options: object, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const stored = await runFile(openStore(readSettings()), run, `report.${json ? 'json' : 'md'}`);
      if (!stored) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report yet; it does when it ends. \`hone list\` shows the runs.`);
      process.stdout.write(stored);
    });
}

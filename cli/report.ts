import { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { HoneError } from '../domain/errors.ts';

/** `hone report <run>`: the report of a run (Markdown; JSON with `--json`), from the store: no server is needed. */
export function report(): Command {
  return new Command('report')
    .description('print the report of a run')
    .argument('<run>', 'workflow id')
    .action(async (run: string, _options: object, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const key = `runs/${run}/report.${json ? 'json' : 'md'}`;
      const stored = await openStore(readSettings()).read(key);
      if (!stored) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report yet.`);
      process.stdout.write(stored.bytes);
    });
}

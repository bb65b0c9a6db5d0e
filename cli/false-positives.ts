import { Command } from 'commander';
import { reportedRows } from '../activities/engine/intake.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { countBy } from '../domain/count-by.ts';
import { thousands } from '../domain/render/numbers.ts';
import { plainTable } from '../domain/render/table.ts';
import { addFalsePositives } from './add-false-positives.ts';
import { print } from './output.ts';

/** `hone false-positives add|list`: honest prompts that were blocked; the next run mines them beside its traffic. */
export function falsePositives(): Command {
  return new Command('false-positives').description('take in honest prompts that were blocked; the next run mines them').addCommand(add()).addCommand(list());
}

function add(): Command {
  return new Command('add')
    .description('store prompts, each once: lines of {"text": "…", "source"?: "…", "category"?: "…"}')
    .argument('[file]', 'JSON lines; default, and -, is stdin')
    .action((file: string | undefined, _options: object, command: Command) => addFalsePositives(command, file ?? '-'));
}

function list(): Command {
  return new Command('list').description('count what was taken in, by source; no texts are shown').action(async (_options: object, command: Command) => {
    const rows = await reportedRows(openStore(readSettings()));
    const bySource = countBy(rows, ({ source }) => source);
    const counts = Object.entries(bySource).map(([source, count]) => [source, thousands(count)]);
    print(command, { total: rows.length, bySource }, () => plainTable([['source', 'prompts'], ...counts, ['all', thousands(rows.length)]]));
  });
}

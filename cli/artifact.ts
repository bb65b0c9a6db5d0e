import { Command } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { HoneError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { thousands } from '../domain/render/numbers.ts';
import { plainTable } from '../domain/render/table.ts';
import { deliver } from './deliver.ts';
import { liveView } from './live-view.ts';
import { print } from './output.ts';
import { runArtifacts } from './run-artifacts.ts';

/** `hone artifact <run> [name or sha256]`: the bytes of what a run made; without a name, a list of it. */
export function artifact(): Command {
  return new Command('artifact')
    .description('write out what a run made; without a name, list it')
    .argument('<run>')
    .argument('[artifact]', 'name or SHA-256, as the list shows them')
    .option('-o, --output <file>', 'default stdout')
    .action(async (run: string, wanted: string | undefined, { output }: { output?: string }, command: Command) => {
      const store = openStore(readSettings());
      const made = await runArtifacts(store, run, await liveView(run));
      if (wanted === undefined) return print(command, made, () => plainTable([['artifact', 'bytes', 'rows', 'sha256'], ...Object.entries(made).map(row)]));
      const ref = made[wanted] ?? Object.values(made).find(({ sha256 }) => sha256 === wanted);
      if (!ref) throw unknown(run, wanted, Object.keys(made));
      await deliver(store, ref, output);
      if (output !== undefined) print(command, { output, ...ref }, () => `${output}: ${thousands(ref.bytes)} bytes`);
    });
}

function row([name, { bytes, rows, sha256 }]: [string, ArtifactRef]): string[] {
  return [name, thousands(bytes), rows === undefined ? '' : thousands(rows), sha256];
}

function unknown(run: string, wanted: string, names: readonly string[]): HoneError {
  const meant = nearest(wanted, names);
  return new HoneError('HONE_NOT_FOUND', `artifact: ${run} has made no "${wanted}"${meant === undefined ? '' : `; did you mean ${meant}?`} \`hone artifact ${run}\` lists what it made.`);
}

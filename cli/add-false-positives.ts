import type { Command } from 'commander';
import { reportFalsePositives } from '../activities/engine/intake.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { HoneError } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { thousands } from '../domain/render/numbers.ts';
import { contentOf } from './content-of.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';
import { parsePromptLines } from './prompt-lines.ts';
import type { PromptLine } from './prompt-lines.ts';

interface Taken {
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

/** Stores the prompts of a file, `-` for stdin, and says what became of each line. Lines that are no text to learn from set exit code 2. */
export async function addFalsePositives(command: Command, file: string): Promise<void> {
  const lines = parsePromptLines(await contentOf(file, 'file'), file === '-' ? 'stdin' : file);
  const taken = await take(openStore(readSettings()), lines);
  print(command, taken, () => describeTaken(taken));
  if (taken.rejected.length > 0) process.exitCode = 2;
}

const BATCH = 1_000;

async function take(store: ObjectStore, lines: readonly PromptLine[]): Promise<Taken> {
  let taken: Taken = { stored: 0, duplicates: 0, rejected: [] };
  for (let from = 0; from < lines.length; from += BATCH) {
    const batch = lines.slice(from, from + BATCH);
    const { stored, duplicates, rejected } = await reportFalsePositives(store, batch.map(({ prompt }) => prompt), operator()).catch((error: unknown) => broken(error, from, lines.length));
    const refused = rejected.map(({ index, reason }) => ({ line: batch[index]!.line, reason }));
    taken = { stored: taken.stored + stored, duplicates: taken.duplicates + duplicates, rejected: [...taken.rejected, ...refused] };
  }
  return taken;
}

function broken(error: unknown, done: number, all: number): never {
  if (!(error instanceof HoneError)) throw error;
  throw new HoneError(error.code, `${error.message} At least ${done} of ${all} prompts were taken in; run it again, those are duplicates then.`, { cause: error });
}

function describeTaken({ stored, duplicates, rejected }: Taken): string {
  const head = `${thousands(stored)} stored, ${thousands(duplicates)} known already, ${thousands(rejected.length)} rejected`;
  return [head, ...rejected.map(({ line, reason }) => `line ${line}: ${reason}`)].join('\n');
}

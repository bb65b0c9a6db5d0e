import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { allDecisions, decide } from '../activities/engine/reviews.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { thousands } from '../domain/render/numbers.ts';
import { contentOf } from './content-of.ts';
import type { FoundDoubts } from './find-doubts.ts';
import { print } from './output.ts';
import { parseReviewLines, reviewLine } from './review-lines.ts';
import { nextStep } from './review-loop.ts';
import { shellWord } from './shell-word.ts';

/** Writes what is to be decided as JSON lines to a new file, or to stdout. */
export async function exportDoubts(command: Command, { run, doubts }: FoundDoubts, file: string): Promise<void> {
  const lines = doubts.map((open) => `${plainJson(reviewLine(open))}\n`).join('');
  if (file === '-') return void process.stdout.write(lines);
  // A file that is there already may hold decisions that nobody has imported yet. Customers' words are for their owner only.
  await writeFile(file, lines, { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
    throw new HoneError('HONE_INVALID_INPUT', invalidInput('export', file, 'Name a new file in a folder that can be written to.').message, { cause });
  });
  print(command, { run, exported: doubts.length, file }, () => `${thousands(doubts.length)} labels to decide on in ${file}; fill in each decision (benign, malicious or drop), then \`hone review --import ${shellWord(file)}\``);
}

/** JSON in which what an editor would hide or reorder is written as an escape. */
function plainJson(value: object): string {
  return JSON.stringify(value).replaceAll(/[\p{Cf}\u2028\u2029]/gu, (hidden) => hidden.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''));
}

/** Takes the decisions of such a file, all or, where a line is wrong, none. Those that hold already are not written again. */
export async function importDecisions(command: Command, store: ObjectStore, file: string, by: string): Promise<void> {
  const decisions = parseReviewLines(await contentOf(file, 'import'), file === '-' ? 'stdin' : file);
  const holding = new Map((await allDecisions(store)).map(({ textHash, decision }) => [textHash, decision]));
  const fresh = decisions.filter(({ textHash, decision }) => holding.get(textHash) !== decision);
  for (const { textHash, decision } of fresh) await decide(store, textHash, decision, by);
  const unchanged = decisions.length - fresh.length;
  print(command, { decided: fresh.length, unchanged }, () => `${thousands(fresh.length)} decided, ${thousands(unchanged)} known already; ${nextStep()}`);
}

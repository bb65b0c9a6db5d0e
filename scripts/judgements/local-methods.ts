import { readFileSync } from 'node:fs';
import { agreement, judgedShares } from './agreement.ts';
import type { Judged } from './agreement.ts';

/** The judged variations of the local methods, in the file's order. */
export function judgedLocalMethods(): Judged[] {
  const file = readFileSync(new URL('../../data/judgements/local-methods.jsonl', import.meta.url), 'utf8');
  return file.trimEnd().split('\n').map((line) => JSON.parse(line) as Judged);
}

/** The figures as `docs/augmentation.md` prints them. */
export function judgedLines(judged: readonly Judged[] = judgedLocalMethods()): string[] {
  const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;
  const shares = [...judgedShares(judged)].sort((a, b) => (a.method < b.method ? -1 : 1));
  const { share, kappa } = agreement(judged);
  return [
    '| method | variations | good in the first reading | in the second | in both |',
    '|---|---|---|---|---|',
    ...shares.map((one) => `| ${one.method} | ${one.variations} | ${percent(one.first)} | ${percent(one.second)} | ${percent(one.both)} |`),
    '',
    `The readings agree on ${percent(share)} of the variations, Cohen's kappa ${kappa.toFixed(2)}.`,
  ];
}

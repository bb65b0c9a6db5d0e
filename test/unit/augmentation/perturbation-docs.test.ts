import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PAYLOAD_RULES } from '../../../augmentation/payload-rules.ts';
import { PERTURBATIONS } from '../../../augmentation/perturbations.ts';

/** The rows of the table whose header starts with a word. */
function tableUnder(header: string): string[] {
  const lines = readFileSync('docs/augmentation.md', 'utf8').split('\n');
  const at = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const rows = lines.slice(at + 2);
  return rows.slice(0, rows.findIndex((line) => !line.startsWith('|')));
}

test('docs/augmentation.md lists every perturbation as it is', () => {
  expect(tableUnder('perturbation')).toEqual(
    PERTURBATIONS.map(({ id, description, undo, hidesFromModel }) => `| \`${id}\` | ${description} | ${undo ? 'inverse' : 'detector'} | ${hidesFromModel ? 'no' : 'yes'} |`),
  );
});

test('docs/augmentation.md lists every payload rule as it is', () => {
  expect(tableUnder('payload rule')).toEqual(PAYLOAD_RULES.map(({ id, description }) => `| \`${id}\` | ${description} |`));
});

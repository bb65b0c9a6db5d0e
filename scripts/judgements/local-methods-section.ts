import { RULES } from '../../augmentation/rules/index.ts';
import { judgedLines } from './local-methods.ts';

/** The parts of `docs/augmentation.md` that are made from the rules and the judgements, between their markers. */
export function withGeneratedParts(document: string): string {
  return replaced(replaced(document, 'rules', ruleLines()), 'judged', judgedLines());
}

function ruleLines(): string[] {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = RULES.map(({ id, family, examples }) => `| \`${id}\` | ${family} | ${cell(examples[0]![0])} | ${cell(examples[0]![1])} |`);
  return ['| rule | family | from | to |', '|---|---|---|---|', ...rows];
}

function replaced(document: string, part: string, lines: readonly string[]): string {
  const [from, to] = [`<!-- ${part}: npx tsx scripts/write-augmentation-docs.ts -->`, `<!-- end of ${part} -->`];
  const [start, end] = [document.indexOf(from), document.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`docs/augmentation.md has no place for its ${part}: put the lines ${from} and ${to} back.`);
  return `${document.slice(0, start + from.length)}\n\n${lines.join('\n')}\n\n${document.slice(end)}`;
}

import type { Command } from 'commander';
import { countBy } from '../domain/count-by.ts';
import { thousands } from '../domain/render/numbers.ts';
import { plainTable } from '../domain/render/table.ts';
import type { FoundDoubts } from './find-doubts.ts';
import { print } from './output.ts';
import { reviewLine } from './review-lines.ts';
import { beginningOf, visibleText } from './visible-text.ts';

/** Prints what is to be decided, counted and as a table with the beginning of each text; with `--json` all of it. */
export function listDoubts(command: Command, { run, doubts }: FoundDoubts): void {
  const counts = { byLabel: countBy(doubts, ({ doubt }) => doubt.label), bySource: countBy(doubts, ({ doubt }) => doubt.source), byStage: countBy(doubts, ({ stage }) => stage) };
  print(command, { run, total: doubts.length, ...counts, doubts: doubts.map(reviewLine) }, () => {
    if (doubts.length === 0) return run === null ? 'no run has labels to decide on' : `${run} has no labels to decide on`;
    const rows = doubts.map(({ stage, doubt: { label, score, source, text } }) => [label, score.toFixed(3), source, stage, excerpt(text)]);
    const words = Object.values(counts).map((each) => Object.entries(each).map(([name, count]) => `${thousands(count)} ${name}`).join(', '));
    return [`${thousands(doubts.length)} labels of ${run} to decide on: ${words.join('; ')}`, plainTable([['label', 'score', 'source', 'from', 'text'], ...rows])].join('\n');
  });
}

const EXCERPT = 60;

function excerpt(text: string): string {
  const { shown, cut } = beginningOf(visibleText(text.replaceAll(/\s+/g, ' ').trim()), EXCERPT, 1);
  return shown.trimEnd() + (cut > 0 ? '…' : '');
}

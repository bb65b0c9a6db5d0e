import { readFileSync } from 'node:fs';
import { guardRuntime } from '../adapters/guard/guard-runtime.ts';
import { readSettings } from '../adapters/settings.ts';
import { groupBy } from '../domain/group-by.ts';
import { percent } from '../domain/render/numbers.ts';
import { markdownTable } from '../domain/render/table.ts';
import { measuredRate } from '../domain/statistics/measured-rate.ts';

/**
 * `npx tsx scripts/flagged-share.ts FILE.jsonl PACKAGE [--unflagged]`: the share of the rows that a package flags at its threshold,
 * with its 95 % Wilson interval, all and by category. `--unflagged` lists the ids and scores of the rows it lets through.
 */
interface FileRow {
  readonly id: string;
  readonly text: string;
  readonly category: string;
}

const [file, directory, option] = process.argv.slice(2);
if (file === undefined || directory === undefined) {
  console.error('usage: npx tsx scripts/flagged-share.ts FILE.jsonl PACKAGE [--unflagged]');
  process.exit(2);
}

const rows = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as FileRow);
const guard = await guardRuntime({ threads: readSettings().threads }).load(directory);
const scores = await guard.score(rows.map(({ text }) => text));
await guard.close();
const judged = rows.map((row, index) => ({ ...row, score: scores[index]!, flagged: scores[index]! >= guard.threshold }));

const line = (name: string, of: typeof judged): string[] => {
  const { count, n, rate, interval } = measuredRate(of.filter(({ flagged }) => flagged).length, of.length)!;
  return [name, `${count} of ${n}`, percent(rate), `${(100 * interval.low).toFixed(1)}–${percent(interval.high)}`];
};
const kinds = [...groupBy(judged, ({ category }) => category)].sort(([a], [b]) => (a < b ? -1 : 1));
console.log(`Package ${guard.packageId.slice(0, 12)}, threshold ${guard.threshold}\n`);
console.log(markdownTable([['kind', 'flagged', 'share', '95 % interval'], ...kinds.map(([kind, of]) => line(kind, of)), line('all', judged)]));
if (option === '--unflagged') for (const { id, category, score } of judged) if (score < guard.threshold) console.log(`${id}\t${score.toFixed(3)}\t${category}`);

import { parseArgs } from 'node:util';
import { loadLexicon } from '../adapters/lexicon.ts';
import { expandSource } from '../augmentation/expand.ts';
import { sampleRows } from '../bench/sample-rows.ts';
import type { SampleRow } from '../bench/sample-rows.ts';
import { byHash } from '../domain/by-hash.ts';
import { rng } from '../domain/rng.ts';
import sample from '../profiles/sample.json' with { type: 'json' };

/**
 * Draws variations to be judged, as JSON lines in shuffled order: `--each` per local method, after the sample profile's filters,
 * one per prompt. `tsx scripts/draw-variations.ts --seed 1 [--each 50]`
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, each: { type: 'string', default: '50' } } });
const [seed, each] = [Number(values.seed), Number(values.each)];
if (!Number.isInteger(seed)) throw new Error('Say which seed, as in `--seed 1`: the same seed draws the same variations.');

/** Traffic of which the sample's champion has seen no like: its false positives are found among these. */
const LIKE_ATTACKS = new Set(['prompts-chat', 'gpteacher-roleplay', 'nl2bash', 'cyberseceval-frr', 'shirepydev-templated', 'nlu-eval']);
/** A reader compares the whole text. */
const MAX_CHARACTERS = 1_500;

const context = { lexicon: loadLexicon() };
const rows = byHash(sampleRows('traffic').filter(({ text }) => text.length <= MAX_CHARACTERS), 'draw', seed);
const drawn = [...(await draw('restructuring', rows.filter((_, index) => index % 2 === 0))), ...(await draw('synonyms', rows.filter((_, index) => index % 2 === 1)))];
for (const pair of rng(seed, 'shuffle').shuffle(drawn)) process.stdout.write(`${JSON.stringify(pair)}\n`);

interface Pair {
  readonly id: string;
  readonly method: 'restructuring' | 'synonyms';
  readonly source: string;
  readonly text: string;
  readonly variation: string;
  readonly detail: string;
}

/** Half from traffic that looks like attacks, half from the rest, the sources of each half in turn. */
async function draw(method: Pair['method'], from: readonly SampleRow[]): Promise<Pair[]> {
  const half = Math.ceil(each / 2);
  const alike = await drawHalf(method, from.filter((row) => LIKE_ATTACKS.has(row.source)), half);
  return [...alike, ...(await drawHalf(method, from.filter((row) => !LIKE_ATTACKS.has(row.source)), each - half))];
}

async function drawHalf(method: Pair['method'], from: readonly SampleRow[], count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const row of inTurn(from)) {
    if (pairs.length === count) break;
    const { kept } = await expandSource(row, { [method]: 1 }, { seed, context, checks: { filters: sample.augmentation.filters, seen: () => false } });
    for (const { id, text, detail } of kept) pairs.push({ id, method, source: row.source, text: row.text, variation: text, detail });
  }
  return pairs;
}

function inTurn(from: readonly SampleRow[]): SampleRow[] {
  const bySource = new Map<string, SampleRow[]>();
  for (const row of from) {
    const queue = bySource.get(row.source) ?? [];
    queue.push(row);
    bySource.set(row.source, queue);
  }
  const queues = [...bySource.keys()].sort().map((source) => bySource.get(source)!);
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, index) => queues.flatMap((queue) => queue[index] ?? [])).flat();
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { loadGuard } from '../adapters/guard/load-guard.ts';
import { readSettings } from '../adapters/settings.ts';
import { distinctPrompts } from './distinct-prompts.ts';
import { percentile } from './percentile.ts';
import { record, tableRow } from './record.ts';
import { MAX_TOKENS, trainedPackages } from './trained-packages.ts';

/**
 * Rows a second of scoring real traffic with `loadGuard`, fp32 and int8, against transformers' pipeline with the same weights, texts and
 * threads. Tokenisation is included, loading is not. `tsx bench/scoring.ts [--texts 3000] [--runs 5] [--threads 2]`
 */
const { values } = parseArgs({ options: { texts: { type: 'string', default: '3000' }, runs: { type: 'string', default: '5' }, threads: { type: 'string', default: '2' } } });
const [count, runs, threads] = [Number(values.texts), Number(values.runs), Number(values.threads)];
const WARM_UP = 64;
/** Rounding of float32 in another order of additions; anything else is another model. */
const MAX_DIFFERENCE = 1e-3;

interface Scored {
  readonly seconds: number;
  readonly scores: ArrayLike<number>;
}

const packages = await trainedPackages();
const prompts = distinctPrompts(count + WARM_UP, 'bench scoring');
const [warmUp, texts] = [prompts.slice(0, WARM_UP), prompts.slice(WARM_UP)];
const contestants = {
  honeInt8: () => hone(packages.int8),
  honeFp32: () => hone(packages.fp32),
  pipelineSorted64: () => pipeline(true, 64),
  pipelineSorted16: () => pipeline(true, 16),
  pipelineUnsorted64: () => pipeline(false, 64),
};
type Contestant = keyof typeof contestants;
const names = Object.keys(contestants) as Contestant[];
const seconds = each(() => [] as number[]);
const scores: Partial<Record<Contestant, ArrayLike<number>>> = {};
for (let run = 0; run < runs; run++) {
  for (const name of names) {
    const scored = await contestants[name]();
    seconds[name].push(scored.seconds);
    scores[name] = scored.scores;
    process.stderr.write(`${name}: ${(texts.length / scored.seconds).toFixed(0)} rows/s\n`);
  }
}

const rowsPerSecond = each((name) => texts.length / percentile(seconds[name], 0.5));
const peer = Math.max(rowsPerSecond.pipelineSorted64, rowsPerSecond.pipelineSorted16, rowsPerSecond.pipelineUnsorted64);
const ratios = { fp32: rowsPerSecond.honeFp32 / peer, int8: rowsPerSecond.honeInt8 / peer };
const largestDifference = { fp32: largest(scores.honeFp32!, scores.pipelineSorted64!), int8: largest(scores.honeInt8!, scores.pipelineSorted64!) };
if (!(largestDifference.fp32 < MAX_DIFFERENCE)) throw new Error(`Hone's fp32 scores differ from the pipeline's by ${largestDifference.fp32}: not the same model, so not a comparison.`);
record('scoring', { texts: texts.length, threads, runs, rowsPerSecond, ratios, largestDifference }, { seconds });
const rate = (name: Contestant): string => rowsPerSecond[name].toFixed(0);
tableRow(
  `scoring ${texts.length} real prompts, ${threads} threads`,
  `fp32 ${rate('honeFp32')} rows/s, int8 ${rate('honeInt8')}; transformers sorted by length ${rate('pipelineSorted64')} in batches of 64, ${rate('pipelineSorted16')} of 16, unsorted ${rate('pipelineUnsorted64')}: ${ratios.fp32.toFixed(1)}× its best at fp32 (goal: 2×), ${ratios.int8.toFixed(1)}× as shipped (goal: 5×); scores differ by at most ${largestDifference.fp32.toExponential(0)} at fp32`,
);

function each<T>(value: (name: Contestant) => T): Record<Contestant, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Contestant, T>;
}

/** A fresh guard, which remembers no text. */
async function hone(directory: string): Promise<Scored> {
  const guard = await loadGuard(directory, { threads });
  try {
    await guard.score(warmUp);
    const startedAt = performance.now();
    const answer = await guard.score(texts);
    return { seconds: (performance.now() - startedAt) / 1000, scores: answer };
  } finally {
    await guard.close();
  }
}

async function pipeline(sorted: boolean, batch: number): Promise<Scored> {
  const directory = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  try {
    const request = join(directory, 'request.json');
    await writeFile(request, JSON.stringify({ weights: packages.weights, maxTokens: MAX_TOKENS, threads, batch, sorted, warmUp, texts }));
    const env = { OMP_NUM_THREADS: String(threads), TOKENIZERS_PARALLELISM: 'true', HF_HUB_OFFLINE: '1' };
    const { stdout } = await execa(readSettings().python, [new URL('peers/transformers_pipeline.py', import.meta.url).pathname, request], { env, stderr: 'inherit' });
    return JSON.parse(stdout) as Scored;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (score, index) => Math.abs(score - b[index]!)).reduce((most, difference) => Math.max(most, difference), 0);
}

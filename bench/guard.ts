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
 * `loadGuard` against Python's onnxruntime and tokenizers on the same int8 file, tokenisation included: one prompt at a time; prompts of mixed lengths
 * as they come, against batches of 32 in the order of the input; and both in the same batches of 32, longest first.
 * `tsx bench/guard.ts [--texts 10000] [--single 1000] [--runs 5] [--threads 2]`
 */
const { values } = parseArgs({ options: { texts: { type: 'string', default: '10000' }, single: { type: 'string', default: '1000' }, runs: { type: 'string', default: '5' }, threads: { type: 'string', default: '2' } } });
const [count, single, runs, threads] = [Number(values.texts), Number(values.single), Number(values.runs), Number(values.threads)];
const [WARM_UP, BATCH] = [64, 32];
/** The same kernels on the same tokens; anything else is another model. */
const MAX_DIFFERENCE = 1e-4;

interface Scored {
  readonly seconds: number;
  readonly scores: ArrayLike<number>;
}

const { int8: directory } = await trainedPackages();
const prompts = distinctPrompts(count + WARM_UP, 'bench guard');
const [warmUp, texts] = [prompts.slice(0, WARM_UP), prompts.slice(WARM_UP)];
const singles = texts.slice(0, single);
const contestants = {
  honeSingle: () => hone(singles, { threads: 1, modelThreads: threads }, 1),
  pythonSingle: () => python(singles, { batch: 1, sorted: false }),
  hone: () => hone(texts, { threads }),
  pythonInputOrder: () => python(texts, { batch: BATCH, sorted: false }),
  // One thread with all cores inside, so that the batches are the peer's own.
  honeBatches: () => hone(byLength(texts), { threads: 1, modelThreads: threads, batch: BATCH }),
  pythonBatches: () => python(texts, { batch: BATCH, sorted: true }),
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
    process.stderr.write(`${name}: ${(scored.scores.length / scored.seconds).toFixed(0)} rows/s\n`);
  }
}

const rowsPerSecond = each((name) => scores[name]!.length / percentile(seconds[name], 0.5));
const ratios = {
  single: rowsPerSecond.honeSingle / rowsPerSecond.pythonSingle,
  mixed: rowsPerSecond.hone / rowsPerSecond.pythonInputOrder,
  identicalBatches: rowsPerSecond.honeBatches / rowsPerSecond.pythonBatches,
};
const difference = largest(scores.honeSingle!, scores.pythonSingle!);
if (!(difference < MAX_DIFFERENCE)) throw new Error(`Scores of single prompts differ by ${difference}: not the same model, so not a comparison.`);
record('guard', { texts: texts.length, single, threads, runs, rowsPerSecond, ratios, difference }, { seconds });
const rate = (name: Contestant): string => rowsPerSecond[name].toFixed(0);
tableRow(
  `loadGuard against Python onnxruntime on the same int8 file, ${threads} threads, ${runs} runs`,
  `one prompt at a time ${rate('honeSingle')} and ${rate('pythonSingle')} rows/s: ${ratios.single.toFixed(2)}× (goal 1×); ${texts.length} prompts, Hone one by one ${rate('hone')}, Python in batches of ${BATCH} in input order ${rate('pythonInputOrder')}: ${ratios.mixed.toFixed(2)}× (goal 1.3×); both in the same sorted batches ${rate('honeBatches')} and ${rate('pythonBatches')}: ${ratios.identicalBatches.toFixed(2)}× (goal 0.95×)`,
);

function each<T>(value: (name: Contestant) => T): Record<Contestant, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Contestant, T>;
}

function byLength(some: readonly string[]): string[] {
  return [...some].sort((a, b) => b.length - a.length);
}

/** A fresh guard, which remembers no text. `atOnce` texts a call; all when left out. */
async function hone(some: readonly string[], options: { readonly threads: number; readonly modelThreads?: number; readonly batch?: number }, atOnce = some.length): Promise<Scored> {
  const guard = await loadGuard(directory, options);
  try {
    await guard.score(warmUp);
    const answers: number[] = [];
    const startedAt = performance.now();
    for (let from = 0; from < some.length; from += atOnce) answers.push(...(await guard.score(some.slice(from, from + atOnce))));
    return { seconds: (performance.now() - startedAt) / 1000, scores: answers };
  } finally {
    await guard.close();
  }
}

async function python(some: readonly string[], { batch, sorted }: { readonly batch: number; readonly sorted: boolean }): Promise<Scored> {
  const folder = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  try {
    const request = join(folder, 'request.json');
    await writeFile(request, JSON.stringify({ package: directory, maxTokens: MAX_TOKENS, threads, batch, sorted, warmUp, texts: some }));
    const { stdout } = await execa(readSettings().python, [new URL('peers/onnxruntime_guard.py', import.meta.url).pathname, request], { env: { TOKENIZERS_PARALLELISM: 'true' }, stderr: 'inherit' });
    return JSON.parse(stdout) as Scored;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (score, index) => Math.abs(score - b[index]!)).reduce((most, next) => Math.max(most, next), 0);
}

import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { duckdbTables } from '../adapters/duckdb-tables.ts';
import { readSettings } from '../adapters/settings.ts';
import { trainerProcess } from '../adapters/trainer-process.ts';
import { recallAtFalsePositiveRate, rocAuc } from '../domain/statistics/ranking.ts';
import { whileWatchingGpu } from './gpu-use.ts';
import type { GpuUse } from './gpu-use.ts';
import { peersPython } from './peers-python.ts';
import { percentile } from './percentile.ts';
import { record, tableRow } from './record.ts';
import { trainingTables } from './training-tables.ts';
import { MAX_TOKENS } from './trained-packages.ts';

/**
 * Rows a second of training with Hone's trainer and with transformers' `Trainer` at its best: same base model, rows, epochs, batch, schedule,
 * loss, dropout and threads; and what both models are worth on held-out rows. Start-up, loading and tokenisation are outside the rate.
 * `tsx bench/training.ts [--rows 2000] [--tuning 1500] [--epochs 1] [--runs 3] [--threads 2] [--device auto] [--peers eager,sdpa,workers,compiled]`
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000' },
    tuning: { type: 'string', default: '1500' },
    epochs: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    device: { type: 'string', default: 'auto' },
    peers: { type: 'string', default: 'eager,sdpa,workers,compiled' },
  },
});
const [count, held, epochs, runs, threads] = [values.rows, values.tuning, values.epochs, values.runs, values.threads].map(Number) as [number, number, number, number, number];
const SEED = 7;
const BASE = 'packaged:all-MiniLM-L6-v2';
const SETTINGS = { batchSize: 32, learningRate: 5e-5, weightDecay: 0.01, warmupShare: 0.06, dropout: 0.1 };
/** Hone's model may be this much worse than the peer's; a seed alone moves a model by as much. */
const TOLERANCE = { rocAuc: 0.01, recall: 0.05 };
const WORKED_EXAMPLE = { rows: 90_566, epochs: 12 };

interface Trained {
  readonly startUpSeconds: number;
  readonly trainSeconds: number;
  /** Of all threads in the same time. With one thread it hardly depends on what else the machine does; with more, waiting counts, too. */
  readonly cpuSeconds: number;
  /** Of the rows trained on, special tokens in, padding not; the peer's say. */
  readonly tokens?: number;
  readonly detail: object;
  readonly weights: string;
}

interface Measured extends Omit<Trained, 'weights'> {
  readonly rowsPerSecond: number;
  readonly rocAuc: number;
  /** At a false-positive rate of at most 1 %. */
  readonly recall: number;
  readonly gpu: GpuUse | undefined;
}

const settings = readSettings();
const trainer = trainerProcess({ python: settings.python, trainerDirectory: join(settings.projectDirectory, 'trainer'), graceMs: settings.trainerGraceMs, threads, log: () => undefined });
const python = await peersPython('training-requirements.txt', { besideHone: true });
const folder = await mkdtemp(join(tmpdir(), 'hone-bench-training-'));
try {
  const data = await trainingTables(folder, { train: count, tuning: held }, SEED);
  const base = (await execa(settings.python, ['-c', `from hone_trainer import model; print(model.model_folder("${BASE}"))`], { cwd: join(settings.projectDirectory, 'trainer') })).stdout.trim();
  const peers = { eager: { attention: 'eager' }, sdpa: { attention: 'sdpa' }, workers: { attention: 'eager', workers: 1 }, compiled: { attention: 'eager', compile: true }, fp32: { attention: 'eager', bf16: false } } as const;
  // Without the processor's bf16 instructions bf16 is emulated, so fp32 has its chance.
  const chosen = [...values.peers.split(','), ...(hasBf16() ? [] : ['fp32'])] as (keyof typeof peers)[];
  const contestants: Readonly<Record<string, (out: string, seed: number) => Promise<Trained>>> = {
    hone: (out, seed) => hone(data, out, seed),
    ...Object.fromEntries(chosen.map((name) => [name, (out: string, seed: number) => peer(data.train, base, peers[name], out, seed)])),
  };
  const raw: Record<string, Measured[]> = {};
  for (let run = 0; run < runs; run++) {
    for (const [name, train] of Object.entries(contestants)) {
      const out = join(folder, `${name}-${run}`);
      await mkdir(out);
      const { result, gpu } = await whileWatchingGpu(() => train(out, SEED + run));
      const { weights, ...trained } = result;
      const measured = { ...trained, rowsPerSecond: (count * epochs) / trained.trainSeconds, ...(await quality(weights, data.tuning, out)), gpu };
      (raw[name] ??= []).push(measured);
      process.stderr.write(`${name}: ${measured.rowsPerSecond.toFixed(1)} rows/s, ${((count * epochs) / measured.cpuSeconds).toFixed(1)} rows/CPU s, ROC-AUC ${measured.rocAuc.toFixed(4)}, recall ${measured.recall.toFixed(3)}\n`);
      await rm(out, { recursive: true });
    }
  }
  report(raw);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function report(raw: Readonly<Record<string, readonly Measured[]>>): void {
  const tokensPerRow = (Object.values(raw).flat().find(({ tokens }) => tokens !== undefined)?.tokens ?? NaN) / (count * epochs);
  const figures = Object.fromEntries(Object.entries(raw).map(([name, all]) => [name, summary(all, tokensPerRow)]));
  const { hone: ours, ...others } = figures as { hone: ReturnType<typeof summary> } & Record<string, ReturnType<typeof summary>>;
  const [bestName, best] = Object.entries(others).reduce((a, b) => (b[1].rowsPerSecond > a[1].rowsPerSecond ? b : a));
  const ratio = ours.rowsPerSecond / best.rowsPerSecond;
  const cpuRatio = ours.rowsPerCpuSecond / Math.max(...Object.values(others).map(({ rowsPerCpuSecond }) => rowsPerCpuSecond));
  const equal = ours.rocAuc >= best.rocAuc - TOLERANCE.rocAuc && ours.recall >= best.recall - TOLERANCE.recall;
  const hours = (rate: number): number => (WORKED_EXAMPLE.rows * WORKED_EXAMPLE.epochs) / rate / 3600;
  const workedExample = { ...WORKED_EXAMPLE, extrapolated: true, honeHours: hours(ours.rowsPerSecond), peerHours: hours(best.rowsPerSecond) };
  record('training', { rows: count, epochs, tuningRows: held, runs, threads, device: values.device, bf16: hasBf16(), tokensPerRow, settings: SETTINGS, figures, best: bestName, ratio, cpuRatio, tolerance: TOLERANCE, equalQuality: equal, workedExample }, { measured: raw });
  const rates = Object.entries(others).map(([name, { rowsPerSecond }]) => `${name} ${rowsPerSecond.toFixed(1)}`).join(', ');
  tableRow(
    `training on ${count} real prompts (${tokensPerRow.toFixed(0)} tokens on average), ${threads} threads, ${runs} runs`,
    `Hone ${ours.rowsPerSecond.toFixed(1)} rows/s, ${ours.tokensPerSecond.toFixed(0)} tokens/s; transformers' Trainer ${rates}: ${ratio.toFixed(2)}× its best (goal: 1.5×; ${cpuRatio.toFixed(2)}× by CPU time). ROC-AUC ${ours.rocAuc.toFixed(4)} and ${best.rocAuc.toFixed(4)}, recall at an FPR of 1 % ${ours.recall.toFixed(3)} and ${best.recall.toFixed(3)} (${equal ? 'within' : '**outside**'} ${TOLERANCE.rocAuc} and ${TOLERANCE.recall}). The worked example, extrapolated: ${workedExample.honeHours.toFixed(1)} h and ${workedExample.peerHours.toFixed(1)} h`,
  );
  if (!equal) throw new Error('The models are not of equal quality, so this is not a comparison.');
}

/** The rate of the median run; quality is the mean over the runs' seeds. */
function summary(all: readonly Measured[], tokensPerRow: number) {
  const rowsPerSecond = (count * epochs) / percentile(all.map(({ trainSeconds }) => trainSeconds), 0.5);
  const mean = (of: (one: Measured) => number): number => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const rowsPerCpuSecond = (count * epochs) / percentile(all.map(({ cpuSeconds }) => cpuSeconds), 0.5);
  return { rowsPerSecond, rowsPerCpuSecond, tokensPerSecond: rowsPerSecond * tokensPerRow, startUpSeconds: mean((one) => one.startUpSeconds), rocAuc: mean((one) => one.rocAuc), recall: mean((one) => one.recall), gpu: all[0]?.gpu };
}

async function hone(data: { readonly train: string; readonly tuning: string }, out: string, seed: number): Promise<Trained> {
  const { batchSize, learningRate, weightDecay, warmupShare, dropout } = SETTINGS;
  const train = { epochs, batch_size: batchSize, learning_rate: learningRate, weight_decay: weightDecay, warmup_share: warmupShare, dropout, patience: epochs, checkpoint_every_seconds: 1e6 };
  const request = { seed, model: { base: BASE, max_tokens: MAX_TOKENS }, data: { train: data.train, validation: data.tuning }, train, hints: { threads, device: values.device } };
  const startedAt = performance.now();
  let startUpSeconds = NaN;
  const onEvent = (): void => {
    if (Number.isNaN(startUpSeconds)) startUpSeconds = (performance.now() - startedAt) / 1000; // the first event says that training begins
  };
  await trainer.run('train', request, join(out, 'train'), { signal: new AbortController().signal, onEvent });
  const metrics = JSON.parse(readFileSync(join(out, 'train', 'metrics.json'), 'utf8')) as { rows_per_second: number; precision: string; device: string; peak_memory_bytes: number; train_cpu_seconds: number };
  const detail = { precision: metrics.precision, device: metrics.device, peakMemoryBytes: metrics.peak_memory_bytes };
  return { startUpSeconds, trainSeconds: (count * epochs) / metrics.rows_per_second, cpuSeconds: metrics.train_cpu_seconds, detail, weights: join(out, 'train', 'model') };
}

interface PeerReport {
  readonly seconds: { readonly startUp: number; readonly load: number; readonly tokenise: number; readonly train: number; readonly trainCpu: number };
  readonly tokens: number;
}

async function peer(train: string, base: string, how: object, out: string, seed: number): Promise<Trained> {
  const request = { bf16: true, workers: 0, compile: false, ...how, ...SETTINGS, base, train, seed, epochs, threads, device: values.device, maxTokens: MAX_TOKENS };
  await writeFile(join(out, 'request.json'), JSON.stringify(request));
  const env = { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads), TOKENIZERS_PARALLELISM: 'true', HF_HUB_OFFLINE: '1' };
  const { stdout } = await execa(python, [new URL('peers/hf_trainer.py', import.meta.url).pathname, join(out, 'request.json'), out], { env });
  const detail = JSON.parse(stdout.trim().split('\n').at(-1)!) as PeerReport;
  const { startUp, load, tokenise } = detail.seconds;
  return { startUpSeconds: startUp + load + tokenise, trainSeconds: detail.seconds.train, cpuSeconds: detail.seconds.trainCpu, tokens: detail.tokens, detail, weights: join(out, 'model') };
}

/** Both models are scored by the same code, in fp32. */
async function quality(weights: string, rows: string, out: string): Promise<{ rocAuc: number; recall: number }> {
  await trainer.run('score', { model: { weights, max_tokens: MAX_TOKENS }, data: { rows }, hints: { threads, device: values.device } }, join(out, 'score'), { signal: new AbortController().signal, onEvent: () => undefined });
  const tables = duckdbTables();
  const labels = new Map((await tables.read<{ id: string; label: string }>(rows)).map(({ id, label }) => [id, label]));
  const scores = await tables.read<{ id: string; score: number }>(join(out, 'score', 'scores.parquet'));
  const of = (label: string): number[] => scores.filter(({ id }) => labels.get(id) === label).map(({ score }) => score);
  const [benign, malicious] = [of('benign'), of('malicious')];
  return { rocAuc: rocAuc(benign, malicious), recall: recallAtFalsePositiveRate(benign, malicious, 0.01).recall };
}

function hasBf16(): boolean {
  try {
    return /\b(avx512_bf16|amx_bf16)\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { mergePatch } from '../../../domain/merge-patch.ts';
import type { Gate, Profile } from '../../../domain/profile.ts';
import type { DeepPartial, RetrainRequest } from '../../../domain/request.ts';
import { notedPython } from './noted-python.ts';
import type { NotedPython } from './noted-python.ts';
import { python } from './python.ts';
import { quietPort } from './quiet-port.ts';

/** A whole retraining that takes seconds: few real prompts and a model of two narrow layers, in a folder of its own. */
export interface TinyProject {
  /** Holds `home/`, the sets and the base model. */
  readonly folder: string;
  /** What its processes are told: home, ports nobody else has, one thread. */
  readonly environment: NodeJS.ProcessEnv;
  /** What its trainer processes are asked for, and how to make them fail. */
  readonly trainer: NotedPython;
  /** The tiny profile, as overrides of `sample`, with more on top. */
  request(changes?: DeepPartial<Profile>): RetrainRequest;
  remove(): Promise<void>;
}

export async function tinyProject(): Promise<TinyProject> {
  const folder = await mkdtemp(join(tmpdir(), 'hone-tiny-'));
  await python('-m', 'hone_trainer.tiny', join(folder, 'base'));
  for (const [name, rows] of Object.entries(ROWS)) await thinOut(name, rows, folder);
  const overrides = tinyProfile(folder);
  const trainer = await notedPython(join(folder, 'bin'));
  const environment = {
    ...process.env,
    HONE_HOME: join(folder, 'home'),
    HONE_PYTHON: trainer.path,
    HONE_TEMPORAL_ADDRESS: `127.0.0.1:${await quietPort()}`,
    HONE_TEMPORAL_UI: `http://127.0.0.1:${await quietPort()}`,
    HONE_API_PORT: String(await quietPort()),
    HONE_DATA_ROOTS: folder,
    HONE_THREADS: '1',
    HONE_TRAINER_GRACE_MS: '10000',
  };
  return {
    folder,
    environment,
    trainer,
    request: (changes = {}) => ({ overrides: mergePatch(overrides, changes) as DeepPartial<Profile> }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const DATA = resolve(import.meta.dirname, '../../../data/sample');
const ROWS = { training: 600, traffic: 1200, attacks: 300 };

/** Every so-manieth row of a sample set, so that each source keeps its share. */
async function thinOut(name: string, rows: number, folder: string): Promise<void> {
  const lines = gunzipSync(await readFile(join(DATA, `${name}.jsonl.gz`))).toString().trimEnd().split('\n');
  const kept = Array.from({ length: rows }, (_, index) => `${lines[Math.floor((index * lines.length) / rows)]}\n`);
  await writeFile(join(folder, `${name}.jsonl.gz`), gzipSync(kept.join('')));
}

/**
 * Gates that a tiny model passes: it may flag most prompts. The recall limit lies above what the few tuning attacks can
 * show, so that moving the champion's threshold is never enough, and below what the certification attacks can.
 */
const GATES: readonly Gate[] = [
  { name: 'false-positive-rate', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.9, confidence: 0.95, effect: 'blocks' },
  { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.85, confidence: 0.95, effect: 'blocks' },
  { name: 'f1', quantity: 'f1', direction: 'at-least', limit: 0.95, confidence: 0.95, effect: 'warns' },
];

function tinyProfile(folder: string): DeepPartial<Profile> {
  const set = (name: keyof typeof ROWS) => ({ uri: `file:${join(folder, `${name}.jsonl.gz`)}` });
  const training = { batchSize: 16, learningRate: 3e-3, precision: 'fp32', checkpointEverySeconds: 1 } as const;
  return {
    name: 'tiny',
    sets: { training: set('training'), traffic: set('traffic'), attacks: set('attacks') },
    ingest: { maxRejectedShare: 0.2 },
    cuts: { attacksCertification: 0.95 },
    // Few rows, so that the tiny model still has enough to learn from.
    unseen: { benign: ['deepset'], malicious: ['spikee-sysmsg'] },
    model: { base: join(folder, 'base'), maxTokens: 32 },
    bootstrap: { ...training, epochs: 2 },
    plan: {
      strategy: 'tiny',
      strategies: [{ name: 'tiny', description: 'A little of everything.', coverage: 0.5, variationsPerFalsePositive: 2, hardNegatives: 0, maliciousAugmentations: 20 }],
    },
    assemble: { replayRows: 300 },
    train: { ...training, epochs: 3 },
    convert: { maxFlipRate: 1, equivalenceRows: 50, latencyPrompts: 20 },
    threshold: { aim: 0.8, delta: 0.5 },
    stress: { rowsPerFamily: 5, benignRows: 5, adaptive: { attacks: 2, queries: 10 } },
    gates: GATES,
  };
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unicode1 } from '../../adapters/guard/unicode-1.ts';
import { HoneError } from '../../domain/errors.ts';
import { atTemperature } from '../../domain/statistics/temperature.ts';
import type { HoneJson } from '../../domain/package.ts';
import type { CostOptions, Encoder, Guard, GuardRuntime, LatencyOptions, LatencyReport, PackageCosts } from '../../domain/ports/guard.ts';

/** P(malicious) of a text, as it comes out of the package's normaliser, by the model whose bytes are `model`. */
export type ScoreOf = (text: string, model: string) => number;

/** The number after the last `@` of a text: `hello @0.7` scores 0.7. */
export const scoreInText: ScoreOf = (text) => Number(text.slice(text.lastIndexOf('@') + 1));

/** The numbers between the last brackets of a text: `hello [0.6,0.8] @0.7` has the embedding (0.6, 0.8). */
export function vectorInText(text: string): Float32Array {
  return Float32Array.from(JSON.parse(text.slice(text.lastIndexOf('['), text.lastIndexOf(']') + 1)) as number[]);
}

/** Guards and encoders whose answers are in the texts; keeps what was loaded and measured. */
export class FakeGuards implements GuardRuntime {
  readonly cpu = 'a test processor';
  readonly cpuFlags = ['avx2'];
  readonly costed: (CostOptions & { readonly directory: string })[] = [];
  readonly loaded: FakeGuard[] = [];
  readonly encoders: FakeEncoder[] = [];
  readonly measured: (LatencyOptions & { readonly directory: string })[] = [];
  private readonly scoreOf: ScoreOf;

  constructor(scoreOf: ScoreOf = scoreInText) {
    this.scoreOf = scoreOf;
  }

  async load(directory: string): Promise<Guard> {
    const description = JSON.parse(await readFile(join(directory, 'hone.json'), 'utf8')) as HoneJson;
    const model = await readFile(join(directory, 'model.onnx'), 'utf8');
    if (model === '') throw new HoneError('HONE_INVALID_INPUT', 'model.onnx: "" is not valid. Give a model.');
    const guard = new FakeGuard(model, description, this.scoreOf);
    this.loaded.push(guard);
    return guard;
  }

  async loadEncoder(directory: string, { maxTokens }: { readonly maxTokens: number }): Promise<Encoder> {
    const encoder = new FakeEncoder(await readFile(join(directory, 'model.onnx'), 'utf8'), maxTokens);
    this.encoders.push(encoder);
    return encoder;
  }

  measureLatency(directory: string, options: LatencyOptions): Promise<LatencyReport> {
    this.measured.push({ directory, ...options });
    return Promise.resolve({ p50Ms: 1, p95Ms: 2, p99Ms: 3, samples: options.texts.length, threads: options.threads });
  }

  measureCosts(directory: string, options: CostOptions): Promise<PackageCosts> {
    this.costed.push({ directory, ...options });
    const throughput = options.batches.map((batch) => ({ batch, textsPerSecond: 100 * batch }));
    return Promise.resolve({ runtime: 'a test runtime 1', coldStartMs: 300, emptyBytes: 50e6, loadedBytes: 120e6, peakBytes: 200e6, threads: options.threads, throughput });
  }

  countTokens(_directory: string, texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map((text) => text.split(' ').length + 2));
  }
}

export class FakeGuard implements Guard {
  readonly packageId: string;
  readonly threshold: number;
  readonly maxTokens: number;
  closed = false;
  private readonly model: string;
  private readonly scoreOf: ScoreOf;
  private readonly temperature: number;
  private readonly normalise: (text: string) => string;

  constructor(model: string, { threshold, maxTokens, calibration, normaliser }: HoneJson, scoreOf: ScoreOf) {
    this.packageId = `package-of-${model}`;
    this.threshold = threshold;
    this.maxTokens = maxTokens;
    this.model = model;
    this.scoreOf = scoreOf;
    this.temperature = calibration?.temperature ?? 1;
    this.normalise = normaliser === 'unicode-1' ? unicode1 : (text) => text;
  }

  score(texts: readonly string[], onProgress?: (done: number) => void): Promise<Float64Array> {
    if (this.closed) return Promise.reject(new HoneError('HONE_INTERNAL', 'The guard is closed.'));
    onProgress?.(texts.length);
    const own = (text: string): number => this.scoreOf(this.normalise(text), this.model);
    return Promise.resolve(Float64Array.from(texts, (text) => (this.temperature === 1 ? own(text) : atTemperature(own(text), this.temperature))));
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

export class FakeEncoder implements Encoder {
  readonly model: string;
  readonly maxTokens: number;
  closed = false;

  constructor(model: string, maxTokens: number) {
    this.model = model;
    this.maxTokens = maxTokens;
  }

  embed(texts: readonly string[], onProgress?: (done: number) => void): Promise<Float32Array[]> {
    onProgress?.(texts.length);
    return Promise.resolve(texts.map(vectorInText));
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

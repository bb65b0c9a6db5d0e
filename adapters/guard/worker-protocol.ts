import type { LatencyReport } from '../../domain/ports/guard.ts';
import type { Normaliser } from '../../domain/normaliser.ts';
import type { ErrorCode } from '../../domain/errors.ts';

/** What a worker thread is started with. `threads` are onnxruntime's, inside one call of the model. */
export interface WorkerSettings {
  readonly directory: string;
  readonly maxTokens: number;
  /** What the tokenizer must carry; a sentence encoder says nothing of it. */
  readonly normaliser?: Normaliser;
  /** Of a classifier's scores. Left out: 1, the model's own. */
  readonly temperature?: number;
  readonly threads: number;
  /** Texts that a classifier's `score` puts through the model together. Left out: 1. */
  readonly batch?: number;
}

/** What a worker thread does, each with what it answers. One at a time, in the order asked. */
export interface WorkerJobs {
  /** Loads tokenizer and model; the other jobs that need them do so themselves. */
  readonly open: { readonly asked: ModelKind; readonly answer: null };
  readonly score: { readonly asked: readonly string[]; readonly answer: readonly number[] };
  /** Embeddings end to end, each of the same length. */
  readonly embed: { readonly asked: readonly string[]; readonly answer: Float32Array };
  readonly count: { readonly asked: readonly string[]; readonly answer: readonly number[] };
  readonly latency: { readonly asked: { readonly texts: readonly string[]; readonly repeats: number }; readonly answer: Omit<LatencyReport, 'threads'> };
}

export type ModelKind = 'classifier' | 'encoder';

export type JobName = keyof WorkerJobs;

export type Request = { readonly [Name in JobName]: { readonly name: Name; readonly asked: WorkerJobs[Name]['asked'] } }[JobName] | { readonly name: 'close' };

export type Reply = { readonly ok: true; readonly answer: WorkerJobs[JobName]['answer'] } | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

import type { JsonObject } from '../artifact-ref.ts';

/** Runs `hone-trainer` as a child process. Exit codes become errors of the table (docs: DESIGN §7). */
export interface Trainer {
  /** SHA-256 over the trainer package's sources: part of every key that depends on them. */
  sourcesHash(): Promise<string>;
  /**
   * Runs one command to its end and returns its `result` event.
   * Abort → SIGTERM, checkpoint, then SIGKILL of the process group after a grace period.
   * @throws HoneError HONE_INVALID_INPUT (10), HONE_TRAINER_OUT_OF_MEMORY (11), HONE_TRAINER_INTERRUPTED (12),
   *   HONE_TRAINER_DIVERGED (13), HONE_NO_SPACE (14), HONE_TRAINER_FAILED (anything else).
   */
  run(command: TrainerCommand, request: JsonObject, outDirectory: string, options: TrainerOptions): Promise<JsonObject>;
}

export type TrainerCommand = 'train' | 'score' | 'merge' | 'export' | 'import';

export interface TrainerOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: TrainerEvent) => void;
}

/** One JSON line of the trainer's stdout. Rates are rows per second, times seconds. */
export type TrainerEvent =
  | { readonly type: 'progress'; readonly phase: string; readonly done: number; readonly total: number; readonly rows_per_second: number; readonly seconds_left: number }
  | { readonly type: 'metric'; readonly step: number; readonly name: string; readonly value: number }
  | { readonly type: 'checkpoint'; readonly step: number; readonly directory: string }
  | { readonly type: 'resumed'; readonly step: number; readonly corrupt: readonly { readonly directory: string; readonly reason: string }[] }
  | { readonly type: 'result'; readonly [key: string]: unknown };

import { HoneError, invalidInput } from '../../domain/errors.ts';
import type { GuardThread } from './guard-thread.ts';

/** Scores the texts of any number of calls at once on a pool of threads. */
export interface ScoreQueue {
  /** P(malicious) of each text, in order. `onProgress` hears how many are done; what it throws fails the call. */
  score(texts: readonly string[], onProgress?: (done: number) => void): Promise<Float64Array>;
  /** Waits for the calls in flight. */
  close(): Promise<void>;
}

/**
 * Texts of calls made in one turn of the event loop, or while all threads are busy, go to a thread together, longest first. Calls
 * take turns, so that one prompt does not wait for ten thousand of another call. What fails, fails its own call only.
 */
export function scoreQueue(pool: readonly GuardThread[]): ScoreQueue {
  const idle = [...pool];
  const waiting: Call[] = [];
  const inFlight = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const pump = (): void => {
    while (idle.length > 0 && waiting.length > 0) {
      const left = waiting.reduce((sum, { texts, next }) => sum + texts.length - next, 0);
      const batch = take(waiting, Math.min(TEXTS_A_JOB, Math.ceil(left / idle.length)));
      const thread = idle.pop()!;
      void work(thread, batch).finally(() => {
        idle.push(thread);
        pump();
      });
    }
  };

  const enqueue = (texts: readonly string[], onProgress: (done: number) => void): Promise<Float64Array> =>
    new Promise((resolve, reject) => {
      waiting.push({ texts, onProgress, resolve, reject, scores: new Float64Array(texts.length), next: 0, done: 0, failed: false });
      // Not a microtask: requests of several sockets arrive in one turn, each in a task of its own.
      setImmediate(pump);
    });

  return {
    score: async (texts, onProgress = () => undefined) => {
      if (closing) throw new HoneError('HONE_INTERNAL', 'This guard is closed; load the package again.');
      refuseOthers(texts);
      if (texts.length === 0) return new Float64Array(0);
      const call = enqueue([...texts], onProgress);
      inFlight.add(call);
      return call.finally(() => inFlight.delete(call));
    },
    close: () => (closing ??= Promise.allSettled(inFlight).then(() => Promise.all(pool.map((thread) => thread.close()))).then(() => undefined)),
  };
}

/** A call under way: `next` is the first text that no thread has, `done` how many have a score. */
interface Call {
  readonly texts: readonly string[];
  readonly scores: Float64Array;
  readonly onProgress: (done: number) => void;
  readonly resolve: (scores: Float64Array) => void;
  readonly reject: (error: unknown) => void;
  next: number;
  done: number;
  failed: boolean;
}

interface Entry {
  readonly call: Call;
  readonly index: number;
  readonly text: string;
}

/** Small enough that concurrent calls take turns and progress is steady, large enough that messages cost nothing. */
const TEXTS_A_JOB = 32;

/** The next texts, one of each waiting call in turn; calls that have none left, or failed, leave. */
function take(waiting: Call[], count: number): Entry[] {
  const batch: Entry[] = [];
  while (batch.length < count) {
    const call = waiting.shift();
    if (!call) break;
    if (call.failed) continue;
    const index = call.next++;
    batch.push({ call, index, text: call.texts[index]! });
    if (call.next < call.texts.length) waiting.push(call);
  }
  return batch.sort((a, b) => b.text.length - a.text.length);
}

/** Never rejects: errors go to the calls. When texts of several calls were together, each call is tried alone to find whose they are. */
async function work(thread: GuardThread, batch: readonly Entry[]): Promise<void> {
  const calls = new Set(batch.map(({ call }) => call));
  try {
    deliver(batch, await thread.ask('score', batch.map(({ text }) => text)));
  } catch (error) {
    for (const call of calls) {
      if (calls.size === 1) fail(call, error);
      else await work(thread, batch.filter((entry) => entry.call === call));
    }
  }
}

function deliver(batch: readonly Entry[], scores: readonly number[]): void {
  batch.forEach(({ call, index }, place) => {
    call.scores[index] = scores[place]!;
    call.done++;
  });
  for (const call of new Set(batch.map(({ call }) => call))) {
    if (call.failed) continue;
    try {
      call.onProgress(call.done);
      if (call.done === call.texts.length) call.resolve(call.scores);
    } catch (error) {
      fail(call, error);
    }
  }
}

function fail(call: Call, error: unknown): void {
  call.failed = true;
  call.reject(error);
}

/** What TypeScript does not see: callers in JavaScript. Their values are not repeated, for they may be prompts. */
function refuseOthers(texts: readonly unknown[]): void {
  if (!Array.isArray(texts)) throw invalidInput('texts', `(${typeof texts})`, 'Give an array of strings.');
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0) throw invalidInput(`texts[${wrong}]`, `(${texts[wrong] === null ? 'null' : typeof texts[wrong]})`, 'Give a string.');
}

import { HoneError } from '../../domain/errors.ts';
import type { GuardThread } from './guard-thread.ts';
import { startThread } from './guard-thread.ts';
import type { ModelKind, WorkerJobs, WorkerSettings } from './worker-protocol.ts';

/** Worker threads with a copy of one model each, which texts are dealt out to. */
export interface GuardThreads {
  /** Does a job on all texts, some at a time; `take` gets each answer with where its texts begin and how many they are. */
  each<Name extends TextJob>(name: Name, texts: readonly string[], take: Take<WorkerJobs[Name]['answer']>, onProgress?: (done: number) => void): Promise<void>;
  /** Waits for the calls in flight. */
  close(): Promise<void>;
}

type TextJob = 'embed';
type Take<Answer> = (from: number, answer: Answer, count: number) => void;

/** Starts the threads and loads the model in each. @throws HoneError of the first that cannot. */
export async function openThreads(kind: ModelKind, settings: Omit<WorkerSettings, 'threads'>, count: number): Promise<GuardThreads> {
  return threadsOf(await openPool(kind, { ...settings, threads: 1 }, count));
}

/** `count` threads, each with the model loaded. @throws HoneError of the first that cannot. */
export async function openPool(kind: ModelKind, settings: WorkerSettings, count: number): Promise<readonly GuardThread[]> {
  const pool = Array.from({ length: Math.max(1, count) }, () => startThread(settings));
  const opened = await Promise.allSettled(pool.map((thread) => thread.ask('open', kind)));
  const failed = opened.find((result) => result.status === 'rejected');
  if (!failed) return pool;
  await closeAll(pool);
  throw failed.reason;
}

function threadsOf(pool: readonly GuardThread[]): GuardThreads {
  const { acquire, release } = queueFor(pool);
  const inFlight = new Set<Promise<void>>();
  let closing: Promise<void> | undefined;

  const all = async <Name extends TextJob>(name: Name, texts: readonly string[], take: Take<WorkerJobs[Name]['answer']>, onProgress: (done: number) => void): Promise<void> => {
    let [next, done] = [0, 0];
    const nextJob = async (): Promise<void> => {
      const from = next;
      next += TEXTS_A_JOB;
      const asked = texts.slice(from, from + TEXTS_A_JOB);
      const thread = await acquire();
      take(from, await thread.ask(name, asked).finally(() => release(thread)), asked.length);
      done += asked.length;
      onProgress(done);
    };
    const lane = async (): Promise<void> => {
      while (next < texts.length) await nextJob();
    };
    const stop = (): void => void (next = texts.length);
    await Promise.all(pool.map(() => lane().finally(stop)));
  };

  return {
    each: (name, texts, take, onProgress = () => undefined) => {
      if (closing) return Promise.reject(new HoneError('HONE_INTERNAL', 'This guard is closed; load the package again.'));
      const call = all(name, texts, take, onProgress).finally(() => inFlight.delete(call));
      inFlight.add(call);
      return call;
    },
    close: () => (closing ??= Promise.allSettled(inFlight).then(() => closeAll(pool))),
  };
}

/** Small enough that concurrent calls take turns and progress is steady, large enough that messages cost nothing. */
const TEXTS_A_JOB = 32;

/** Hands out threads first come, first served. */
function queueFor(pool: readonly GuardThread[]): { acquire: () => Promise<GuardThread>; release: (thread: GuardThread) => void } {
  const idle = [...pool];
  const waiting: ((thread: GuardThread) => void)[] = [];
  return {
    acquire: () => {
      const thread = idle.pop();
      return thread ? Promise.resolve(thread) : new Promise((resolve) => waiting.push(resolve));
    },
    release: (thread) => {
      const first = waiting.shift();
      if (first) first(thread);
      else idle.push(thread);
    },
  };
}

async function closeAll(pool: readonly GuardThread[]): Promise<void> {
  await Promise.all(pool.map((thread) => thread.close()));
}

import { parentPort, workerData } from 'node:worker_threads';
import { HoneError } from '../../domain/errors.ts';
import { openClassifier } from './classifier.ts';
import { openEncoder } from './encoder.ts';
import { timePasses } from './latency.ts';
import { openTokenizer } from './tokenizer.ts';
import type { Reply, Request, WorkerSettings, WorkerJobs, JobName } from './worker-protocol.ts';

/** A thread that owns one model session and one tokenizer, and does one job after another until it is told to close. */
function serve(port: NonNullable<typeof parentPort>, settings: WorkerSettings): void {
  const jobs = jobsOf(settings);
  let last = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last.then(async () => {
      if (request.name === 'close') port.close();
      else port.postMessage(await replyTo(jobs, request));
    });
  });
}

type Jobs = { readonly [Name in JobName]: (asked: WorkerJobs[Name]['asked']) => Promise<WorkerJobs[Name]['answer']> };

function jobsOf(settings: WorkerSettings): Jobs {
  const tokenizer = once(() => openTokenizer(settings));
  const classifier = once(() => openClassifier(settings));
  const encoder = once(() => openEncoder(settings));
  const known = new Map<string, number>();

  /** Equal token sequences are scored once. */
  const scoreOf = async (ids: readonly number[]): Promise<number> => {
    const key = ids.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const score = await (await classifier()).classify(ids);
    if (known.size >= SCORES_KEPT) known.clear();
    known.set(key, score);
    return score;
  };

  /** Scores of texts that share batches, sorted by length before. They depend on each other, so none is remembered. */
  const together = async (texts: readonly (readonly number[])[], batch: number): Promise<number[]> => {
    const { classifyTogether } = await classifier();
    const order = texts.map((_, index) => index).sort((a, b) => texts[b]!.length - texts[a]!.length);
    const scores: number[] = [];
    for (let from = 0; from < order.length; from += batch) {
      const rows = order.slice(from, from + batch);
      const answers = await classifyTogether(rows.map((row) => texts[row]!));
      rows.forEach((row, place) => (scores[row] = answers[place]!));
    }
    return scores;
  };

  return {
    open: async (kind) => {
      await tokenizer();
      await (kind === 'classifier' ? classifier() : encoder());
      return null;
    },
    score: async (texts) => {
      const tokenize = await tokenizer();
      if (settings.batch !== undefined && settings.batch > 1) return together(texts.map(tokenize), settings.batch);
      const scores: number[] = [];
      for (const text of texts) scores.push(await scoreOf(tokenize(text)));
      return scores;
    },
    embed: async (texts) => {
      const [tokenize, encode] = [await tokenizer(), await encoder()];
      const vectors: Float32Array[] = [];
      for (const text of texts) vectors.push(await encode(tokenize(text)));
      return endToEnd(vectors);
    },
    count: async (texts) => {
      const tokenize = await tokenizer();
      return texts.map((text) => tokenize(text).length);
    },
    latency: async ({ texts, repeats }) => {
      const [tokenize, { classify }] = [await tokenizer(), await classifier()];
      return timePasses(texts, repeats, (text) => classify(tokenize(text)));
    },
  };
}

function endToEnd(vectors: readonly Float32Array[]): Float32Array {
  const length = vectors[0]?.length ?? 0;
  const all = new Float32Array(length * vectors.length);
  vectors.forEach((vector, index) => all.set(vector, index * length));
  return all;
}

/** About 4 MB of keys at 23 tokens a text. */
const SCORES_KEPT = 20_000;

async function replyTo(jobs: Jobs, request: Exclude<Request, { name: 'close' }>): Promise<Reply> {
  try {
    return { ok: true, answer: await run(jobs, request) };
  } catch (error) {
    const code = error instanceof HoneError ? error.code : 'HONE_INTERNAL';
    return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
  }
}

function run(jobs: Jobs, request: Exclude<Request, { name: 'close' }>): Promise<WorkerJobs[JobName]['answer']> {
  switch (request.name) {
    case 'open':
      return jobs.open(request.asked);
    case 'score':
      return jobs.score(request.asked);
    case 'embed':
      return jobs.embed(request.asked);
    case 'count':
      return jobs.count(request.asked);
    case 'latency':
      return jobs.latency(request.asked);
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

// The parent sends WorkerSettings and nothing else: see guard-thread.ts.
if (parentPort) serve(parentPort, workerData as WorkerSettings);

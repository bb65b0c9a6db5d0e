import { parentPort, workerData } from 'node:worker_threads';
import { HoneError } from '../../../domain/errors.ts';
import { firstLine } from '../../first-line.ts';
import { loadOpusModel } from './load-model.ts';
import type { OpusModel } from './load-model.ts';
import { translateTexts } from './translate-texts.ts';
import type { OpusReply, OpusRequest, OpusWorkerSettings } from './worker-protocol.ts';

/** A thread that translates one job after another. A cancelled job stops before its next batch. */
function serve(port: NonNullable<typeof parentPort>, { threads }: OpusWorkerSettings): void {
  const models = new LatestModels(threads);
  const running = new Map<number, AbortController>();
  let last = Promise.resolve();
  port.on('message', (request: OpusRequest) => {
    if ('cancel' in request) return running.get(request.cancel)?.abort();
    const { job, folder, texts } = request;
    const controller = new AbortController();
    running.set(job, controller);
    last = last.then(async () => {
      port.postMessage(await replyTo(job, async () => translateTexts(await models.get(folder), texts, controller.signal)));
      running.delete(job);
    });
  });
}

async function replyTo(job: number, translate: () => ReturnType<typeof translateTexts>): Promise<OpusReply> {
  try {
    return { job, translated: await translate() };
  } catch (error) {
    // The library's errors may name inputs; a first line does not hold the text.
    return { job, failed: error instanceof HoneError ? { code: error.code, message: error.message } : { code: 'HONE_INTERNAL', message: `Opus-MT failed: ${firstLine(error)}` } };
  }
}

/** The models used last: a round trip's two directions. One takes about half a gigabyte. */
class LatestModels {
  readonly #models = new Map<string, OpusModel>();
  readonly #threads: number;

  constructor(threads: number) {
    this.#threads = threads;
  }

  async get(folder: string): Promise<OpusModel> {
    const model = this.#models.get(folder) ?? (await this.#load(folder));
    this.#models.delete(folder);
    this.#models.set(folder, model);
    return model;
  }

  async #load(folder: string): Promise<OpusModel> {
    const [oldest] = this.#models.keys();
    if (this.#models.size >= 2 && oldest !== undefined) {
      await this.#models.get(oldest)?.close();
      this.#models.delete(oldest);
    }
    return loadOpusModel(folder, { threads: this.#threads });
  }
}

// The parent sends OpusWorkerSettings and nothing else: see opus-thread.ts.
if (parentPort) serve(parentPort, workerData as OpusWorkerSettings);

import { cpus } from 'node:os';
import { invalidInput } from '../../domain/errors.ts';
import type { GuardRuntime } from '../../domain/ports/guard.ts';
import { cpuFlags } from './cpu-flags.ts';
import type { GuardThread } from './guard-thread.ts';
import { startThread } from './guard-thread.ts';
import { loadEncoder } from './load-encoder.ts';
import { loadGuard } from './load-guard.ts';
import { measureCosts } from './measure-costs.ts';
import { readPackage } from './read-package.ts';

/** Classifier packages on onnxruntime in worker threads; `threads` of them for each loaded guard. */
export function guardRuntime({ threads }: { readonly threads: number }): GuardRuntime {
  return {
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown'} (${cpus().length} cores)`,
    cpuFlags: cpuFlags(),
    load: (directory) => loadGuard(directory, { threads }),
    loadEncoder: (directory, { maxTokens }) => loadEncoder(directory, { maxTokens, threads }),
    measureLatency: async (directory, { texts, threads: modelThreads, repeats }) => {
      if (texts.length === 0) throw invalidInput('texts', [], 'Latency is measured on at least one text.');
      const report = await withThread(directory, modelThreads, (thread) => thread.ask('latency', { texts, repeats }));
      return { ...report, threads: modelThreads };
    },
    measureCosts,
    countTokens: (directory, texts) => withThread(directory, 1, async (thread) => [...(await thread.ask('count', texts))]),
  };
}

/** A fresh thread for one job. */
async function withThread<T>(directory: string, threads: number, use: (thread: GuardThread) => Promise<T>): Promise<T> {
  const { description } = await readPackage(directory);
  const thread = startThread({ directory, maxTokens: description.maxTokens, normaliser: description.normaliser, threads, ...description.calibration });
  try {
    return await use(thread);
  } finally {
    await thread.close();
  }
}

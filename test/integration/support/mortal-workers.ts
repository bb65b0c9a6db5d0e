import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TinyStack } from './tiny-stack.ts';

/** Workers in place of a stack's own that die at given moments, and are started again until they have died at each. */
export interface MortalWorkers {
  /** The moments at which one died so far, sorted. */
  died(): Promise<string[]>;
  stop(): Promise<void>;
}

const KINDS = { pipeline: 'hone', gpu: 'hone-gpu' } as const;

/** Takes the place of both workers of a stack for a run. Moments are those of `mortal-worker.ts`. */
export async function mortalWorkers(tiny: TinyStack, run: () => string, moments: readonly string[]): Promise<MortalWorkers> {
  const notes = join(tiny.folder, 'deaths');
  await mkdir(notes, { recursive: true });
  let stopped = false;
  const children: Partial<Record<keyof typeof KINDS, ChildProcess>> = {};
  const keepUp = async (kind: keyof typeof KINDS): Promise<void> => {
    while (!stopped) {
      const child = await startWorker(tiny, kind, notes, moments);
      children[kind] = child;
      await once(child, 'exit');
      if (!stopped) await tellServer(tiny, run(), KINDS[kind]);
    }
  };
  const running = Object.keys(KINDS).map((kind) => keepUp(kind as keyof typeof KINDS));
  return {
    died: async () => (await readdir(notes)).sort(),
    stop: async () => {
      stopped = true;
      for (const child of Object.values(children)) child.kill('SIGKILL');
      await Promise.all(running);
    },
  };
}

async function startWorker({ stack, environment }: TinyStack, kind: string, notes: string, moments: readonly string[]): Promise<ChildProcess> {
  const log = await open(join(stack.logs, `${kind}.log`), 'a');
  const program = join(import.meta.dirname, 'mortal-worker.ts');
  const env = { ...environment, HONE_TEMPORAL_ADDRESS: stack.settings.temporalAddress };
  const child = spawn(process.execPath, ['--import', 'tsx', program, kind, notes, moments.join(',')], { stdio: ['ignore', log.fd, log.fd], env });
  await log.close();
  return child;
}

/** Tells at once what the server would find out by itself when no heartbeat comes for half a minute. */
async function tellServer({ client, all }: TinyStack, run: string, queue: string): Promise<void> {
  const { namespace } = client.options;
  await client.workflowService.resetStickyTaskQueue({ namespace, execution: { workflowId: run } });
  for (const { id } of (await all.activity(run)).filter((activity) => activity.state === 'started' && activity.queue === queue)) {
    await client.workflowService.respondActivityTaskFailedById({ namespace, workflowId: run, activityId: id, failure: { message: 'the worker died', applicationFailureInfo: { type: 'WorkerDied' } } });
  }
}

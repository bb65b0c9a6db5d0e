import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gpuActivities, pipelineActivities } from '../../../activities/index.ts';
import { createLog } from '../../../adapters/log.ts';
import { readSettings } from '../../../adapters/settings.ts';
import { runWorker, workflowsPath } from '../../../adapters/temporal/run-worker.ts';
import type { ObjectStore } from '../../../domain/ports/object-store.ts';
import { composePorts } from '../../../workers/compose-ports.ts';

/**
 * A worker that dies by SIGKILL, once at each of the moments it is told (`mortal-worker.ts pipeline|gpu FOLDER MOMENT,MOMENT…`), and
 * leaves a note of it in FOLDER. `manifest of UNIT`: its outputs are in the store, its manifest is not yet. `answer of
 * ACTIVITY`: its work is done, its answer is not yet sent.
 */
const [kind = '', notes = '', moments = ''] = process.argv.slice(2);
const deaths = new Set(moments.split(','));
const settings = readSettings();
const log = createLog(settings, kind);
const real = composePorts(settings, log, settings.projectDirectory);
const ports = { ...real, store: dyingBeforeManifests(real.store) };

if (kind === 'gpu') await runWorker(settings, log, { taskQueue: settings.gpuQueue, activities: dyingBeforeAnswers(gpuActivities(ports)), maxConcurrentActivityTaskExecutions: 1 });
else await runWorker(settings, log, { taskQueue: 'hone', activities: dyingBeforeAnswers(pipelineActivities(ports)), workflowsPath: workflowsPath() });

function dyingBeforeManifests(store: ObjectStore): ObjectStore {
  return {
    ...store,
    create: (key, bytes) => {
      const [, unit] = /^manifests\/([^/]+)\//.exec(key) ?? [];
      if (unit !== undefined) dieOnce(`manifest of ${unit}`);
      return store.create(key, bytes);
    },
  };
}

function dyingBeforeAnswers<T extends object>(activities: T): T {
  const mortal = Object.entries(activities).map(([name, activity]: [string, (input: unknown) => Promise<unknown>]) => [
    name,
    async (input: unknown): Promise<unknown> => {
      const answer = await activity(input);
      dieOnce(`answer of ${name}`);
      return answer;
    },
  ]);
  return Object.fromEntries(mortal) as T;
}

function dieOnce(note: string): void {
  const path = join(notes, note);
  if (!deaths.has(note) || existsSync(path)) return;
  writeFileSync(path, '');
  process.kill(process.pid, 'SIGKILL');
}

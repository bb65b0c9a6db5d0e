import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { hashFile } from '../activities/engine/artifacts.ts';
import { openStage } from '../activities/engine/open-stage.ts';
import { ingest } from '../activities/ingest.ts';
import type { IngestInputs, IngestParameters } from '../activities/ingest.ts';
import { readSettings } from '../adapters/settings.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Profile } from '../domain/profile.ts';
import type { StageRequest } from '../domain/stages.ts';
import { SilentLog } from '../test/fakes/silent-log.ts';
import { inActivity } from '../test/support/stage-bench.ts';
import { composePorts } from '../workers/compose-ports.ts';

/**
 * The `ingest` activity, once, in a process of its own, with everything real: `tsx bench/ingest-once.ts TRAFFIC_FILE` prints its seconds, the
 * most memory that was resident (before and after, in MiB) and what it counted, as JSON. Training set, attacks and settings are the sample's.
 */
const settings = readSettings();
const ports = composePorts(settings, new SilentLog(), settings.projectDirectory);
const profile = JSON.parse(readFileSync(join(settings.projectDirectory, 'profiles/sample.json'), 'utf8')) as Profile;
const inputs = {
  training: await source('data/sample/training.jsonl.gz'),
  traffic: await source(process.argv[2]!),
  attacks: await source('data/sample/attacks.jsonl.gz'),
};
const request: StageRequest<IngestParameters, IngestInputs> = { stage: 'ingest', parameters: { ...profile.ingest, shapes: {} }, inputs };
const opened = await openStage(ports)({ request, owner: 'bench', profile: 'bench', refresh: false });
if (opened.state !== 'miss') throw new Error(`The store of this process was not empty: ${opened.reason}.`);

const idleMiB = peakMiB();
const startedAt = performance.now();
const outcome = await inActivity(() => ingest(ports)({ request, lease: opened.lease }));
const seconds = (performance.now() - startedAt) / 1000;
const { rows, groups, largestGroup, rejected } = outcome.summary;
process.stdout.write(JSON.stringify({ seconds, idleMiB, peakMiB: peakMiB(), counts: { rows, groups, largestGroup, rejected } }));

async function source(path: string): Promise<ArtifactRef> {
  const file = isAbsolute(path) ? path : join(settings.projectDirectory, path);
  return { uri: `file:${file}`, sha256: await hashFile(file), bytes: statSync(file).size };
}

/** Linux's VmHWM, in other words. */
function peakMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

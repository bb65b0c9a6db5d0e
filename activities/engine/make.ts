import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Lease, StageJob, StageOutcome } from '../../domain/stages.ts';
import type { Ports } from '../ports.ts';
import { inAttemptFolder } from './attempts.ts';
import { identityOf, keyOf } from './identity.ts';
import type { Work } from './identity.ts';
import { renewLease } from './leases.ts';
import { dropManifest, outcomeOf, publishManifest, verifiedManifest } from './manifests.ts';
import type { ProgressReport } from './pulse.ts';
import { withPulse } from './pulse.ts';

/** What a stage's own code sees while it works. */
export interface Workshop {
  /** Empty folder of this attempt; removed afterwards, whatever happens. */
  readonly directory: string;
  /** Aborted when the activity is cancelled, the worker shuts down or the lease is lost. */
  readonly signal: AbortSignal;
  readonly progress: (report: ProgressReport) => void;
}

export interface Made<Output extends string = string, Summary extends object = object> {
  readonly outputs: Readonly<Record<Output, ArtifactRef>>;
  readonly summary: Summary;
  readonly headline: string;
}

/** Makes a stage under its lease and publishes its manifest; adopts the result when another attempt was first. */
export async function makeStage<O extends string, S extends object>(ports: Ports, job: StageJob, make: (workshop: Workshop) => Promise<Made<O, S>>): Promise<StageOutcome<O, S>> {
  const { stage: unit, parameters, inputs } = job.request;
  const outcome = await makeUnit(ports, { unit, parameters, inputs }, job.lease, make);
  // Gives the lease back; when it was lost meanwhile the result is still right, because it is a function of its key.
  await renewLease(ports.store, job.lease.key, job.lease.token, 0).catch(() => undefined);
  return outcome;
}

/** Makes one unit of a fan-out, or reuses it. Every unit has its own key, so a retry repeats no finished unit. */
export async function makeUnit<O extends string, S extends object>(
  ports: Ports,
  work: Work,
  lease: Lease,
  make: (workshop: Workshop) => Promise<Made<O, S>>,
): Promise<StageOutcome<O, S>> {
  const identity = await identityOf(ports, work);
  const key = keyOf(identity);
  const { manifest } = await verifiedManifest(ports, work.unit, key);
  if (manifest && (!lease.refresh || manifest.madeBy === lease.owner)) return outcomeOf<O, S>(manifest);
  if (manifest) await dropManifest(ports, work.unit, key);

  const startedAt = new Date().toISOString();
  const made = await inAttemptFolder(ports, (directory) => withPulse(ports, lease, ({ signal, progress }) => make({ directory, signal, progress })));
  const finishedAt = new Date().toISOString();
  const published = await publishManifest(ports, { schema: 1, key, identity, ...made, madeBy: lease.owner, startedAt, finishedAt });
  ports.log.info({ unit: work.unit, key, run: lease.owner, seconds: (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 }, 'made');
  return outcomeOf<O, S>(published);
}

import { HoneError } from '../../domain/errors.ts';
import type { Lease, OpenedStage, StageRequest } from '../../domain/stages.ts';
import type { Ports } from '../ports.ts';
import { acquireLease, renewLease } from './leases.ts';
import { canonicalJson } from './artifacts.ts';
import { differences, identityOf, keyOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { dropManifest, outcomeOf, verifiedManifest } from './manifests.ts';

export interface OpenStageInput {
  readonly request: StageRequest;
  /** Workflow id of the run. */
  readonly owner: string;
  readonly profile: string;
  /** Make it again unless this very run already did. */
  readonly refresh: boolean;
}

/**
 * Asks for a stage: a verified hit, a miss with the lease to make it, or busy while another run makes it.
 * Every answer says why.
 */
export const openStage =
  (ports: Ports) =>
  async ({ request, owner, profile, refresh }: OpenStageInput): Promise<OpenedStage> => {
    const identity = await identityOf(ports, { unit: request.stage, parameters: request.parameters, inputs: request.inputs });
    const key = keyOf(identity);
    const { manifest, fault } = await verifiedManifest(ports, request.stage, key);
    const stale = refresh && manifest?.madeBy !== owner;
    if (manifest && !stale) return { state: 'hit', outcome: outcomeOf(manifest), reason: hitReason(manifest.madeBy, owner, Object.keys(manifest.outputs).length) };

    const lease = await acquireLease(ports.store, key, owner, ports.options.leaseMs);
    if ('holder' in lease) return { state: 'busy', holder: lease.holder, retryAfterMs: BUSY_POLL_MS, reason: `run ${lease.holder} is making it` };
    if (manifest) await dropManifest(ports, request.stage, key);
    const reason = fault ?? (manifest ? 'refresh was asked for' : await missReason(ports, profile, identity));
    await remember(ports, profile, identity);
    return { state: 'miss', lease: { key, owner, token: lease.token, refresh }, reason };
  };

/** Gives a lease back when its stage parks or its run ends, so that no other run waits for it. */
export const releaseStage =
  (ports: Ports) =>
  async ({ key, token }: Lease): Promise<void> => {
    await renewLease(ports.store, key, token, 0).catch((error: unknown) => {
      if (!(error instanceof HoneError && error.code === 'HONE_LEASE_LOST')) throw error;
    });
  };

const BUSY_POLL_MS = 3_000;

function hitReason(madeBy: string, owner: string, artifacts: number): string {
  const maker = madeBy === owner ? 'this run' : `run ${madeBy}`;
  return `made by ${maker}; ${artifacts} artifact${artifacts === 1 ? '' : 's'} verified`;
}

/** Compares with the identity this profile last asked for. */
async function missReason(ports: Ports, profile: string, identity: Identity): Promise<string> {
  const stored = await ports.store.read(lastKey(profile, identity.unit));
  if (!stored) return 'never made before';
  const changes = differences(JSON.parse(Buffer.from(stored.bytes).toString()) as Identity, identity);
  return changes.length > 0 ? changes.join('; ') : 'not finished before';
}

async function remember(ports: Ports, profile: string, identity: Identity): Promise<void> {
  await ports.store.write(lastKey(profile, identity.unit), Buffer.from(canonicalJson(identity)));
}

const lastKey = (profile: string, unit: string): string => `last/${profile}/${unit}.json`;

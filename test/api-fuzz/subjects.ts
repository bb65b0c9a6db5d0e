import type { HoneClient } from '../../api/client/hone-client.ts';
import type { Profile } from '../../domain/profile.ts';
import type { DeepPartial } from '../../domain/request.ts';
import type { RunView } from '../../domain/run-view.ts';
import { eventually } from '../support/processes.ts';
import type { TinyStack } from '../integration/support/tiny-stack.ts';

/** Names of real things, by the dictionary of `schemathesis.toml` that holds them. */
export type Subjects = Readonly<Record<'run' | 'artifact' | 'package' | 'run-to-approve' | 'run-to-reject' | 'evidence' | 'run-to-resolve' | 'park-id' | 'run-to-cancel', readonly string[]>>;

/** Runs in every state that requests can find them in: ended with a report, waiting for approval, parked, about to be cancelled. */
export async function makeSubjects(tiny: TinyStack, hone: HoneClient): Promise<Subjects> {
  const start = (count: number, changes: DeepPartial<Profile>): Promise<string[]> => Promise.all(Array.from({ length: count }, () => tiny.all.start(tiny.request(changes))));
  const view = async (run: string, isThere: (view: RunView) => boolean): Promise<RunView> => {
    let found: RunView | undefined;
    await eventually(async () => isThere((found = await tiny.all.view(run))));
    return found!;
  };
  const ended = await tiny.finish(tiny.request());
  // No row may be rejected, and one is: ingest parks.
  const parked = await start(6, { ingest: { maxRejectedShare: 0 } });
  const waiting = await start(2, { release: { policy: 'manual' } });
  const approvals = await Promise.all(waiting.map(async (run) => (await view(run, ({ approval }) => approval !== null)).approval!));
  const stages = await Promise.all(parked.map(async (run) => (await view(run, (shown) => shown.parked.length > 0)).parked));
  return {
    run: [ended.id, waiting[0]!, parked[0]!],
    artifact: await artifactsOf(hone, ended.id),
    package: [ended.outcome.packageId!],
    'run-to-approve': waiting.slice(0, 1),
    'run-to-reject': waiting.slice(1),
    evidence: approvals.map(({ evidenceHash }) => evidenceHash),
    'run-to-resolve': parked.slice(0, 3),
    'park-id': stages.flat().map(({ parkId }) => parkId),
    'run-to-cancel': parked.slice(3),
  };
}

async function artifactsOf(hone: HoneClient, run: string): Promise<string[]> {
  const { data } = await hone.GET('/v1/runs/{run}/report', { params: { path: { run } } });
  const { parts } = data as { parts: Record<string, { sha256: string }> };
  return Object.values(parts).map(({ sha256 }) => sha256);
}

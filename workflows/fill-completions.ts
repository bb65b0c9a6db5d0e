import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { AskSettings } from '../activities/generate/ask-providers.ts';
import type { Batch } from '../activities/generate/batches.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { BatchAccounts } from '../domain/batch-accounts.ts';
import type { Lease } from '../domain/stages.ts';
import { control, pipeline } from './activities.ts';
import { fanOut, rangesOf } from './fan-out.ts';

/** Sources whose calls go into one batch: some megabytes to upload, and little to ask again when a batch fails. */
const SOURCES_PER_BATCH = 2_000;
/** Times that a call is put into a batch before it is left to be made directly. */
const ROUNDS = 3;
/** Batches take minutes to a day: polled often at first, so that small ones go on soon. */
const FIRST_POLL_MS = 30_000;
const LONGEST_POLL_MS = 15 * 60_000;

export interface FillJob {
  readonly lease: Lease;
  readonly sources: ArtifactRef;
  readonly settings: AskSettings;
}

/**
 * Fills the store's answers through the provider's batch API before the chunks ask for them, so that they find most there. What
 * does not come in a few rounds, the chunks ask for one by one. A run that is cancelled cancels its batches.
 */
export async function fillCompletions(job: FillJob, units: (done: number, total: number) => void): Promise<BatchAccounts> {
  const started: string[] = [];
  try {
    return await inRounds(job, started, units);
  } catch (error) {
    const { settings } = job;
    if (isCancellation(error) && started.length > 0) await CancellationScope.nonCancellable(() => control.cancelBatches({ settings, ids: started })).catch(() => undefined);
    throw error;
  }
}

/** `started` is told of every batch that may be under way. */
async function inRounds(job: FillJob, started: string[], units: (done: number, total: number) => void): Promise<BatchAccounts> {
  const failures = new Set<string>();
  let [requests, answers, batches] = [0, 0, 0];
  let ranges = rangesOf(job.sources.rows ?? 0, SOURCES_PER_BATCH);
  for (let round = 0; round < ROUNDS && ranges.length > 0; round++) {
    const submit = async (range: (typeof ranges)[number]) => {
      const submitted = await pipeline.submitBatches({ ...job, range, round });
      started.push(...submitted.batches.map(({ id }) => id));
      return { range, ...submitted };
    };
    const submitted = await fanOut(ranges, submit, () => undefined);
    const reason = submitted.find((each) => each.reason !== undefined)?.reason;
    if (reason !== undefined) return { mode: 'direct', reason };
    const pieces = submitted.filter((each) => each.batches.length > 0);
    if (round === 0) requests = pieces.reduce((sum, { missing }) => sum + missing, 0);
    batches += pieces.reduce((sum, each) => sum + each.batches.length, 0);
    for (const failure of await untilEnded(job, pieces.flatMap((each) => each.batches), units)) failures.add(failure);
    const collected = await fanOut(pieces, (piece) => pipeline.collectBatches({ ...job, range: piece.range, round, batches: piece.batches }), () => undefined);
    started.length = 0;
    answers += collected.reduce((sum, { came }) => sum + came, 0);
    ranges = pieces.filter((_, index) => collected[index]!.missing > 0).map(({ range }) => range);
  }
  return { mode: 'batch', batches, requests, answers, ...(failures.size > 0 && { failures: [...failures] }) };
}

/** Waits on a timer, longer each time, until no batch is under way; what the provider says of failed ones. */
async function untilEnded({ lease, settings }: FillJob, batches: readonly Batch[], units: (done: number, total: number) => void): Promise<readonly string[]> {
  const total = batches.reduce((sum, { requests }) => sum + requests, 0);
  const failures = new Set<string>();
  let ids = batches.map(({ id }) => id);
  for (let waitMs = FIRST_POLL_MS; ids.length > 0; ) {
    await sleep(waitMs);
    waitMs = Math.min(LONGEST_POLL_MS, 1.5 * waitMs);
    const progress = await control.batchStatus({ lease, settings, ids, nextInMs: waitMs });
    units(total - (progress.total - progress.done), total);
    ids = [...progress.underWay];
    for (const failure of progress.failures) failures.add(failure);
  }
  return [...failures];
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { RunEvent } from '../../domain/run-view.ts';
import { isOpen } from './is-open.ts';

/** An event with the id by which a reader goes on after it: the execution it belongs to, and its number there. */
export interface IdentifiedEvent {
  readonly id: string;
  readonly event: RunEvent;
}

const POLL_MS = 1_000;
/** A worker that is away would let a query wait for ever, and the reader without a sign of life. */
const ANSWER_MS = 5_000;

/**
 * The events of a run from after `lastId` to its end, or undefined now and then to say that there is no news. A reset starts
 * another execution with a history of its own: an id of the old one counts as none, and all of the new ones come. Workers and
 * server may go away in between.
 */
export async function* runEvents(client: Client, run: string, lastId: string | undefined, signal: AbortSignal): AsyncGenerator<IdentifiedEvent | undefined> {
  const handle = client.workflow.getHandle(run);
  let last = lastId;
  while (!signal.aborted) {
    const page = await client.withDeadline(Date.now() + ANSWER_MS, () => eventsAfter(handle, last)).catch(() => undefined);
    for (const event of page?.events ?? []) {
      last = event.id;
      yield event;
    }
    if (page?.events.length === 0 && page.closed) return;
    if (page?.events.length) continue;
    yield undefined;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function eventsAfter(handle: ReturnType<Client['workflow']['getHandle']>, last: string | undefined): Promise<{ events: IdentifiedEvent[]; closed: boolean }> {
  const { runId, status } = await handle.describe();
  const [, execution, number] = /^(.+)\.(\d{1,9})$/.exec(last ?? '') ?? [];
  const since = execution === runId ? Number(number) : 0;
  const events = await handle.query<RunEvent[], [number]>('events', since);
  return { events: events.map((event) => ({ id: `${runId}.${event.number}`, event })), closed: !isOpen(status.name) };
}

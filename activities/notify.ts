import { Context } from '@temporalio/activity';
import { HoneError } from '../domain/errors.ts';
import type { Posted, Receiver } from '../domain/ports/webhooks.ts';
import type { Notice } from '../domain/webhook-event.ts';
import { sha256Of } from './engine/artifacts.ts';
import type { Ports } from './ports.ts';

/** Receivers by what became of the event; none where no webhook is configured. */
export interface Notified {
  readonly delivered: readonly string[];
  readonly refused: readonly string[];
}

/**
 * Tells an event to every receiver. Who has taken it is noted in the store, so that a retry goes to the others only, and with the
 * same id and bytes.
 * @throws HoneError HONE_UNAVAILABLE while a receiver is busy or does not answer
 */
export const notify =
  (ports: Ports) =>
  async (notice: Notice): Promise<Notified> => {
    const { receivers } = ports.webhooks;
    const told = await Promise.all(receivers.map(async (receiver) => ({ name: receiver.name, ...(await tell(ports, receiver, notice)) })));
    const busy = told.filter(({ outcome }) => outcome === 'busy');
    if (busy.length > 0) throw new HoneError('HONE_UNAVAILABLE', `webhook ${notice.type}: ${busy.map(({ name, why }) => `${name}: ${why}`).join(', ')}`);
    const named = (wanted: Posted['outcome']): string[] => told.filter(({ outcome }) => outcome === wanted).map(({ name, why }) => (wanted === 'refused' ? `${name}: ${why}` : name));
    return { delivered: named('delivered'), refused: named('refused') };
  };

async function tell(ports: Ports, receiver: Receiver, { type, at, execution, number, data }: Notice): Promise<Posted> {
  const id = `msg_${sha256Of(JSON.stringify([data.run, execution, number])).slice(0, 32)}`;
  const key = `webhooks/${id}/${receiver.sha256}.json`;
  const before = await ports.store.read(key);
  if (before) return JSON.parse(Buffer.from(before.bytes).toString()) as Posted;
  const { cancellationSignal, info } = Context.current();
  const body = JSON.stringify({ id, type, timestamp: at, data: { ...data, links: ports.webhooks.links(data.run) } });
  const posted = await ports.webhooks.post(receiver, { id, body }, cancellationSignal);
  const fields = { run: data.run, type, id, to: receiver.name, attempt: info.attempt, why: posted.why };
  if (posted.outcome === 'delivered') ports.log.info(fields, 'webhook delivered');
  else ports.log.warn(fields, posted.outcome === 'busy' ? 'webhook not delivered' : 'webhook refused');
  if (posted.outcome !== 'busy') await ports.store.create(key, Buffer.from(JSON.stringify({ ...posted, at: new Date().toISOString() })));
  return posted;
}

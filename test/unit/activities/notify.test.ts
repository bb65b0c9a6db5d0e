import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { notify } from '../../../activities/notify.ts';
import { openWebhooks } from '../../../adapters/webhooks.ts';
import type { Notice } from '../../../domain/webhook-event.ts';
import { hookServer } from '../../support/hook-server.ts';
import type { HookReply } from '../../support/hook-server.ts';
import { bench, inActivity } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const NOTICE: Notice = { type: 'run.promoted', execution: 'e1', number: 7, at: '2026-01-02T03:04:05.000Z', data: { run: 'hone-1', profile: 'sample', packageId: 'p', evidenceHash: 'e', verdict: 'promoted' } };

let at: Bench;
const open: (() => Promise<void>)[] = [];
beforeEach(async () => void (at = await bench()));
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
  await at.close();
});

/** Two receivers: each answers its replies one by one. */
async function receivers(...replies: readonly (readonly HookReply[])[]) {
  const servers = await Promise.all(replies.map((answers) => hookServer((count) => answers[count - 1] ?? 200)));
  open.push(...servers.map((server) => () => server.close()));
  const webhooks = openWebhooks({ webhooks: { urls: servers.map(({ url }) => url), secrets: ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }, temporalUi: 'http://ui', temporalNamespace: 'default' }, { timeoutMs: 200 });
  const told = (notice = NOTICE) => inActivity(() => notify({ ...at.ports, webhooks })(notice));
  return { told, servers, names: webhooks.receivers.map(({ name }) => name) };
}

describe('notify', () => {
  test('tells what happened, with links and without anything else', async () => {
    const { told, servers: [server], names } = await receivers([200]);
    expect(await told()).toEqual({ delivered: names, refused: [] });
    const body = JSON.parse(server!.hooked[0]!.body) as { id: string };
    expect(body).toEqual({ id: expect.stringMatching(/^msg_[0-9a-f]{32}$/), type: 'run.promoted', timestamp: NOTICE.at, data: { ...NOTICE.data, links: { temporal: 'http://ui/namespaces/default/workflows/hone-1' } } });
    expect(server!.hooked[0]!.headers['webhook-id']).toBe(body.id);
  });

  test('after a 500 comes again with the same id and bytes, to the one who had not taken it alone', async () => {
    const { told, servers: [first, second], names } = await receivers([200], [500, 200]);
    await expect(told()).rejects.toMatchObject({ code: 'HONE_UNAVAILABLE', message: `webhook run.promoted: ${names[1]}: HTTP 500` });
    expect(await told()).toEqual({ delivered: names, refused: [] });
    expect(await told()).toEqual({ delivered: names, refused: [] });
    expect([first!.hooked.length, second!.hooked.length]).toEqual([1, 2]);
    expect(second!.hooked[1]!.body).toBe(second!.hooked[0]!.body);
    expect(second!.hooked[1]!.headers['webhook-id']).toBe(second!.hooked[0]!.headers['webhook-id']);
  });

  test.each([410, 404, 302])('that is answered %d is not tried again, whatever the others say', async (status) => {
    const { told, servers: [first], names } = await receivers([status, 200], ['silence', 200]);
    await expect(told()).rejects.toMatchObject({ code: 'HONE_UNAVAILABLE', message: `webhook run.promoted: ${names[1]}: no answer (ETIMEDOUT)` });
    expect(await told()).toEqual({ delivered: [names[1]], refused: [`${names[0]}: HTTP ${status}`] });
    expect(first!.hooked).toHaveLength(1);
  });

  test('gives every event, and every execution of a run, an id of its own', async () => {
    const { told, servers: [server] } = await receivers([]);
    for (const change of [{}, { number: 8 }, { execution: 'e2' }, { data: { ...NOTICE.data, run: 'hone-2' } }]) await told({ ...NOTICE, ...change });
    expect(new Set(server!.hooked.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
  });

  test('logs each attempt, by origin only', async () => {
    const { told } = await receivers([500, 410]);
    await told().catch(() => undefined);
    await told();
    expect(at.log.lines.map(({ level, message }) => `${level} ${message}`)).toEqual(['warn webhook not delivered', 'warn webhook refused']);
    expect(JSON.stringify(at.log.lines)).not.toContain('secret-path');
  });

  test('without receivers tells nobody and writes nothing', async () => {
    expect(await inActivity(() => notify(at.ports)(NOTICE))).toEqual({ delivered: [], refused: [] });
    expect(at.store.objects.size).toBe(0);
  });
});

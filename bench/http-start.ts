import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { freePort } from '../adapters/free-port.ts';
import { readSettings } from '../adapters/settings.ts';
import { apiUrl, startStack } from '../adapters/stack.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { percentile } from './percentile.ts';
import { record } from './record.ts';

/**
 * How long it takes from sending `POST /v1/runs` to the start of the run's first activity on a worker, one run at a time, on a stack
 * of its own. Runs are ended as soon as that is known. `tsx bench/http-start.ts [RUNS]`
 */
const WARM_UP = 5;
const runs = Number(process.argv[2] ?? 50);
const home = await mkdtemp(join(tmpdir(), 'hone-bench-'));
const environment = { ...process.env, HONE_HOME: home, HONE_PYTHON: readSettings().python, HONE_TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`, HONE_API_PORT: String(await freePort()), HONE_LOG_LEVEL: 'warn' };
const stack = await startStack(readSettings(environment), { environment, api: true });
const client = await connect(stack.settings);
try {
  const answered: number[] = [];
  const started: number[] = [];
  for (let index = -WARM_UP; index < runs; index++) {
    const sample = await startOne(client, apiUrl(stack.settings));
    if (index < 0) continue;
    answered.push(sample.answeredMs);
    started.push(sample.startedMs);
  }
  const figures = (samples: readonly number[]): object => ({ p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) });
  record('http-start', { runs, answerMs: figures(answered), firstActivityMs: figures(started) }, { answered, started });
} finally {
  await client.connection.close();
  await stack.stop();
  await rm(home, { recursive: true, force: true });
}

/** Server and this process read one clock. */
async function startOne(temporal: Client, url: string): Promise<{ answeredMs: number; startedMs: number }> {
  const sentAt = Date.now();
  const answer = await fetch(`${url}/v1/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  const answeredMs = Date.now() - sentAt;
  const { run } = (await answer.json()) as { run: string };
  const handle = temporal.workflow.getHandle(run);
  try {
    return { answeredMs, startedMs: (await firstActivityAt(handle)) - sentAt };
  } finally {
    await handle.terminate('bench').catch(() => undefined);
  }
}

/** The started event comes into the history with the activity's end; until then it is pending. */
async function firstActivityAt(handle: ReturnType<Client['workflow']['getHandle']>): Promise<number> {
  for (;;) {
    const { raw } = await handle.describe();
    const started = (raw.pendingActivities ?? []).find(({ lastStartedTime }) => lastStartedTime)?.lastStartedTime;
    const recorded = started ?? (await handle.fetchHistory()).events?.find(({ activityTaskStartedEventAttributes }) => activityTaskStartedEventAttributes)?.eventTime;
    if (recorded) return Number(recorded.seconds) * 1000 + (recorded.nanos ?? 0) / 1e6;
    await sleep(5);
  }
}

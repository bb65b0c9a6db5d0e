import { afterAll } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createLog } from '../../../../adapters/log.ts';
import { readSettings } from '../../../../adapters/settings.ts';
import type { Settings } from '../../../../adapters/settings.ts';
import { createKey } from '../../../../api/access-keys.ts';
import type { Role } from '../../../../api/access-keys.ts';
import { buildServer } from '../../../../api/build-server.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';
import { FakeLiveState } from './fake-live-state.ts';
import { FakeRuns } from './fake-runs.ts';

/** The API with nothing real behind it. */
export interface TestApi {
  readonly app: FastifyInstance;
  readonly runs: FakeRuns;
  readonly live: FakeLiveState;
  readonly store: MemoryStore;
  /** Log lines as written. */
  readonly lines: string[];
  /** A fresh key of a role, as the header that brings it. */
  readonly keyOf: (role: Role) => Promise<{ readonly authorization: string }>;
}

export interface TestApiOptions extends Partial<Settings> {
  readonly keysRequired?: boolean;
}

export async function testApi({ keysRequired = false, ...changes }: TestApiOptions = {}): Promise<TestApi> {
  const [runs, live, store, lines] = [new FakeRuns(), new FakeLiveState(), new MemoryStore(), [] as string[]];
  const log = createLog({ logLevel: 'debug' }, 'api', { write: (line) => lines.push(line) });
  const app = await buildServer({ runs, live, store, settings: { ...readSettings({}), ...changes } }, { keysRequired, log });
  open.push(app);
  return { app, runs, live, store, lines, keyOf: async (role) => ({ authorization: `Bearer ${(await createKey(store, `test-${role}`, role)).secret}` }) };
}

const open: FastifyInstance[] = [];

afterAll(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

/** Keeps JSON in a store. */
export async function keep(store: MemoryStore, key: string, value: unknown): Promise<void> {
  await store.write(key, Buffer.from(JSON.stringify(value)));
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { quietPort } from './support/quiet-port.ts';
import { startTemporalDevServer } from '../../adapters/temporal-dev-server.ts';
import type { TemporalDevServer } from '../../adapters/temporal-dev-server.ts';
import { SEARCH_ATTRIBUTES } from '../../domain/names.ts';
import { eventually, isRunning } from '../support/processes.ts';
import { pythonProgram } from '../support/python.ts';

jest.setTimeout(60_000);

const binary = pythonProgram('temporal');
let folder: string;
let options: { binary: string; databaseFile: string; logFile: string; port: number; uiPort: number };
const servers: TemporalDevServer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-dev-server-'));
  options = { binary, databaseFile: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log'), port: await quietPort(), uiPort: await quietPort() };
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(changes: { signal?: AbortSignal } = {}): Promise<TemporalDevServer> {
  const server = await startTemporalDevServer({ ...options, ...changes });
  servers.push(server);
  return server;
}

async function withConnection<T>(server: TemporalDevServer, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

test('answers with a year of retention, every search attribute and a UI', async () => {
  const server = await start();
  await withConnection(server, async ({ workflowService, operatorService }) => {
    const { namespaces } = await workflowService.listNamespaces({});
    const found = namespaces?.find(({ namespaceInfo }) => namespaceInfo?.name === 'default');
    expect(Number(found?.config?.workflowExecutionRetentionTtl?.seconds)).toBe(365 * 86_400);
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  });
  expect((await fetch(server.uiUrl)).status).toBe(200);
});

test('keeps a started run over a restart', async () => {
  const first = await start();
  const runId = await withConnection(first, async (connection) => {
    const handle = await new Client({ connection }).workflow.start('retrainClassifier', { workflowId: 'kept', taskQueue: 'nobody-polls', args: [{}] });
    return handle.firstExecutionRunId;
  });
  await first.stop();

  const second = await start();
  await withConnection(second, async (connection) => {
    const description = await new Client({ connection }).workflow.getHandle('kept').describe();
    expect(description).toMatchObject({ runId, status: { name: 'RUNNING' } });
  });
});

test('stop leaves no process, frees the ports and may be called again', async () => {
  const server = await start();
  expect(isRunning(server.pid)).toBe(true);
  await server.stop();
  expect(isRunning(server.pid)).toBe(false);
  await server.stop();
  await start();
});

test('abort stops the server', async () => {
  const abort = new AbortController();
  const server = await start({ signal: abort.signal });
  abort.abort();
  await eventually(() => !isRunning(server.pid));
});

test('a server whose parent is killed stops', async () => {
  const script = resolve(import.meta.dirname, '../support/temporal-parent.ts');
  const parent = spawn(process.execPath, ['--import', 'tsx', script, binary, folder, String(options.port), String(options.uiPort)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(String((await once(parent.stdout, 'data'))[0]));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => !isRunning(pid));
});

test.each(['port', 'uiPort'] as const)('a taken %s is named, and nothing is started', async (field) => {
  const other = createServer().listen(options[field], '127.0.0.1');
  await once(other, 'listening');
  try {
    await expect(start()).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining(`${field}: ${options[field]}`) });
  } finally {
    other.close();
  }
});

test('a missing binary is named with the remedy', async () => {
  const missing = join(folder, 'temporal');
  await expect(startTemporalDevServer({ ...options, binary: missing })).rejects.toMatchObject({ code: 'HONE_UNAVAILABLE', message: expect.stringMatching(`${missing}.*npm run setup`) });
});

test('a server that fails to start is quoted', async () => {
  await expect(startTemporalDevServer({ ...options, databaseFile: folder })).rejects.toMatchObject({ code: 'HONE_UNAVAILABLE', message: expect.stringMatching(/ended with 1 while starting[^]*(unable|error|failed)/i) });
});

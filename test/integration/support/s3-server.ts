import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quietPort } from './quiet-port.ts';

export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Exists and is empty. */
  readonly bucket: string;
  stop(): Promise<void>;
}

/** Starts a real S3 server (versitygw) on a temporary folder and a free port of the loopback interface. */
export async function startS3Server(): Promise<S3Server> {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: run npm run setup`);
  const directory = await mkdtemp(join(tmpdir(), 'hone-s3-'));
  const bucket = 'hone-test';
  // A folder of the root is a bucket.
  await mkdir(join(directory, bucket));
  const endpoint = `http://127.0.0.1:${await quietPort()}`;
  const server = spawn(BINARY, ['--port', new URL(endpoint).host, '--quiet', 'posix', directory], {
    env: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await answered(endpoint, server);
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.kill()) await once(server, 'exit');
    await rm(directory, { recursive: true, force: true });
  };
  return { endpoint, accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY, bucket, stop };
}

const BINARY = fileURLToPath(new URL('../../../.hone/bin/versitygw', import.meta.url));
const ACCESS_KEY = 'hone-test-access';
const SECRET_KEY = 'hone-test-secret';
const READY_WITHIN_MS = 20_000;

/** Resolves with the first HTTP answer (a refusal, as it is not signed). */
async function answered(endpoint: string, server: ChildProcess): Promise<void> {
  let complaints = '';
  server.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; ) {
    if (server.exitCode !== null) break;
    if (await fetch(endpoint).catch(() => undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.kill('SIGKILL');
  throw new Error(`versitygw did not answer on ${endpoint}: ${complaints || `exit code ${server.exitCode}`}`);
}

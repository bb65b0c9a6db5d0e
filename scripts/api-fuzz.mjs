#!/usr/bin/env node
/**
 * `npm run test:api-fuzz`: thousands of generated requests against the HTTP API, with a real Temporal server, workers and store
 * behind it. Sets up what is missing, Schemathesis included; takes some four minutes. Arguments go to Schemathesis: `-- --seed 7`
 * sends other requests. The last line of the output is `N operations, N test cases, N failures`; the exit code is 1 when there are
 * failures. What is sent, and what is left out and why, is in test/api-fuzz/.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fuzzEnvironment, schemathesisPath } from './api-fuzz-environment.mjs';
import { setup } from './setup.mjs';
import { withLock } from './setup/lock.mjs';

const ROOT = resolve(import.meta.dirname, '..');

async function main(args) {
  await setup();
  if (!fuzzEnvironment.isReady(ROOT)) await withLock(join(ROOT, '.hone', 'setup.lock'), console.log, () => fuzzEnvironment.make(ROOT, console.log));
  // Every address, so that keys are asked for; and as many requests as there come.
  const env = { ...process.env, HONE_API_HOST: '0.0.0.0', HONE_API_RATE_LIMIT: '100000000' };
  const child = spawn(process.execPath, ['--import', 'tsx', join('test', 'api-fuzz', 'fuzz.ts'), schemathesisPath(ROOT), ...args], { cwd: ROOT, env, stdio: 'inherit' });
  // The child ends what it started, and this process waits for that.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((settle) => child.once('close', (code) => settle(code ?? 1)));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  console.log('0 operations, 0 test cases, 1 failures');
  process.exitCode = 1;
});

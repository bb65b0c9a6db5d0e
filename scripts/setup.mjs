#!/usr/bin/env node
/**
 * `npm run setup`: brings a fresh checkout to where everything runs. Plain Node without packages, as it runs before any exist.
 *
 * Steps: node packages (package-lock.json), Python environment in .hone/python with PyTorch and Temporal
 * (trainer/requirements.lock) and, with `--tests`, the S3 server of the integration tests. Each step leaves a stamp, the
 * hash of its lock file, inside what it made; with the stamps in place this ends in well under a second.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodePackages } from './setup/node-packages.mjs';
import { pythonEnvironment } from './setup/python-environment.mjs';
import { s3Server } from './setup/s3-server.mjs';
import { temporal } from './setup/temporal.mjs';
import { withLock } from './setup/lock.mjs';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Makes what is missing; does nothing when nothing is.
 * @param {{tests?: boolean, root?: string, log?: (line: string) => void}} [options] `tests` adds the S3 server.
 * @returns {Promise<string[]>} the names of the steps that had something to do
 * @throws {Error} one that says what is missing on the machine and how to get it
 */
export async function setup({ tests = false, root = ROOT, log = console.log } = {}) {
  if (process.platform === 'win32') throw new Error('Hone runs on Linux and macOS. On Windows, use WSL 2.');
  const steps = [nodePackages, pythonEnvironment, temporal, ...(tests ? [s3Server] : [])];
  if (steps.every((step) => step.isReady(root))) return [];
  return withLock(join(root, '.hone', 'setup.lock'), log, async () => {
    const made = [];
    for (const step of steps) {
      if (step.isReady(root)) continue; // another setup may have made it while this one waited
      await makeStep(step, root, log);
      made.push(step.name);
    }
    return made;
  });
}

async function makeStep(step, root, log) {
  const start = performance.now();
  await step.make(root, (line) => log(`[${step.name}] ${line}`));
  log(`[${step.name}] ready after ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

async function main() {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--tests');
  if (unknown.length > 0) throw new Error(`Unknown argument ${unknown.join(' ')}. Usage: node scripts/setup.mjs [--tests]`);
  const made = await setup({ tests: process.argv.includes('--tests') });
  console.log(made.length === 0 ? 'Everything is in place.' : 'Done.');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(`Setup failed: ${error.message}`);
    process.exitCode = 1;
  });
}

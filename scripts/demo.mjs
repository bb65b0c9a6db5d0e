#!/usr/bin/env node
/** `npm run demo`: sets up what is missing, then runs the sample profile through every stage (`hone demo`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setup } from './setup.mjs';

const ROOT = resolve(import.meta.dirname, '..');

await setup({ tests: false });
const demo = spawn(process.execPath, [resolve(ROOT, 'cli/hone.mjs'), 'demo', ...process.argv.slice(2)], { stdio: 'inherit', cwd: ROOT });
// A terminal sends Ctrl-C to both; this one stays until the other has stopped what it started.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => demo.kill('SIGTERM'));
const [code] = await once(demo, 'exit');
process.exitCode = code ?? 1;

#!/usr/bin/env node
/** The trainer's part of `npm run test:chaos`: trainings killed at 20 random moments. Arguments go on: `--kills 20 --seed 1`. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pythonPath } from './setup/python-environment.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const { status } = spawnSync(pythonPath(ROOT), [join(ROOT, 'trainer', 'tests', 'chaos.py'), ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;

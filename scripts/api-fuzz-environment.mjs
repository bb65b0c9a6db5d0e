import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from './setup/find-python.mjs';
import { outputOf, run } from './setup/run.mjs';
import { isStamped, writeStamp } from './setup/stamp.mjs';

/** Schemathesis in .hone/fuzz, from test/api-fuzz/requirements.lock with every file's hash checked. Apart from the trainer's environment: nothing else needs it. */
export const fuzzEnvironment = {
  name: 'api fuzz',
  isReady: (root) => existsSync(schemathesisPath(root)) && isStamped(stampFile(root), lockFile(root)),
  async make(root, log) {
    const base = findPython();
    log(`making .hone/fuzz with Python ${base.version} (${base.command})`);
    rmSync(environment(root), { recursive: true, force: true });
    await run(base.command, ['-m', 'venv', environment(root)]);
    const python = join(environment(root), 'bin', 'python');
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar=off', '--no-deps', '--require-hashes', '-r', lockFile(root)]);
    if (outputOf(schemathesisPath(root), ['--version']) === undefined) throw new Error(`${schemathesisPath(root)} was installed but does not run.`);
    writeStamp(stampFile(root), lockFile(root));
  },
};

/** The command that fuzzes. */
export function schemathesisPath(root) {
  return join(environment(root), 'bin', 'schemathesis');
}

const environment = (root) => join(root, '.hone', 'fuzz');
const stampFile = (root) => join(environment(root), '.hone-lock');
const lockFile = (root) => join(root, 'test', 'api-fuzz', 'requirements.lock');

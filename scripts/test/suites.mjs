import { dirname, join } from 'node:path';
import { pythonPath } from '../setup/python-environment.mjs';
import { readJestReport } from './read-jest-report.mjs';
import { readJunitReport } from './read-junit-report.mjs';

const module = (root, path) => join(root, 'node_modules', path);

/** A check that either passes or fails, by its exit code. */
const check = (command) => ({ command, read: (_report, exitCode) => ({ passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skips: [], failures: [] }) });

const jest = (project, ...options) => ({
  command: (root, report) => [
    process.execPath,
    ...['--experimental-vm-modules', '--no-warnings', module(root, 'jest/bin/jest.js')],
    ...['--selectProjects', project, '--json', '--outputFile', report, ...options],
  ],
  quiet: true, // with --json jest prints the whole report to stdout as well
  read: readJestReport,
});

/** The suites in the order they run: the quick and most telling first. Each names its command and reads its result. */
export const SUITES = {
  lint: check((root) => [process.execPath, module(root, 'eslint/bin/eslint.js'), '.']),
  types: check((root) => [process.execPath, module(root, 'typescript/bin/tsc'), '--noEmit']),
  ruff: check((root) => [join(dirname(pythonPath(root)), 'ruff'), 'check', '--extend-exclude', '.hone', '.']),
  unit: jest('unit', '--maxWorkers=100%'), // on every core: units share no server and no trainer
  workflow: jest('workflow'),
  integration: jest('integration', '--runInBand'),
  trainer: {
    command: (root, report) => [pythonPath(root), '-m', 'pytest', join('trainer', 'tests'), '-q', '-rs', '--junitxml', report],
    read: readJunitReport,
  },
};

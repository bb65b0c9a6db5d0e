import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPython } from './find-python.mjs';
import { outputOf, run } from './run.mjs';
import { isStamped, writeStamp } from './stamp.mjs';

const IMPORTS = ['torch', 'transformers', 'onnx', 'onnxruntime', 'onnxscript', 'safetensors', 'pyarrow', 'numpy', 'pytest'];
const LARGE_MB = 50;

/**
 * The trainer's Python environment in .hone/python, from trainer/requirements.lock with every file's hash checked.
 * An environment whose installed versions already equal the lock is only stamped; a half-made one is made again.
 *
 * HONE_PYTHON names the interpreter of an environment of your own instead. That is the way to CPU-only PyTorch (about
 * 1 GB instead of 6): make an environment, install torch from PyTorch's index of CPU wheels, then the other names of
 * trainer/requirements.in, and set HONE_PYTHON to its bin/python. Setup then only checks that the packages import.
 */
export const pythonEnvironment = {
  name: 'python',
  isReady: (root) => existsSync(pythonPath(root)) && isStamped(stampFile(root), lockFile(root), ownPython()),
  async make(root, log) {
    if (ownPython() !== '') return checkOwn(root, log);
    if (differencesFromLock(root) !== undefined) await build(root, log);
    const differences = differencesFromLock(root);
    if (differences !== undefined) throw new Error(`${pythonPath(root)} is not what trainer/requirements.lock says: ${differences}`);
    writeStamp(stampFile(root), lockFile(root));
  },
};

/** The interpreter that runs the trainer. */
export function pythonPath(root) {
  return ownPython() || join(root, '.hone', 'python', 'bin', 'python');
}

const environment = (root) => join(root, '.hone', 'python');
const ownPython = () => process.env.HONE_PYTHON ?? '';
const stampFile = (root) => (ownPython() === '' ? join(environment(root), '.hone-lock') : join(root, '.hone', 'own-python.hone-lock'));
const lockFile = (root) => join(root, 'trainer', 'requirements.lock');

function checkOwn(root, log) {
  const python = ownPython();
  log(`HONE_PYTHON is set: checking ${python} instead of making an environment`);
  const missing = missingImports(python);
  if (missing === undefined) throw new Error(`HONE_PYTHON: ${python} does not run. Name the interpreter of an environment, for example /path/to/env/bin/python.`);
  if (missing !== '') throw new Error(`HONE_PYTHON: ${python} cannot import ${missing}. Install the packages of trainer/requirements.in into it.`);
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeStamp(stampFile(root), lockFile(root), python);
}

async function build(root, log) {
  const base = findPython();
  log(`making .hone/python with Python ${base.version} (${base.command})`);
  log('PyTorch is large: on Linux, with CUDA, 3 GB to download and 6 GB on disk. Without a GPU: see HONE_PYTHON in scripts/setup/python-environment.mjs');
  rmSync(environment(root), { recursive: true, force: true });
  await run(base.command, ['-m', 'venv', environment(root)]);
  const arguments_ = ['install', '--disable-pip-version-check', '--progress-bar=off', '--no-deps', '--require-hashes', '-r', lockFile(root)];
  await run(pythonPath(root), ['-m', 'pip', ...arguments_], { onLine: pipProgress(log) });
}

/** pip prints hundreds of lines; shown are the large files, every twentieth package, and the silent minute of unpacking. */
function pipProgress(log) {
  let packages = 0;
  return (line) => {
    if (line.startsWith('Collecting ')) {
      packages += 1;
      if (packages % 20 === 0) log(`${packages} packages …`);
    }
    const size = /^\s*Downloading (\S+) \(([\d.]+) (MB|GB)\)/.exec(line);
    if (size !== null && (size[3] === 'GB' || Number(size[2]) >= LARGE_MB)) log(`downloading ${size[1].split('-').slice(0, 2).join(' ')} (${size[2]} ${size[3]})`);
    if (line.startsWith('Installing collected packages')) log(`unpacking ${packages} packages, about a minute …`);
  };
}

/** What differs between the environment and the lock in words, or undefined when nothing does. */
function differencesFromLock(root) {
  if (!existsSync(pythonPath(root))) return 'there is no environment';
  const checker = join(import.meta.dirname, 'check_requirements.py');
  const differences = outputOf(pythonPath(root), [checker, lockFile(root)]);
  if (differences === undefined) return 'the packages cannot be listed';
  if (differences !== '') return differences;
  const missing = missingImports(pythonPath(root));
  if (missing === undefined) return 'the interpreter does not run';
  return missing === '' ? undefined : `cannot import ${missing}`;
}

/** Names that do not import, comma-separated: found by importing, since a present folder says nothing about its libraries. */
function missingImports(python) {
  const program = `
import importlib, sys
missing = []
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        missing.append(f"{name} ({type(error).__name__})")
print(", ".join(missing))`;
  return outputOf(python, ['-c', program, ...IMPORTS], { cwd: dirname(python) });
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, run } from './run.mjs';
import { isStamped, writeStamp } from './stamp.mjs';

const OLDEST_NODE = [20, 19];

/** Node packages by `npm ci`. Packages that already agree with package-lock.json (after `npm install`) are only stamped. */
export const nodePackages = {
  name: 'node packages',
  isReady: (root) => isStamped(stampFile(root), lockFile(root)),
  async make(root, log) {
    checkNode();
    if (!agreesWithLock(root)) await install(root, log);
    writeStamp(stampFile(root), lockFile(root));
  },
};

const lockFile = (root) => join(root, 'package-lock.json');
const stampFile = (root) => join(root, 'node_modules', '.hone-lock');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(`Node ${process.versions.node} is too old: Hone needs Node ${OLDEST_NODE.join('.')} or newer.`);
}

async function install(root, log) {
  if (outputOf('npm', ['--version']) === undefined) throw new Error('npm is not on the PATH. It comes with Node from nodejs.org; on Debian: apt install npm.');
  log('installing (about 850 MB on disk) …');
  await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    // Its install script would fetch several hundred MB of CUDA files that Hone does not use.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
}

/** npm writes what it installed to node_modules/.package-lock.json; equal versions and hashes mean an equal tree. */
function agreesWithLock(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(lockFile(root), 'utf8')).packages;
  const isSame = (path) => installed[path]?.version === wanted[path]?.version && installed[path]?.integrity === wanted[path]?.integrity;
  const isPresent = (path) => path === '' || isSame(path) || (installed[path] === undefined && wanted[path].optional === true);
  return Object.keys(wanted).every(isPresent) && Object.keys(installed).every(isSame);
}

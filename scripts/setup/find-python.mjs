import { outputOf } from './run.mjs';

/** What trainer/pyproject.toml asks for. */
const OLDEST_MINOR = 10;
/** The newest version for which every locked package has wheels. */
const NEWEST_MINOR = 14;
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14'];
const PROBE = `
import importlib.util, sys
print("%d.%d.%d" % sys.version_info[:3], sys.executable, all(importlib.util.find_spec(m) for m in ("venv", "ensurepip")))`;

/**
 * A Python that can make environments, of a version the lock has wheels for.
 * @param {string[]} [candidates] commands in order of preference
 * @returns {{command: string, version: string}}
 * @throws {Error} that lists what was found
 */
export function findPython(candidates = CANDIDATES) {
  const found = candidates.map(probe).filter((python) => python !== undefined);
  const usable = found.filter((python) => python.minor >= OLDEST_MINOR && python.minor <= NEWEST_MINOR);
  const whole = usable.find((python) => python.canMakeEnvironments);
  if (whole !== undefined) return whole;
  if (usable.length > 0) {
    const [{ executable, version, minor }] = usable;
    throw new Error(`Python ${version} (${executable}) cannot make environments: its venv or ensurepip module is missing. On Debian or Ubuntu: apt install python3-venv (or python3.${minor}-venv).`);
  }
  const list = found.length === 0 ? 'none' : found.map(({ version, executable }) => `${version} (${executable})`).join(', ');
  throw new Error(`Python 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR} is needed for the trainer and Temporal; found: ${list}. On Debian or Ubuntu: apt install python3 python3-venv.`);
}

/** A version manager may leave commands on the PATH that answer only with an error; those count as absent. */
function probe(command) {
  const answer = outputOf(command, ['-c', PROBE]);
  if (answer === undefined) return undefined;
  const [version, executable, canMakeEnvironments] = answer.split(' ');
  return { command, version, executable, minor: Number(version.split('.')[1]), canMakeEnvironments: canMakeEnvironments === 'True' };
}

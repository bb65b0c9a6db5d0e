import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { readSettings } from '../adapters/settings.ts';

/**
 * The interpreter that has the peers of a list in `bench/peers`: an environment of their own, made when first asked for. With
 * `besideHone` what the list leaves out comes from Hone's own Python.
 */
export async function peersPython(list = 'requirements.txt', { besideHone = false } = {}): Promise<string> {
  const requirements = new URL(`peers/${list}`, import.meta.url).pathname;
  const { home, python } = readSettings();
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const directory = join(home, 'bench', `peers-${version}`);
  const done = join(directory, 'bin', 'peers-installed');
  if (!existsSync(done)) {
    process.stderr.write(`installing the peers into ${directory}\n`);
    await rm(directory, { recursive: true, force: true });
    await execa(python, ['-m', 'venv', directory]);
    if (besideHone) {
      const sitePackages = async (interpreter: string): Promise<string> => (await execa(interpreter, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])).stdout;
      await writeFile(join(await sitePackages(join(directory, 'bin', 'python')), 'hone.pth'), `${await sitePackages(python)}\n`);
    }
    await execa(join(directory, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirements], { stderr: 'inherit' });
    await writeFile(done, '');
  }
  return join(directory, 'bin', 'python');
}

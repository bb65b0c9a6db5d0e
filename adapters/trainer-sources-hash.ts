import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * SHA-256 (hex) over the names and bytes of every .py file under `hone_trainer` and of `requirements.lock`, in name order.
 * Names are `/`-separated and relative, so that two checkouts of the same sources agree.
 */
export async function trainerSourcesHash(trainerDirectory: string): Promise<string> {
  const entries = await readdir(join(trainerDirectory, 'hone_trainer'), { recursive: true, withFileTypes: true });
  const sources = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.py')).map((entry) => join(entry.parentPath, entry.name));
  const files = [...sources, join(trainerDirectory, 'requirements.lock')]
    .map((path) => ({ path, name: relative(trainerDirectory, path).split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256');
  for (const { path, name } of files) {
    const bytes = await readFile(path);
    hash.update(`${name}\0${bytes.length}\0`).update(bytes); // lengths keep two different trees from reading the same
  }
  return hash.digest('hex');
}

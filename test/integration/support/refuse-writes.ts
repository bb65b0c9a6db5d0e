import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a store in a folder a place where nothing can be written, root or not: drafts have no folder to be made in. Returns what mends it. */
export async function refuseWrites(home: string): Promise<() => Promise<void>> {
  const drafts = join(home, 'store', '.tmp');
  await mkdir(drafts, { recursive: true });
  await rename(drafts, `${drafts}.away`);
  await writeFile(drafts, 'not a folder');
  return async () => {
    await rm(drafts);
    await rename(`${drafts}.away`, drafts);
  };
}

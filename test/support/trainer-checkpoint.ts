import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a checkpoint folder as the trainer does: the files, and last the manifest with their hashes. */
export async function writeCheckpoint(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const facts = Object.entries(files).map(([name, text]) => [name, { sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.byteLength(text) }]);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ files: Object.fromEntries(facts) as object }));
}

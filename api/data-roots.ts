import { realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { Settings } from '../adapters/settings.ts';
import { invalidInput } from '../domain/errors.ts';
import type { RetrainRequest } from '../domain/request.ts';

type Roots = Pick<Settings, 'dataRoots' | 'dataBuckets' | 'projectDirectory'>;

/**
 * Refuses data that a caller may not name: datasets, and a base model that is a folder, must lie under the configured roots
 * once `..` and links are resolved, or in a bucket of HONE_DATA_BUCKETS.
 * @throws HoneError HONE_INVALID_INPUT.
 */
export async function refuseFilesElsewhere({ overrides, falsePositives }: RetrainRequest, roots: Roots): Promise<void> {
  const { extra, ...sets } = overrides?.sets ?? {};
  for (const [name, set] of Object.entries(sets)) await checkUri(`overrides.sets.${name}.uri`, set?.uri, roots);
  for (const [name, set] of Object.entries(extra ?? {})) await checkUri(`overrides.sets.extra.${name}.uri`, set?.uri, roots);
  await checkUri('falsePositives.uri', falsePositives?.uri, roots);
  const base = overrides?.model?.base;
  if (base !== undefined && (await isFolder(base, roots))) await checkPath('overrides.model.base', base, base, roots);
}

async function checkUri(field: string, uri: string | undefined, roots: Roots): Promise<void> {
  if (uri === undefined) return;
  if (uri.startsWith('s3:')) return checkBucket(field, uri, roots);
  if (!uri.startsWith('file:')) throw invalidInput(field, uri, 'Over HTTP, name a file under one of the folders of HONE_DATA_ROOTS: file:<path>.');
  await checkPath(field, uri, uri.slice('file:'.length).replace(/^\/\//, ''), roots);
}

/** Keys are literal: there is no way up and out of a prefix. */
function checkBucket(field: string, uri: string, { dataBuckets }: Roots): void {
  if (dataBuckets.some((bucket) => uri.startsWith(`${bucket}/`))) return;
  throw invalidInput(field, uri, 'Over HTTP, name an object under one of the addresses of HONE_DATA_BUCKETS.');
}

/** As the trainer takes it: what is no folder of the project, and does not look like a path, is the id of a model on the hub. */
async function isFolder(base: string, roots: Roots): Promise<boolean> {
  return /^[./~]|[/\\]\.\./.test(base) || (await realOf(base, roots)) !== undefined;
}

async function checkPath(field: string, value: string, path: string, roots: Roots): Promise<void> {
  // A file that is missing and one that is elsewhere get one answer: callers are not told what is on this machine.
  const found = await realOf(path, roots);
  for (const root of roots.dataRoots) {
    const real = await realOf(root, roots);
    if (found !== undefined && real !== undefined && `${found}${sep}`.startsWith(real === sep ? sep : `${real}${sep}`)) return;
  }
  throw invalidInput(field, value, 'Name an existing file under one of the folders of HONE_DATA_ROOTS.');
}

function realOf(path: string, { projectDirectory }: Roots): Promise<string | undefined> {
  return realpath(isAbsolute(path) ? path : join(projectDirectory, path)).catch(() => undefined);
}

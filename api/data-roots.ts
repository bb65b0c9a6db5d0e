import { realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { Settings } from '../adapters/settings.ts';
import { invalidInput } from '../domain/errors.ts';
import type { RetrainRequest } from '../domain/request.ts';

type Roots = Pick<Settings, 'dataRoots' | 'projectDirectory'>;

/**
 * Refuses files that a caller may not name: datasets, and a base model that is a folder, must lie under the configured roots
 * once `..` and links are resolved.
 */
export async function refuseFilesElsewhere({ overrides, falsePositives }: RetrainRequest, roots: Roots): Promise<void> {
  for (const [name, set] of Object.entries(overrides?.sets ?? {})) await checkUri(`overrides.sets.${name}.uri`, set?.uri, roots);
  await checkUri('falsePositives.uri', falsePositives?.uri, roots);
  const base = overrides?.model?.base;
  if (base !== undefined && /^[./~]|[/\\]\.\./.test(base)) await checkPath('overrides.model.base', base, base, roots);
}

async function checkUri(field: string, uri: string | undefined, roots: Roots): Promise<void> {
  if (uri?.startsWith('file:')) await checkPath(field, uri, uri.slice('file:'.length).replace(/^\/\//, ''), roots);
}

async function checkPath(field: string, value: string, path: string, { dataRoots, projectDirectory }: Roots): Promise<void> {
  // A file that is missing and one that is elsewhere get one answer: callers are not told what is on this machine.
  const found = await realpath(isAbsolute(path) ? path : join(projectDirectory, path)).catch(() => '');
  for (const root of dataRoots) {
    const real = await realpath(root).catch(() => undefined);
    if (real !== undefined && (found === real || found.startsWith(real + sep))) return;
  }
  throw invalidInput(field, value, 'Name an existing file under one of the folders of HONE_DATA_ROOTS.');
}

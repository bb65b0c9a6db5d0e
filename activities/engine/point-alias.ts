import { HoneError, invalidInput } from '../../domain/errors.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import { artifactFault } from './artifacts.ts';
import { championsOf, ROLLBACK } from './registry-history.ts';
import { moveAlias, readVersion, requireModel } from './registry.ts';
import type { ModelVersion } from './registry.ts';

/**
 * Points the champion alias back to the champion before (`previous`), or to the named version; returns the package id.
 * @throws HoneError HONE_NOT_FOUND without such a model or version, or where its files are gone, HONE_CONFLICT where there is nothing
 *   to go back to, HONE_ARTIFACT_CORRUPT where its files are others.
 */
export async function rollback(store: ObjectStore, model: string, by: string, why: string, to?: string): Promise<string> {
  const { history } = await requireModel(store, model);
  const packageId = to ?? championsOf(history).at(-2);
  if (!packageId) throw new HoneError('HONE_CONFLICT', `model: "${model}" had no champion before this one, so there is nothing to go back to.`);
  const version = await usableVersion(store, model, packageId, 'to');
  const moved = await moveAlias(store, model, 'champion', version, { by, reason: `${ROLLBACK}${why}`, run: '' });
  if (!moved) throw new HoneError('HONE_CONFLICT', `to: "${packageId}" is the champion of ${model} already.`);
  return packageId;
}

/**
 * Points an alias of one's own, say `canary`, to a version of the model. `champion` is moved by promotions and rollbacks alone, since
 * they ask for evidence; `previous` follows from it.
 * @throws HoneError HONE_INVALID_INPUT for these two and for names that are none, and what `rollback` throws.
 */
export async function pointAlias(store: ObjectStore, model: string, alias: string, packageId: string, { by, why }: { readonly by: string; readonly why: string }): Promise<void> {
  if (alias === 'champion' || alias === 'previous') throw invalidInput('alias', alias, 'It is moved by `hone approve` and `hone rollback` alone; take another name.');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(alias)) throw invalidInput('alias', alias, 'Write lower-case letters, digits and hyphens, at most 63.');
  await requireModel(store, model);
  const version = await usableVersion(store, model, packageId, 'package');
  const moved = await moveAlias(store, model, alias, version, { by, reason: why, run: '' });
  if (!moved) throw new HoneError('HONE_CONFLICT', `package: "${packageId}" is ${model}@${alias} already.`);
}

/** @throws HoneError when a file of the package is not in the store as it was registered: no alias may point to what cannot be loaded. */
export async function requireFiles(store: ObjectStore, { packageId, files }: ModelVersion): Promise<void> {
  for (const [name, ref] of Object.entries(files)) {
    const fault = await artifactFault({ store }, ref);
    if (fault === undefined) continue;
    const code = fault === 'is missing' ? 'HONE_NOT_FOUND' : 'HONE_ARTIFACT_CORRUPT';
    throw new HoneError(code, `${name} of package ${packageId} ${fault} in the store, so no alias can point to it. Put ${ref.uri} back, or name another version.`);
  }
}

async function usableVersion(store: ObjectStore, model: string, packageId: string, field: string): Promise<ModelVersion> {
  const version = await readVersion(store, model, packageId);
  if (!version) throw new HoneError('HONE_NOT_FOUND', `${field}: "${packageId}" is no version of ${model}. \`hone models\` shows its history.`);
  await requireFiles(store, version);
  return version;
}

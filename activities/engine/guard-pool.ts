import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import type { Guard } from '../../domain/ports/guard.ts';
import type { Ports } from '../ports.ts';
import { folderOf, sha256Of } from './artifacts.ts';

/**
 * Loaded classifiers of this process, so that the chunks of a fan-out share one. Keeps the two used last: champion and
 * challenger.
 */
export interface GuardPool {
  /** Folder with the package's files. */
  directory(files: PackageFiles): Promise<string>;
  guard(files: PackageFiles): Promise<Guard>;
}

export function guardPool(ports: Ports): GuardPool {
  const loaded = new Map<string, Promise<Guard>>();
  const directory = (files: PackageFiles): Promise<string> =>
    folderOf(ports, packageFolder(files), join(ports.options.cacheDirectory, 'packages', identityOfFiles(files)));

  const guard = (files: PackageFiles): Promise<Guard> => {
    const id = identityOfFiles(files);
    const found = loaded.get(id) ?? directory(files).then((path) => ports.guards.load(path));
    loaded.delete(id);
    loaded.set(id, found);
    found.catch(() => loaded.delete(id));
    evictOldest(loaded);
    return found;
  };
  return { directory, guard };
}

const KEPT = 2;

function evictOldest(loaded: Map<string, Promise<Guard>>): void {
  const [oldest] = loaded.keys();
  if (loaded.size <= KEPT || oldest === undefined) return;
  const guard = loaded.get(oldest);
  loaded.delete(oldest);
  // One that could not be loaded has told whoever asked for it.
  void guard?.then((old) => old.close(), () => undefined);
}

/** File names of a package folder, with what goes into each. */
export function packageFolder(files: PackageFiles): Record<string, ArtifactRef> {
  return { 'model.onnx': files.model, 'tokenizer.json': files.tokenizer, 'hone.json': files.honeJson };
}

function identityOfFiles(files: PackageFiles): string {
  return sha256Of(Object.values(files).map((ref) => ref.sha256).join(':'));
}

import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { EncoderFiles, PackageFiles } from '../../domain/package-files.ts';
import type { Encoder, Guard } from '../../domain/ports/guard.ts';
import type { Ports } from '../ports.ts';
import { folderOf, sha256Of } from './artifacts.ts';

/** Loaded models of this process, so that the chunks of a fan-out share one. */
export interface GuardPool {
  /** Folder with the package's files. */
  directory(files: PackageFiles): Promise<string>;
  /** Keeps the two used last: champion and challenger. */
  guard(files: PackageFiles): Promise<Guard>;
  /** Keeps the one used last. */
  encoder(files: EncoderFiles, maxTokens: number): Promise<Encoder>;
}

export function guardPool(ports: Ports): GuardPool {
  const folder = (id: string, files: Readonly<Record<string, ArtifactRef>>): Promise<string> => folderOf(ports, files, join(ports.options.cacheDirectory, 'packages', id));
  const directory = (files: PackageFiles): Promise<string> => folder(identityOfFiles(files), packageFolder(files));
  const guards = lastUsed<Guard>(2);
  const encoders = lastUsed<Encoder>(1);
  return {
    directory,
    guard: (files) => guards(identityOfFiles(files), async () => ports.guards.load(await directory(files))),
    encoder: (files, maxTokens) => {
      const id = identityOfFiles(files);
      const load = async (): Promise<Encoder> => ports.guards.loadEncoder(await folder(id, { 'model.onnx': files.model, 'tokenizer.json': files.tokenizer }), { maxTokens });
      return encoders(`${id}:${maxTokens}`, load);
    },
  };
}

interface Closable {
  close(): Promise<void>;
}

/** Loads what is asked for once, and closes what was not used for longest when there are more than `kept`. */
function lastUsed<T extends Closable>(kept: number): (id: string, load: () => Promise<T>) => Promise<T> {
  const loaded = new Map<string, Promise<T>>();
  return (id, load) => {
    const found = loaded.get(id) ?? load();
    loaded.delete(id);
    loaded.set(id, found);
    found.catch(() => loaded.delete(id));
    evictOldest(loaded, kept);
    return found;
  };
}

function evictOldest<T extends Closable>(loaded: Map<string, Promise<T>>, kept: number): void {
  const [oldest] = loaded.keys();
  if (loaded.size <= kept || oldest === undefined) return;
  const model = loaded.get(oldest);
  loaded.delete(oldest);
  // One that could not be loaded has told whoever asked for it.
  void model?.then((old) => old.close(), () => undefined);
}

/** File names of a package folder, with what goes into each. */
export function packageFolder(files: PackageFiles): Record<string, ArtifactRef> {
  return { 'model.onnx': files.model, 'tokenizer.json': files.tokenizer, 'hone.json': files.honeJson };
}

function identityOfFiles(files: PackageFiles | EncoderFiles): string {
  return sha256Of(Object.values(files).map((ref: ArtifactRef) => ref.sha256).join(':'));
}

import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { EncoderFiles, PackageFiles } from '../../domain/package-files.ts';
import type { Encoder, Guard } from '../../domain/ports/guard.ts';
import type { Ports } from '../ports.ts';
import { folderOf, sha256Of } from './artifacts.ts';
import { lastUsed } from './last-used.ts';

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
  const guards = lastUsed<Guard>(2, (guard) => guard.close());
  const encoders = lastUsed<Encoder>(1, (encoder) => encoder.close());
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

/** File names of a package folder, with what goes into each. */
export function packageFolder(files: PackageFiles): Record<string, ArtifactRef> {
  return { 'model.onnx': files.model, 'tokenizer.json': files.tokenizer, 'hone.json': files.honeJson };
}

function identityOfFiles(files: PackageFiles | EncoderFiles): string {
  return sha256Of(Object.values(files).map((ref: ArtifactRef) => ref.sha256).join(':'));
}

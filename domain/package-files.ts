import type { ArtifactRef } from './artifact-ref.ts';

/** The three files a classifier package is made of; its identity is their hashes. */
export type PackageFiles = Readonly<Record<'model' | 'tokenizer' | 'honeJson', ArtifactRef>>;

/** A trained model before conversion: a Hugging Face folder, file by file. */
export type WeightFiles = Readonly<Record<'weights' | 'config' | 'tokenizer', ArtifactRef>>;

/** A sentence encoder as ONNX, with its tokenizer. */
export type EncoderFiles = Readonly<Record<'model' | 'tokenizer', ArtifactRef>>;

import { carriedNormaliser } from '../normaliser.ts';
import type { HoneJson } from '../package.ts';

/** A parsed `tokenizer.json` with no normaliser in front of its own. */
export function withoutNormaliser(tokenizer: object): object {
  return { ...tokenizer, normalizer: carriedNormaliser(tokenizer).own };
}

/** The `hone.json` of a package whose tokenizer lost its normaliser; `tokenizerSha256` is of the new file. */
export function describeBare(description: HoneJson, tokenizerSha256: string): HoneJson {
  return { ...description, normaliser: 'none', files: { ...description.files, 'tokenizer.json': tokenizerSha256 } };
}

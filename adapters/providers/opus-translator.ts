import type { Translator } from '../../domain/ports/translator.ts';
import { fingerprint, modelFolder } from './opus/model-folder.ts';
import type { OpusThread } from './opus/opus-thread.ts';

/** Opus-MT models on this machine, sampled by seed: the same text and seed give the same translation, whatever is translated beside it. */
export function opusTranslator(translationModels: string, other: 'de' | 'fr', thread: OpusThread): Translator {
  const folders = { there: modelFolder(translationModels, { from: 'en', to: other }), back: modelFolder(translationModels, { from: other, to: 'en' }) };
  return {
    identity: `opus-mt ${other} ${fingerprint(folders.there)} ${fingerprint(folders.back)}`,
    // Sentences of like length make batches of 32; among this many texts most find company.
    batchSize: 256,
    samples: true,
    translate: (texts, direction, signal) => thread.translate(modelFolder(translationModels, direction), texts, signal),
  };
}

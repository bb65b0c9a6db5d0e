import type { ObjectStore } from '../../domain/ports/object-store.ts';
import type { Direction, TextToTranslate, Translated, Translator } from '../../domain/ports/translator.ts';
import { canonicalJson, sha256Of } from './artifacts.ts';

/** A translator whose answers are kept under the hash of all that decides them, so that a retry gives the same bytes and pays for nothing twice. */
export function keptTranslations(store: ObjectStore, translator: Translator): Translator {
  return {
    ...translator,
    translate: async (texts, direction, signal) => {
      const keys = texts.map((asked) => keyOf(translator, asked, direction));
      const known = new Map<string, Translated>();
      for (const key of new Set(keys)) {
        const stored = await store.read(key);
        if (stored) known.set(key, JSON.parse(Buffer.from(stored.bytes).toString()) as Translated);
      }
      const missing = [...new Map(keys.map((key, index) => [key, texts[index]!])).entries()].filter(([key]) => !known.has(key));
      if (missing.length > 0) {
        const answers = await translator.translate(missing.map(([, asked]) => asked), direction, signal);
        for (const [index, [key]] of missing.entries()) {
          await store.create(key, Buffer.from(canonicalJson(answers[index])));
          known.set(key, answers[index]!);
        }
      }
      return keys.map((key) => known.get(key)!);
    },
  };
}

/** The seed decides only where the translator samples. */
function keyOf({ identity, samples }: Translator, { text, seed }: TextToTranslate, direction: Direction): string {
  return `translations/${sha256Of(canonicalJson({ identity, direction, text, ...(samples && { seed }) }))}.json`;
}

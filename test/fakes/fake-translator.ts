import type { Direction, TextToTranslate, Translated, Translator } from '../../domain/ports/translator.ts';

/** Translates by a function of the test's and notes what it was asked. The way there is marked, so that no leg can be skipped unseen. */
export class FakeTranslator implements Translator {
  readonly identity = 'fake';
  readonly calls: { readonly texts: readonly TextToTranslate[]; readonly direction: Direction }[] = [];
  readonly batchSize: number;
  readonly samples: boolean;
  readonly masks: 'token' | 'tag';
  readonly #back: (text: string, seed: number) => Translated;

  constructor(back: (text: string, seed: number) => Translated, { batchSize = 4, samples = false, masks = 'token' }: { batchSize?: number; samples?: boolean; masks?: 'token' | 'tag' } = {}) {
    this.#back = back;
    this.batchSize = batchSize;
    this.samples = samples;
    this.masks = masks;
  }

  translate(texts: readonly TextToTranslate[], direction: Direction): Promise<readonly Translated[]> {
    this.calls.push({ texts, direction });
    return Promise.resolve(texts.map(({ text, seed }) => (direction.to === 'en' ? this.#back(text.replace(/^\[\w\w\] /, ''), seed) : `[${direction.to}] ${text}`)));
  }
}

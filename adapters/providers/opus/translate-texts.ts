import type { TextToTranslate, Translated } from '../../../domain/ports/translator.ts';
import { paddedLength } from './load-model.ts';
import type { OpusModel, OpusRow } from './load-model.ts';
import { piecesOf } from './pieces.ts';

/**
 * Translates texts sentence by sentence, in batches of equally long token sequences. A sentence's translation depends on itself, its
 * place in the text and the text's seed alone, whatever else is in the batch.
 * @throws the reason of `signal` when it is aborted, between batches.
 */
export async function translateTexts(model: OpusModel, texts: readonly TextToTranslate[], signal: AbortSignal): Promise<Translated[]> {
  const parted = texts.map(({ text }) => piecesOf(text));
  const sentences = parted.flatMap((pieces, text) => pieces.flatMap((piece, place) => (piece.isSentence ? [{ text, place, ids: model.encode(piece.text) }] : [])));
  const translations = parted.map((pieces) => pieces.map((piece): Translated => piece.text));
  const put = (sentence: { readonly text: number; readonly place: number }, translated: Translated): void => void (translations[sentence.text]![sentence.place] = translated);
  for (const sentence of sentences) if (sentence.ids.length > LONGEST_SENTENCE) put(sentence, { failed: 'too-long' });
  for (const batch of batchesOf(sentences.filter(({ ids }) => ids.length <= LONGEST_SENTENCE))) {
    signal.throwIfAborted();
    const rows = batch.map(({ ids, text, place }): OpusRow => ({ ids, seed: ['opus', texts[text]!.seed, place] }));
    const translated = await model.translate(rows);
    batch.forEach((sentence, row) => put(sentence, translated[row] ?? { failed: 'truncated' }));
  }
  return translations.map(joined);
}

/** Tokens. Opus-MT was trained on sentences; longer ones come out maimed. */
const LONGEST_SENTENCE = 200;

const ROWS = 32;

/** Rows of one padded length together, at most `ROWS` at once. */
function batchesOf<S extends { readonly ids: readonly number[] }>(sentences: readonly S[]): S[][] {
  const byLength = new Map<number, S[]>();
  for (const sentence of sentences) {
    const length = paddedLength(sentence.ids);
    byLength.set(length, [...(byLength.get(length) ?? []), sentence]);
  }
  return [...byLength.values()].flatMap((same) => Array.from({ length: Math.ceil(same.length / ROWS) }, (_, index) => same.slice(index * ROWS, (index + 1) * ROWS)));
}

/** The text, or why one of its sentences has no translation. */
function joined(pieces: readonly Translated[]): Translated {
  return pieces.reduce((whole, piece) => (typeof whole !== 'string' ? whole : typeof piece !== 'string' ? piece : whole + piece), '');
}

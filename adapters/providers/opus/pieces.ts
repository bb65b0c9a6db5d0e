/** A stretch of a text; end to end, the pieces are the text. */
export interface Piece {
  readonly text: string;
  /** Whether it is a sentence, and not the blanks, bullets and signs between sentences. */
  readonly isSentence: boolean;
}

/** Parts a text into sentences, as Opus-MT was trained on them: of several at once it leaves some out. Line breaks and bullets stay as they are. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (part: string, isSentence: boolean): void => void (part !== '' && pieces.push({ text: part, isSentence }));
  for (const line of text.split(/(\n+)/)) {
    for (const { segment } of SENTENCES.segment(line)) {
      const [, before = '', sentence = '', after = ''] = /^(\s*(?:[-*•>#]+\s+)*)(.*?)(\s*)$/s.exec(segment) ?? [];
      add(before, false);
      add(sentence, /\p{L}/u.test(sentence));
      add(after, false);
    }
  }
  return pieces;
}

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

import type { Rng } from '../domain/rng.ts';
import type { Variation } from './method.ts';

/**
 * The last resort for prompts no other method can rewrite (JSON, other languages, pages of text): the text as it is, in a
 * neutral frame such as people put around what they paste. At most as many as there are frames.
 */
export function framing(text: string, count: number, rng: Rng): Variation[] {
  return rng.shuffle(FRAMES).slice(0, count).map(({ id, frame }) => ({ text: frame(text), detail: id }));
}

const FRAMES: readonly { readonly id: string; readonly frame: (text: string) => string }[] = [
  { id: 'frame-hello', frame: (text) => `Hello,\n\n${text}` },
  { id: 'frame-thanks', frame: (text) => `${text}\n\nThank you.` },
  { id: 'frame-request', frame: (text) => `Here is my request:\n\n${text}` },
  { id: 'frame-help', frame: (text) => `Please help me with the following.\n\n${text}` },
  { id: 'frame-question', frame: (text) => `I have a question.\n\n${text}` },
  { id: 'frame-regards', frame: (text) => `Hi there,\n\n${text}\n\nKind regards` },
];

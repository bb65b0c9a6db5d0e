import type { Rng } from '../../domain/rng.ts';
import type { Perturbation } from './kind.ts';

/** Harmless prose of short sentences, each a line of its own here. */
const FILLER = `The library opens at nine and closes at six.
Fresh bread should cool on a rack before it is cut.
The river bends twice before it reaches the old mill.
Most tomatoes like sun, water and a little patience.
The train to the coast leaves from the second platform.
A good chair keeps the back straight and the feet flat.
In autumn the hills turn red, then brown, then grey.
The museum shows maps, tools and letters of early settlers.
Soup tastes better on the day after it was cooked.
Children learn to swim in the small pool behind the school.
The bakery sells rye bread on Tuesdays and Fridays.
A light rain fell all morning and stopped before lunch.
The choir meets in the town hall once a week.
Bicycles may be parked along the wall of the station.
The garden has pears, plums and one very old apple tree.
Paint the door when the weather is dry and mild.
The ferry takes cars, but in winter only on weekends.
Coffee grows in the hills, tea a little higher up.
The recipe asks for flour, butter, sugar and two eggs.
Our neighbours keep bees and sell the honey at the market.`.split('\n');
const SENTENCES = new Set(FILLER);
const BREAK = '\n\n';

/**
 * Harmless text before and after, so that the prompt begins past a token limit: at severity 0 right behind it, at 1 at
 * twice the limit. Every word is at least one token of any tokenizer, so the words of the filler are counted.
 */
export function paddingPast(tokenLimit: number): Perturbation {
  return {
    id: 'padding',
    description: 'Harmless text before and after moves the prompt past the token limit.',
    apply: (text, severity, rng) => [filler(tokenLimit * (1 + severity), rng), text, filler(1 + (tokenLimit * severity) / 4, rng)].join(BREAK),
    detect: (text) => unpadded(text) !== undefined,
    undo: (text) => unpadded(text) ?? text,
    hidesFromModel: true,
  };
}

function filler(words: number, rng: Rng): string {
  const sentences: string[] = [];
  for (let count = 0; count < words; ) {
    const sentence = rng.pick(FILLER);
    sentences.push(sentence);
    count += sentence.split(' ').length;
  }
  return sentences.join(' ');
}

function unpadded(text: string): string | undefined {
  const [start, end] = [text.indexOf(BREAK), text.lastIndexOf(BREAK)];
  if (start < 0 || end < start + BREAK.length || !isFiller(text.slice(0, start)) || !isFiller(text.slice(end + BREAK.length))) return undefined;
  return text.slice(start + BREAK.length, end);
}

function isFiller(text: string): boolean {
  return text.split(/(?<=\.) /).every((sentence) => SENTENCES.has(sentence));
}

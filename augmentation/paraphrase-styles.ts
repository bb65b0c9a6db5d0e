/** How one paraphrase is to sound. The id is the variation's `detail`. */
export interface ParaphraseStyle {
  readonly id: string;
  readonly ask: string;
}

/**
 * The styles that paraphrases are asked in, a different one for each variation of a source: asked for "eight paraphrases", models
 * write one sentence eight times. All keep a question a question and a request a request.
 */
export const PARAPHRASE_STYLES: readonly ParaphraseStyle[] = [
  { id: 'formal', ask: 'formal and precise, as in a letter to a company' },
  { id: 'casual', ask: 'casual, as to a friend in a chat' },
  { id: 'terse', ask: 'as short as it can be without losing anything' },
  { id: 'polite', ask: 'very polite and a little indirect' },
  { id: 'direct', ask: 'direct: the request first, no pleasantries' },
  { id: 'plain', ask: 'plain words and short sentences' },
  { id: 'technical', ask: 'as an expert in the field would put it' },
  { id: 'beginner', ask: 'as someone new to the topic would put it' },
  { id: 'reordered', ask: 'the same content in another order: what came last comes first' },
  { id: 'split', ask: 'cut into more and shorter sentences' },
  { id: 'joined', ask: 'joined into fewer and longer sentences' },
  { id: 'question', ask: 'as a question, if it is not one; else as a question put another way' },
  { id: 'request', ask: 'as a request that starts with a verb' },
  { id: 'first-person', ask: 'told from the writer\'s side: what "I" want or need' },
  { id: 'passive', ask: 'with passive voice where it reads well' },
  { id: 'spoken', ask: 'as it would be said aloud, with contractions' },
  { id: 'hurried', ask: 'as by someone in a hurry, still correctly spelt' },
  { id: 'ticket', ask: 'as a line in a support ticket or an issue tracker' },
  { id: 'synonyms', ask: 'the same sentence structure with other words wherever possible' },
  { id: 'restructured', ask: 'nearly the same words in another sentence structure' },
];

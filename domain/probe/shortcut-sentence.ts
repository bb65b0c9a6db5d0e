import type { Shortcut } from './shortcuts.ts';

/** A shortcut in one plain sentence: what is held against what, how well it tells it, and in which direction. */
export function shortcutSentence(shortcut: Omit<Shortcut, 'sentence'>): string {
  const { auc, low, high, within } = shortcut;
  const figure = `AUC ${auc.toFixed(2)}, ${low.toFixed(2)} to ${high.toFixed(2)}`;
  const among = within === null ? '' : `, among ${within === 'benign' ? 'honest prompts' : 'attacks'}`;
  const what = `${subject(shortcut)} (${PLACE[shortcut.set]}${among}; ${figure})`;
  if (low <= 0.5 && high >= 0.5) return `${what}: cannot be told from chance.`;
  return `${what}: ${direction(shortcut, auc > 0.5)}.`;
}

const PLACE: Readonly<Record<Shortcut['set'], string>> = { tuning: 'tuning slice', unseen: 'unseen sources', train: 'training rows' };

function subject({ by, tells }: Pick<Shortcut, 'by' | 'tells'>): string {
  if (by === 'augmented') return tells === 'label' ? 'Being a variation against the label' : `The ${tells}'s score of variations against that of what they were made from`;
  const told = tells === 'label' ? 'the label' : `what the ${tells} flags`;
  return by === 'length' ? `Length against ${told}` : `The source's share of attacks in training against ${told}`;
}

function direction({ by, tells }: Pick<Shortcut, 'by' | 'tells'>, up: boolean): string {
  if (by === 'augmented') return tells === 'label' ? `variations are more often ${up ? 'attacks' : 'honest prompts'}` : `variations score ${up ? 'higher' : 'lower'}`;
  const rather = tells === 'label' ? 'more often attacks' : 'flagged more often';
  if (by === 'length') return `${up ? 'longer' : 'shorter'} prompts are ${rather}`;
  return `prompts of sources with ${up ? 'more' : 'fewer'} attacks in training are ${rather}`;
}

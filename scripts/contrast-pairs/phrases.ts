import phrases from '../../data/contrast-pairs/phrases.json' with { type: 'json' };

/** Lists of hand-written phrases; `data/contrast-pairs/README.md` says where each is put. */
export type Phrases = typeof phrases;

export const PHRASES: Phrases = phrases;

import { expect, test } from '@jest/globals';
import { shortcutSentence } from '../../../../domain/probe/shortcut-sentence.ts';
import type { Shortcut } from '../../../../domain/probe/shortcuts.ts';

type Question = Pick<Shortcut, 'by' | 'set' | 'tells' | 'within'>;
const sentence = (question: Question, auc: number): string => shortcutSentence({ ...question, auc, low: auc - 0.04, high: auc + 0.04, positives: 100, negatives: 200 });

test.each<[Question, number, string]>([
  [{ by: 'length', set: 'tuning', tells: 'label', within: null }, 0.79, 'Length against the label (tuning slice; AUC 0.79, 0.75 to 0.83): longer prompts are more often attacks.'],
  [{ by: 'length', set: 'unseen', tells: 'champion', within: 'benign' }, 0.3, 'Length against what the champion flags (unseen sources, among honest prompts; AUC 0.30, 0.26 to 0.34): shorter prompts are flagged more often.'],
  [{ by: 'length', set: 'unseen', tells: 'challenger', within: 'malicious' }, 0.52, 'Length against what the challenger flags (unseen sources, among attacks; AUC 0.52, 0.48 to 0.56): cannot be told from chance.'],
  [{ by: 'source', set: 'tuning', tells: 'label', within: null }, 0.9, "The source's share of attacks in training against the label (tuning slice; AUC 0.90, 0.86 to 0.94): prompts of sources with more attacks in training are more often attacks."],
  [{ by: 'source', set: 'tuning', tells: 'challenger', within: 'benign' }, 0.4, "The source's share of attacks in training against what the challenger flags (tuning slice, among honest prompts; AUC 0.40, 0.36 to 0.44): prompts of sources with fewer attacks in training are flagged more often."],
  [{ by: 'augmented', set: 'train', tells: 'label', within: null }, 0.4, 'Being a variation against the label (training rows; AUC 0.40, 0.36 to 0.44): variations are more often honest prompts.'],
  [{ by: 'augmented', set: 'train', tells: 'challenger', within: 'malicious' }, 0.7, "The challenger's score of variations against that of what they were made from (training rows, among attacks; AUC 0.70, 0.66 to 0.74): variations score higher."],
])('%j', (question, auc, expected) => {
  expect(sentence(question, auc)).toBe(expected);
});

import type { Failing, RoundEvidence } from '../../../../domain/fallback/round.ts';

/** A round that passes everything; a test says what is different about its own. */
export function evidence(changes: Partial<RoundEvidence> = {}): RoundEvidence {
  return {
    decision: 'go', threshold: 0.6, failing: [], overFit: 0.03, trainingSeconds: 600, failingCategories: [],
    figures: [{ set: 'tuning', falsePositives: { count: 8, n: 1000 }, recall: { count: 97, n: 100 }, rocAuc: 0.99 }],
    ...changes,
  };
}

export function failing(gate: string, set: Failing['set'] = 'tuning', changes: Partial<Failing> = {}): Failing {
  return { gate, quantity: 'recall', set, effect: 'blocks', sentence: `${set}: ${gate}: fail.`, ...changes };
}

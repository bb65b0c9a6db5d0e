import type { RoundsView } from '../run-view.ts';

/** What a run tried by itself and what is left to try, a line each, for a terminal; none while it is in its first round with nothing to say. */
export function roundsLines({ tried, ended, left }: RoundsView): string[] {
  const further = tried.filter(({ rule }) => rule !== null);
  const lines = tried.map(({ round, rule, reason, why, result, chosen }) => `round ${round}${chosen ? ' (goes on)' : ''}: ${rule === null ? 'the profile as it is' : `${rule}. ${reason} ${why}`}${result === '' ? '' : ` → ${result}`}`);
  if (ended === null) return further.length === 0 ? [] : lines;
  return [...lines, `no further round: ${ended} Rules not taken: ${left.join(', ') || 'none'}.`];
}

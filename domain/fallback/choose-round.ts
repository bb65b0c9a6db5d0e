import type { Failing, JudgedRound, RoundEvidence } from './round.ts';

/** The rule of `chooseRound`, for people. */
export const CHOICE =
  'A round with no blocking gate failing on the tuning slice comes before one with some; then fewer blocking gates failing on tuning and test rows; then fewer warnings failing there; then more attacks caught on the tuning slice at its threshold; then the higher ROC-AUC there; of equals the earlier one.';

/**
 * The best round, by what tuning and test rows tell (see `CHOICE`); unseen sources, hard negatives and certification rows have no say in it. Undefined of
 * no rounds.
 */
export function chooseRound(rounds: readonly JudgedRound[]): JudgedRound | undefined {
  return rounds.reduce<JudgedRound | undefined>((best, round) => (best === undefined || isBetter(round.evidence, best.evidence) ? round : best), undefined);
}

function isBetter(evidence: RoundEvidence, than: RoundEvidence): boolean {
  const [mine, other] = [standing(evidence), standing(than)];
  const decides = mine.findIndex((value, place) => value !== other[place]);
  return decides >= 0 && mine[decides]! > other[decides]!;
}

/** What is compared, first to last; more is better. */
function standing({ decision, failing, figures }: RoundEvidence): number[] {
  const tuning = figures.find(({ set }) => set === 'tuning');
  const recall = tuning?.recall ? tuning.recall.count / tuning.recall.n : 0;
  return [decision === 'go' ? 1 : 0, -counted(failing, 'blocks'), -counted(failing, 'warns'), recall, tuning?.rocAuc ?? 0];
}

function counted(failing: readonly Failing[], effect: Failing['effect']): number {
  return failing.filter((each) => each.effect === effect && !each.atDeployedThreshold && (each.set === 'tuning' || each.set === 'test')).length;
}

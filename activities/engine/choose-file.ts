import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Equivalence, TriedFile } from '../../domain/conversion.ts';
import { HoneError } from '../../domain/errors.ts';
import type { Row } from '../../domain/row.ts';
import { compareScores } from './compare-scores.ts';

/** A file that could ship. `leftOut`: costly layers that are fp32 in it. */
export interface Candidate {
  readonly leftOut: number;
  readonly model: ArtifactRef;
}

export interface Chosen<C extends Candidate> {
  readonly candidate: C;
  /** Of every row. */
  readonly scores: Float64Array;
  readonly threshold: number;
  readonly equivalence: Equivalence;
  readonly tried: readonly TriedFile[];
}

export interface ChoiceRules {
  /** Largest share of decisions that may flip against the plain export. */
  readonly maxFlipRate: number;
  /** A file over this is not tried instead of a smaller one. */
  readonly maxBytes: number;
  readonly score: (candidate: Candidate) => Promise<Float64Array>;
  readonly thresholdOf: (scores: Float64Array) => number;
  /** The plain export's scores of the first rows: so many are compared. */
  readonly before: Float64Array;
}

/**
 * The first candidate whose decisions, at the threshold that its own scores give, are the plain export's. The order is
 * the caller's: smallest first. @throws HoneError HONE_DECISIONS_FLIPPED naming what was tried.
 */
export async function chooseFile<C extends Candidate>(candidates: readonly C[], rows: readonly Row[], rules: ChoiceRules): Promise<Chosen<C>> {
  const compared = rows.slice(0, rules.before.length);
  const tried: TriedFile[] = [];
  for (const candidate of candidates) {
    const { leftOut, model } = candidate;
    if (tried.length > 0 && model.bytes > rules.maxBytes) break;
    const scores = await rules.score(candidate);
    const threshold = rules.thresholdOf(scores);
    const equivalence = compareScores(compared, rules.before, scores, threshold);
    tried.push({ leftOut, bytes: model.bytes, threshold, flipRate: equivalence.flipRate });
    if (equivalence.flipRate <= rules.maxFlipRate) return { candidate, scores, threshold, equivalence, tried };
  }
  throw tooManyFlips(tried, compared.length, rules.maxFlipRate);
}

function tooManyFlips(tried: readonly TriedFile[], rows: number, limit: number): HoneError {
  const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;
  const [first, ...others] = tried;
  const more = others.map(({ leftOut, flipRate }) => `${percent(flipRate)} with ${leftOut} layers in fp32`).join(', ');
  const what = `conversion flipped ${percent(first?.flipRate ?? 0)} of ${rows} decisions${more ? `, ${more}` : ''}, more than ${Number((100 * limit).toPrecision(6))} %`;
  return new HoneError('HONE_DECISIONS_FLIPPED', `convert.maxFlipRate: ${what}; ship fp32 (convert.precision) or raise the limit.`);
}

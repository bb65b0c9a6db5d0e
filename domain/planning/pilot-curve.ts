import { leastSquares, predict } from '../statistics/least-squares.ts';
import type { LinearFit } from '../statistics/least-squares.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { studentT } from '../statistics/student-t.ts';

/** What a pilot was trained on, and how many of the `n` benign prompts it flags. */
export interface CurvePoint extends Amount {
  readonly count: number;
  readonly n: number;
}

/** False positives covered, and variations of each. */
export interface Amount {
  readonly covered: number;
  readonly variations: number;
}

/** `ln(rate) = intercept + covered · ln(1 + covered rows) + variations · ln(1 + variations of each)`; a null term could not be fitted. */
export interface PilotCurve {
  readonly intercept: number;
  readonly covered: number | null;
  readonly variations: number | null;
  readonly points: number;
  readonly degreesOfFreedom: number;
  /** Standard deviation of ln(rate) about the curve. */
  readonly residualDeviation: number;
}

/** A rate read from the curve, with the interval of one more training and how far beyond the pilots it lies (1: within). */
export interface FittedRate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly extrapolation: number;
}

export interface FittedPilots {
  readonly curve: PilotCurve;
  /** Undefined where the curve cannot be asked: variations of which the pilots had none, or the like. */
  readonly at: (amount: Amount) => FittedRate | undefined;
}

/** Fewer would leave a curve without anything to judge it by. */
export const FEWEST_PILOTS = 3;

/**
 * The power law of learning curves, as a line in logarithms, with its prediction interval. Undefined with fewer than three pilots that
 * differ. A term that the pilots cannot tell from the others, or that leaves no degree of freedom, is left out.
 * Sources: Hestness et al. (2017), arXiv:1712.00409 (power laws); Draper & Smith, Applied Regression Analysis, 3.1 (interval).
 */
export function fitPilots(points: readonly CurvePoint[], confidence = 0.95): FittedPilots | undefined {
  if (new Set(points.map((point) => terms(point).join(' '))).size < FEWEST_PILOTS) return undefined;
  const y = points.map(({ count, n }) => Math.log(atLeastHalf(count) / n));
  const fitted = FORMS.flatMap((form) => {
    const fit = leastSquares(points.map((point) => columns(form, point)), y);
    return fit ? [{ form, fit }] : [];
  })[0];
  if (!fitted) return undefined;
  const { form, fit } = fitted;
  const n = Math.min(...points.map((point) => point.n));
  return { curve: curveOf(form, fit, points.length), at: (amount) => readOff(form, fit, { points, n, confidence }, amount) };
}

/** Which terms are in: the best that the pilots can tell apart is taken. */
type Form = readonly [covered: boolean, variations: boolean];
const FORMS: readonly Form[] = [[true, true], [true, false], [false, true]];

/** Nothing covered leaves nothing to vary. */
function terms({ covered, variations }: Amount): [number, number] {
  return [Math.log1p(covered), covered === 0 ? 0 : Math.log1p(variations)];
}

function columns(form: Form, amount: Amount): number[] {
  return [1, ...terms(amount).filter((_, index) => form[index])];
}

/** The add-half rule: none seen in n is read as half a one, as a rate of 0 has no logarithm. */
function atLeastHalf(count: number): number {
  return Math.max(count, 0.5);
}

function curveOf([covered, variations]: Form, { coefficients, degreesOfFreedom, residualVariance }: LinearFit, points: number): PilotCurve {
  const [intercept = 0, ...slopes] = coefficients;
  return {
    intercept,
    covered: covered ? (slopes[0] ?? null) : null,
    variations: variations ? (slopes.at(-1) ?? null) : null,
    points,
    degreesOfFreedom,
    residualDeviation: Math.sqrt(residualVariance),
  };
}

interface Basis {
  readonly points: readonly CurvePoint[];
  readonly n: number;
  readonly confidence: number;
}

/**
 * Two sources of error, added as variances: scatter about the curve (trainings differ), and the tuning slice, which all pilots share, so
 * that its own luck does not show as scatter.
 */
function readOff(form: Form, fit: LinearFit, { points, n, confidence }: Basis, amount: Amount): FittedRate | undefined {
  const extrapolation = beyond(points, amount);
  if (!Number.isFinite(extrapolation)) return undefined;
  const { mean, variance } = predict(fit, columns(form, amount));
  const rate = Math.min(1, Math.exp(mean));
  const scatter = studentT(confidence, fit.degreesOfFreedom) ** 2 * variance;
  const slice = (normalQuantile((1 + confidence) / 2) ** 2 * (1 - rate)) / atLeastHalf(n * rate);
  const half = Math.sqrt(scatter + slice);
  return { rate, low: Math.min(1, Math.exp(mean - half)), high: Math.min(1, Math.exp(mean + half)), extrapolation };
}

/** How many times the largest pilot an amount is, in the respect in which it exceeds most; 1 within them. */
function beyond(points: readonly CurvePoint[], { covered, variations }: Amount): number {
  const times = (asked: number, largest: number): number => (asked <= largest ? 1 : asked / largest);
  const largest = (of: (point: CurvePoint) => number): number => Math.max(...points.map(of));
  const varied = points.filter((point) => point.covered > 0);
  return Math.max(times(covered, largest((point) => point.covered)), covered === 0 ? 1 : times(variations, Math.max(0, ...varied.map((point) => point.variations))));
}

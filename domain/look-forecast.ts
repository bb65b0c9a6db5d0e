import { certificationGates } from './gate-set.ts';
import { confidenceAfterLooks, POWER } from './gates.ts';
import type { EvidenceUnit } from './gates.ts';
import type { Gate } from './profile.ts';
import { chance } from './render/chance.ts';
import { percent, thousands } from './render/numbers.ts';
import type { Label } from './row.ts';
import { wilsonInterval } from './statistics/binomial-bounds.ts';
import { passProbability, passProbabilityAtLeast, rowsNeeded, rowsNeededAtLeast } from './statistics/binomial.ts';

/** Rows of a class, and how many of them are flagged, over all rows and over one row a group. */
export type FlaggedCounts = Readonly<Record<EvidenceUnit, { readonly count: number; readonly n: number }>>;

/** Rows of a class, over all rows and over one row a group. */
export type RowCounts = Readonly<Record<EvidenceUnit, number>>;

/** How likely a blocking gate on a rate passes, before any certification score was made. */
export interface GateForecast {
  readonly gate: string;
  readonly label: Label;
  readonly limit: number;
  /** One-sided, after alpha was divided over the looks. */
  readonly confidence: number;
  readonly rows: UnitForecast;
  readonly groups: UnitForecast;
  /** The lower of both: the gate must pass over rows and over groups. */
  readonly probability: number;
  readonly sentence: string;
}

export interface UnitForecast {
  /** Certification rows or groups of the class. */
  readonly n: number;
  /** Share flagged on the tuning slice, at the threshold that ships, by the file that ships. */
  readonly rate: number;
  /** If that is the true rate, the gate passes with this probability: exact, from the binomial. */
  readonly probability: number;
  /** The same at the ends of the tuning rate's 95 % interval: the less and the more likely one. */
  readonly low: number;
  readonly high: number;
  /** With so many rows or groups it passes with `POWER`; null where no number would do. */
  readonly needed: number | null;
}

export interface LookForecastInput {
  readonly gates: readonly Gate[];
  readonly looks: number;
  readonly tuning: Readonly<Record<Label, FlaggedCounts>>;
  readonly certification: Readonly<Record<Label, RowCounts>>;
}

/**
 * What a look at the certification set is likely to show of each blocking gate on a rate: from what the tuning slice shows of the file that
 * ships and from how many certification rows there are, so that a look that cannot pass need not be spent. The threshold was placed on
 * the tuning prompts themselves, so their false-positive rate is a little kind. Errors: HONE_INVALID_INPUT.
 */
export function lookForecast({ gates, looks, tuning, certification }: LookForecastInput): GateForecast[] {
  return certificationGates(gates).flatMap((gate) => {
    const label = labelOf(gate);
    if (gate.effect !== 'blocks' || !label || tuning[label].rows.n === 0) return [];
    const confidence = confidenceAfterLooks(gate.confidence, looks);
    const [rows, groups] = (['rows', 'groups'] as const).map((unit) => unitForecast(gate, confidence, tuning[label][unit], certification[label][unit]));
    const forecast = { gate: gate.name, label, limit: gate.limit, confidence, rows: rows!, groups: groups!, probability: Math.min(rows!.probability, groups!.probability) };
    return [{ ...forecast, sentence: sentenceOf(forecast) }];
  });
}

/** The chances of a look in a line. */
export function chancesLine(forecast: readonly GateForecast[]): string {
  return `chance of passing: ${forecast.map(({ gate, probability }) => `${gate} ${chance(probability)}`).join(', ')}`;
}

function labelOf({ quantity }: Gate): Label | undefined {
  if (quantity === 'false-positive-rate') return 'benign';
  return quantity === 'recall' ? 'malicious' : undefined;
}

function unitForecast({ direction, limit }: Gate, confidence: number, { count, n: measured }: { readonly count: number; readonly n: number }, n: number): UnitForecast {
  const [passes, needs] = direction === 'at-most' ? [passProbability, rowsNeeded] : [passProbabilityAtLeast, rowsNeededAtLeast];
  const interval = wilsonInterval(count, measured);
  const [one, other] = [interval.low, interval.high].map((rate) => passes(n, rate, limit, confidence));
  const rate = count / measured;
  return { n, rate, probability: passes(n, rate, limit, confidence), low: Math.min(one!, other!), high: Math.max(one!, other!), needed: needs(rate, limit, confidence, POWER) ?? null };
}

function sentenceOf({ gate, rows, groups, probability }: Omit<GateForecast, 'sentence'>): string {
  const [unit, { n, rate, low, high, needed }] = groups.probability <= rows.probability ? (['groups', groups] as const) : (['rows', rows] as const);
  const more = needed === null ? '; at that rate no number would do' : needed > n ? `; ${thousands(needed)} would do at 80 % power` : '';
  return `${gate}: passes with a chance of ${chance(probability)} (${chance(low)} to ${chance(high)}) on ${thousands(n)} ${unit}, if the ${percent(rate, 2)} of the tuning slice is the true rate${more}.`;
}

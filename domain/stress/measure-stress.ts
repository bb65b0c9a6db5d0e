import { groupBy } from '../group-by.ts';
import type { MeasuredSlice } from '../measurements.ts';
import { onePerGroup } from '../gates.ts';
import type { Normaliser } from '../normaliser.ts';
import { countDecisions } from '../paired-counts.ts';
import { holmAdjusted } from '../statistics/holm.ts';
import { pairedEffect } from '../statistics/paired-effect.ts';
import type { NamedOutcome } from './adaptive-attack.ts';
import { adaptiveResult } from './adaptive-result.ts';
import type { BenignChange, FamilyChange, NormaliserEffect, OverallChange, StressReport } from './stress-report.ts';
import type { StressedRow } from './stressed-row.ts';
import { twinChange } from './twin-change.ts';
import type { TwinChange } from './twin-change.ts';

export interface StressMeasured {
  readonly seed: number;
  /** Attacks and benign prompts, each as it was and changed. */
  readonly rows: readonly StressedRow[];
  readonly severities: readonly number[];
  /** Families that move the attack out of what models read: they are told apart, and are not part of the sum of all. */
  readonly hidden: ReadonlySet<string>;
  /** Whether each model flags a row, by the row's id. */
  readonly flags: Readonly<Record<Model, Flags>>;
  /** The challenger's flags of the rows of the middle severity without its normaliser, where it has one. */
  readonly bare: { readonly normaliser: Normaliser; readonly flags: Flags } | null;
  readonly unseenAttacks: number;
  readonly adaptive: { readonly queries: number } & Readonly<Record<Model, readonly NamedOutcome[]>>;
}

export type Model = 'champion' | 'challenger';
type Flags = ReadonlyMap<string, boolean>;
type Flagged = Readonly<Record<Model, boolean>>;

/** The one of which there are as many above as below. */
export function middleOf(severities: readonly number[]): number {
  return severities[Math.floor(severities.length / 2)]!;
}

/** Puts together what was scored. Rows of one label are one a group but for their changes, so that those of one change are independent. */
export function measureStress({ seed, rows, severities, hidden, flags, bare, unseenAttacks, adaptive }: StressMeasured): StressReport {
  const flaggedBy = (id: string): Flagged => ({ champion: flags.champion.get(id)!, challenger: flags.challenger.get(id)! });
  const attacks = rows.filter(({ label }) => label === 'malicious');
  const prompts = rows.filter(({ label }) => label === 'benign');
  const middle = middleOf(severities);
  const clean = (of: readonly StressedRow[]): StressedRow[] => of.filter(({ change }) => change === '');
  const families = changesOf(attacks, flaggedBy).map(({ of, change }): FamilyChange => ({ ...change, severity: of[0]!.severity, kinds: countKinds(of) }));
  const counts = (of: readonly StressedRow[]): MeasuredSlice['rows'] => countDecisions(of.map(({ id }) => flaggedBy(id)));
  const slice = (set: string, name: string, of: readonly StressedRow[]): MeasuredSlice => ({ set, slice: name, label: of[0]!.label, rows: counts(of), groups: counts(onePerGroup(of, seed)) });
  return {
    schema: 1,
    slices: [
      ...changedGroups(attacks).flatMap((of) => {
        const { change, severity } = of[0]!;
        return [...(severity === middle ? [slice('adversarial', `family:${change}`, of)] : []), slice('adversarial', `family:${change}@${severity}`, of)];
      }),
      ...changedGroups(prompts).map((of) => slice('adversarial-benign', `change:${of[0]!.change}`, of)),
    ],
    aucs: [],
    chosen: { attacks: clean(attacks).length, unseenAttacks, benign: clean(prompts).length },
    severities,
    middle,
    families,
    overall: severities.flatMap((severity) => overallAt(severity, attacks.filter((row) => row.change !== '' && row.severity === severity && !hidden.has(row.change)), flaggedBy)),
    benign: changesOf(prompts, flaggedBy).map(({ change }) => change),
    normaliser: bare && normaliserEffect(bare, attacks.filter(({ change, severity }) => change === '' || severity === middle), flags.challenger),
    adaptive: { queries: adaptive.queries, champion: adaptiveResult(adaptive.champion), challenger: adaptiveResult(adaptive.challenger) },
  };
}

/** Changed rows by change and severity, in the order in which they first come. */
function changedGroups(rows: readonly StressedRow[]): StressedRow[][] {
  return [...groupBy(rows.filter(({ change }) => change !== ''), ({ change, severity }) => `${change}@${severity}`)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => of);
}

function changesOf(rows: readonly StressedRow[], flaggedBy: (id: string) => Flagged): { readonly change: BenignChange; readonly of: readonly StressedRow[] }[] {
  const groups = changedGroups(rows);
  const twinsOf = (of: readonly StressedRow[], who: Model): TwinChange => twinChange(of.map(({ id, sourceId }) => ({ clean: flaggedBy(sourceId)[who], changed: flaggedBy(id)[who] })));
  const changes = groups.map((of) => ({ champion: twinsOf(of, 'champion'), challenger: twinsOf(of, 'challenger') }));
  const adjusted = holmAdjusted(changes.flatMap(({ champion, challenger }) => [champion.p, challenger.p]));
  return changes.map(({ champion, challenger }, index) => ({
    of: groups[index]!,
    change: {
      change: groups[index]![0]!.change,
      n: groups[index]!.length,
      champion: { ...champion, adjustedP: adjusted[2 * index]! },
      challenger: { ...challenger, adjustedP: adjusted[2 * index + 1]! },
    },
  }));
}

function overallAt(severity: number, rows: readonly StressedRow[], flaggedBy: (id: string) => Flagged): OverallChange[] {
  if (rows.length === 0) return [];
  const groups = rows.map(({ groupId }) => groupId);
  const changed = rows.map(({ id }) => flaggedBy(id));
  const twins = rows.map(({ sourceId }) => flaggedBy(sourceId));
  const recall = (who: Model): number => changed.filter((each) => each[who]).length / rows.length;
  const effect = (who: Model) => pairedEffect([{ treated: changed.map((each) => each[who]), control: twins.map((each) => each[who]) }], groups);
  return [
    {
      severity,
      rows: rows.length,
      attacks: new Set(groups).size,
      recall: { champion: recall('champion'), challenger: recall('challenger') },
      champion: effect('champion'),
      challenger: effect('challenger'),
      between: pairedEffect([{ treated: changed.map(({ challenger }) => challenger), control: changed.map(({ champion }) => champion) }], groups),
    },
  ];
}

function normaliserEffect({ normaliser, flags }: NonNullable<StressMeasured['bare']>, rows: readonly StressedRow[], shipped: Flags): NormaliserEffect {
  const slices = [rows.filter(({ change }) => change === ''), ...changedGroups(rows)].filter((of) => of.length > 0);
  return {
    normaliser,
    slices: slices.map((of) => {
      // The package as it ships is what the bare one is changed to.
      const { clean, changed, change, p } = twinChange(of.map(({ id }) => ({ clean: flags.get(id)!, changed: shipped.get(id)! })));
      return { slice: of[0]!.change || 'clean', n: of.length, shipped: changed, without: clean, difference: change, p };
    }),
  };
}

function countKinds(rows: readonly StressedRow[]): Record<string, number> {
  return Object.fromEntries([...groupBy(rows, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, of]) => [kind, of.length]));
}

import { describe, expect, test } from '@jest/globals';
import { measureStress, middleOf } from '../../../../domain/stress/measure-stress.ts';
import type { StressMeasured } from '../../../../domain/stress/measure-stress.ts';
import { asItWas } from '../../../../domain/stress/stressed-row.ts';
import type { StressedRow } from '../../../../domain/stress/stressed-row.ts';
import { row } from '../../../support/stage-bench.ts';

const ATTACKS = ['m0', 'm1', 'm2', 'm3'].map((id) => asItWas(row({ id, label: 'malicious', groupId: `g-${id}` })));
const PROMPTS = ['b0', 'b1'].map((id) => asItWas(row({ id, groupId: `g-${id}` })));
const changed = (rows: readonly StressedRow[], change: string, severity = 0): StressedRow[] => rows.map((of) => ({ ...of, id: `${of.id}~${change}~${severity}`, change, severity, kind: change === 'leet' ? 'leet' : '' }));
const ROWS = [...ATTACKS, ...[0.1, 0.5, 0.9].flatMap((severity) => [...changed(ATTACKS, 'leet', severity), ...changed(ATTACKS, 'hidden', severity)]), ...PROMPTS, ...changed(PROMPTS, 'emoji')];

/** The champion catches all attacks but m3, and no disguised one from 0.5 on; the challenger all that is not hidden. Both block b0 with emoji. */
const champion = ({ id, sourceId, label, severity }: StressedRow): boolean => (label === 'malicious' ? sourceId !== 'm3' && severity < 0.5 : id.startsWith('b0~'));
const challenger = ({ id, label, change }: StressedRow): boolean => (label === 'malicious' ? change !== 'hidden' : id.startsWith('b0~'));
const flagsBy = (flags: (of: StressedRow) => boolean): Map<string, boolean> => new Map(ROWS.map((of) => [of.id, flags(of)]));
const MEASURED: StressMeasured = {
  seed: 7, rows: ROWS, severities: [0.1, 0.5, 0.9], hidden: new Set(['hidden']),
  flags: { champion: flagsBy(champion), challenger: flagsBy(challenger) },
  bare: { normaliser: 'unicode-1', flags: flagsBy((of) => challenger(of) && of.change !== 'leet') },
  unseenAttacks: 1,
  adaptive: { queries: 50, champion: [], challenger: [] },
};
const REPORT = measureStress(MEASURED);

test('the middle is the one with as many above as below', () => {
  expect([middleOf([0.1, 0.3, 0.6]), middleOf([0.5]), middleOf([0.1, 0.2])]).toEqual([0.3, 0.5, 0.2]);
});

describe('measureStress', () => {
  test('slices for the gates: each family at each severity, and once more by name for the middle one', () => {
    expect(REPORT.slices.map(({ set, slice, label }) => `${set} ${slice} ${label}`)).toEqual([
      ...['hidden@0.1', 'hidden', 'hidden@0.5', 'hidden@0.9', 'leet@0.1', 'leet', 'leet@0.5', 'leet@0.9'].map((slice) => `adversarial family:${slice} malicious`),
      'adversarial-benign change:emoji benign',
    ]);
    const slice = (name: string) => REPORT.slices.find((each) => each.slice === name);
    expect(slice('family:leet@0.1')).toMatchObject({ rows: { both: 3, onlyChampion: 0, onlyChallenger: 1, neither: 0 }, groups: { both: 3, onlyChallenger: 1 } });
    expect(slice('family:leet')?.rows).toEqual(slice('family:leet@0.5')?.rows);
    expect(slice('family:leet@0.5')?.rows).toEqual({ both: 0, onlyChampion: 0, onlyChallenger: 4, neither: 0 });
    expect(slice('change:emoji')?.rows).toEqual({ both: 1, onlyChampion: 0, onlyChallenger: 0, neither: 1 });
    expect(REPORT.aucs).toEqual([]);
  });

  test('each disguised attack is compared with its own clean twin', () => {
    const at = (name: string, severity: number) => REPORT.families.find((each) => each.change === name && each.severity === severity)!;
    expect(at('leet', 0.1)).toMatchObject({ n: 4, kinds: { leet: 4 }, champion: { clean: { count: 3 }, changed: { count: 3 }, change: { estimate: 0 }, p: 1 } });
    expect(at('leet', 0.9)).toMatchObject({ champion: { clean: { count: 3 }, changed: { count: 0 }, change: { estimate: -0.75 }, p: 0.25 }, challenger: { changed: { count: 4 } } });
    // Twelve p-values in one table: the smallest, of the hidden family, times twelve.
    expect(at('hidden', 0.1).challenger).toMatchObject({ changed: { count: 0 }, p: 0.125, adjustedP: 1 });
    expect(REPORT.benign).toMatchObject([{ change: 'emoji', n: 2, champion: { clean: { count: 0 }, changed: { count: 1 }, change: { estimate: 0.5 } } }]);
  });

  test('the sum over families leaves out what no model can see, and counts an attack once', () => {
    expect(REPORT.overall.map(({ severity, rows, attacks, recall }) => [severity, rows, attacks, recall])).toEqual([
      [0.1, 4, 4, { champion: 0.75, challenger: 1 }],
      [0.5, 4, 4, { champion: 0, challenger: 1 }],
      [0.9, 4, 4, { champion: 0, challenger: 1 }],
    ]);
    expect(REPORT.overall[1]).toMatchObject({ champion: { mean: -0.75 }, challenger: { mean: 0, low: 0, high: 0 }, between: { mean: 1 } });
  });

  test('the normaliser is judged on clean attacks and the middle severity', () => {
    expect(REPORT.normaliser).toMatchObject({
      normaliser: 'unicode-1',
      slices: [
        { slice: 'clean', n: 4, shipped: { count: 4 }, without: { count: 4 } },
        { slice: 'hidden', shipped: { count: 0 }, without: { count: 0 } },
        { slice: 'leet', shipped: { count: 4 }, without: { count: 0 }, difference: { estimate: 1 }, p: 0.125 },
      ],
    });
    expect(measureStress({ ...MEASURED, bare: null }).normaliser).toBeNull();
  });

  test('says what it was measured on', () => {
    expect(REPORT).toMatchObject({ schema: 1, chosen: { attacks: 4, unseenAttacks: 1, benign: 2 }, severities: [0.1, 0.5, 0.9], middle: 0.5, adaptive: { queries: 50 } });
  });

  test('of no attacks tells nothing, and fails for nothing', () => {
    const empty = measureStress({ ...MEASURED, rows: [...PROMPTS, ...changed(PROMPTS, 'emoji')], bare: null });
    expect([empty.families, empty.overall, empty.chosen.attacks]).toEqual([[], [], 0]);
  });
});

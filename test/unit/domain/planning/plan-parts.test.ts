import { describe, expect, test } from '@jest/globals';
import { recommendedVariations } from '../../../../domain/planning/literature.ts';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { PlanInput } from '../../../../domain/planning/plan-input.ts';
import { chosenStrategy } from '../../../../domain/planning/plan.ts';
import type { Plan } from '../../../../domain/planning/plan.ts';
import type { Gate } from '../../../../domain/profile.ts';
import { WORKED_EXAMPLE, withSettings } from './worked-example.ts';
import { WORKED_PILOTS } from './worked-pilots.ts';

const gates = (change: (gate: Gate) => Gate[]): PlanInput => ({ ...WORKED_EXAMPLE, settings: { ...WORKED_EXAMPLE.settings, gates: WORKED_EXAMPLE.settings.gates.flatMap(change) } });

describe('certification', () => {
  test('counts known answers: 0 of 528 and 256 of 30,000 at 99.5 %', () => {
    const [rate, recall] = makePlan({ ...WORKED_EXAMPLE, certification: { benign: 30_000, malicious: 1247 } }).certification;
    expect(rate).toMatchObject({ error: 'false-positive', limit: 0.01, confidence: expect.closeTo(0.995, 12), looks: 10, rows: 30_000, mostErrors: 256 });
    expect(rate!.cases.map(({ case: name, errorRate, rowsNeeded }) => [name, Number(errorRate.toFixed(6)), rowsNeeded])).toEqual([['no-errors', 0, 528], ['threshold-aim', 0.007, 11_731], ['assumed', 0.0085, 49_457]]);
    expect(recall).toMatchObject({ error: 'missed-attack', limit: expect.closeTo(0.05, 12), rows: 1247, cases: [{ case: 'no-errors', rowsNeeded: 104, power: 1 }] });
  });

  test('one look at 95 % takes the 299 of the rule of three', () => {
    expect(makePlan(withSettings({ certification: { looks: 1 } })).certification[0]!.cases[0]!.rowsNeeded).toBe(299);
  });

  test('asks for what pilot trainings predict too, and for nothing where a limit can not be proven', () => {
    const piloted = makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS });
    expect(piloted.certification[0]!.cases.at(-1)).toMatchObject({ case: 'pilot-trainings', errorRate: chosenStrategy(piloted).projection.fitted!.rate });
    expect(makePlan(gates((gate) => [gate.quantity === 'false-positive-rate' ? { ...gate, limit: 0 } : gate])).certification.map(({ gate }) => gate)).toEqual(['recall']);
  });
});

describe('success criteria', () => {
  const kinds = ({ criteria }: Plan): string[] => criteria.map(({ kind, criterion, gate, remark }) => `${kind} ${criterion} ${gate?.effect ?? 'no gate'}${remark === null ? '' : ' !'}`);

  test('are five launch blockers and three quality gates', () => {
    expect(kinds(makePlan(WORKED_EXAMPLE))).toEqual([
      'launch-blocker false-positive-rate blocks',
      'launch-blocker recall blocks',
      'launch-blocker recall-difference blocks',
      'launch-blocker size-bytes blocks',
      'launch-blocker latency-p95-ms blocks',
      'quality-gate f1 warns',
      'quality-gate roc-auc warns',
      'quality-gate generalisation no gate !',
    ]);
  });

  test('say when the profile lets a launch blocker only warn, has none, or lets a quality gate block', () => {
    const changed = gates((gate) => (gate.quantity === 'recall' ? [] : [{ ...gate, effect: gate.quantity === 'latency-p95-ms' ? 'warns' : 'blocks' }]));
    const remark = (criterion: string): string | null => makePlan(changed).criteria.find((each) => each.criterion === criterion)!.remark;
    expect(remark('latency-p95-ms')).toBe('this profile only warns: a model that misses it can still be launched');
    expect(remark('recall')).toBe('this profile has no such gate: nothing stops a launch that misses it');
    expect(remark('f1')).toBe('this profile lets it block a launch too');
    expect(remark('size-bytes')).toBeNull();
  });

  test('keep what was measured apart from what is expected', () => {
    const [rate, recall] = makePlan(WORKED_EXAMPLE).criteria;
    expect(rate).toMatchObject({ championMeasured: 0.04179, expected: 'projected 0.00 % to 1.68 %, 0.85 % assumed by the author' });
    expect(recall).toMatchObject({ championMeasured: null, expected: 'not projected' });
  });
});

describe('the schedule', () => {
  const days = (input: PlanInput): string[] => makePlan(input).schedule.map((each) => each.days);
  const unmeasured = { ...WORKED_EXAMPLE, rowsPerSecond: undefined };

  test('gives training the days it takes', () => {
    expect(days(WORKED_EXAMPLE)).toEqual(['1', '2', '3', '4']);
    expect(days({ ...WORKED_EXAMPLE, rowsPerSecond: 5 })).toEqual(['1', '2–3', '4', '5']);
    expect(days({ ...WORKED_EXAMPLE, rowsPerSecond: 1000 })).toEqual(['1', '1', '1', '2']);
    expect(days(unmeasured)).toEqual(['1', '2', '3', '4']);
  });

  test('tells machine time only where a speed was measured', () => {
    expect(makePlan(WORKED_EXAMPLE).schedule[1]!.machineTime).toBe('at most 7.8 h at the measured speed');
    expect(makePlan(unmeasured).schedule[1]!.machineTime).toBe('unknown until a speed is measured');
  });

  test('has the hard negatives that are missing written', () => {
    const work = (change: Partial<PlanInput>): string => makePlan({ ...WORKED_EXAMPLE, ...change }).schedule[0]!.work;
    expect(work({})).toContain('Write 250 hard negatives.');
    expect(work({ hardNegativesAvailable: 100 })).toContain('Write 150 hard negatives.');
    expect(work({ hardNegativesAvailable: 300 })).not.toContain('hard negatives');
  });
});

describe('reasons', () => {
  test('of the hybrid, and who covers more', () => {
    expect(makePlan(WORKED_EXAMPLE).reasons).toEqual([
      'has the lowest assumed rate',
      'is the only one whose author assumes a rate under 1 %',
      'adds the most malicious rows, which defends recall',
      'covers fewer false positives than aggressive (3,134)',
    ]);
  });

  test('of one that leads in nothing', () => expect(makePlan(withSettings({ plan: { strategy: 'balanced' } })).reasons[0]).toBe('leads in no figure: the profile chooses it'));
});

describe('risks', () => {
  const fallbacks = (input: PlanInput): string => makePlan(input).risks.map(({ fallback }) => fallback).join('\n');

  test('fall back on the next wider strategy, where there is one', () => {
    expect(fallbacks(WORKED_EXAMPLE)).toContain('plan.strategy=aggressive (3,134 instead of 2,500)');
    expect(fallbacks(withSettings({ plan: { strategy: 'balanced' } }))).toContain('plan.strategy=hybrid (2,500 instead of 2,090)');
    expect(fallbacks(withSettings({ plan: { strategy: 'aggressive' } }))).toContain('no strategy covers more');
  });

  test('of conversion exist only where decisions can flip', () => {
    expect(fallbacks(WORKED_EXAMPLE)).toContain('convert.precision=fp32');
    expect(fallbacks(withSettings({ convert: { precision: 'fp32' } }))).not.toContain('convert.precision');
  });
});

test('EDA recommends 16, 8 and 4 copies at 500, 2,000 and 5,000 rows', () => {
  expect([500, 1999, 2000, 4999, 5000, 67_316].map(recommendedVariations)).toEqual([16, 16, 8, 8, 4, 4]);
});

import { describe, expect, test } from '@jest/globals';
import { askedCoverage } from '../../../../domain/planning/asked-coverage.ts';
import { businessImpact } from '../../../../domain/planning/business-impact.ts';
import { classWeights } from '../../../../domain/planning/class-weights.ts';
import { withShippedStrategies } from '../../../../domain/strategies.ts';

describe('askedCoverage', () => {
  test.each([
    [0.15, 4179, 627],
    [0.5, 4179, 2090],
    [0.75, 4179, 3134],
    [2500, 4179, 2500],
    [0.15, 30, 5],
    [0.29, 50, 15],
    [0, 4179, 0],
    [1, 4179, 1],
  ])('%d of %i is %i', (coverage, found, asked) => expect(askedCoverage(coverage, found)).toBe(asked));
});

describe('classWeights', () => {
  test('are 1 when the classes are equal', () => expect(classWeights(10, 10)).toEqual({ benign: 1, malicious: 1 }));
  test('make both classes weigh the same', () => {
    const weights = classWeights(55_884, 34_682);
    expect(weights.benign * 55_884).toBeCloseTo(45_283, 6);
    expect(weights.malicious * 34_682).toBeCloseTo(45_283, 6);
  });
  test('refuse an empty class', () => expect(() => classWeights(3, 0)).toThrow('malicious: 0 is not valid.'));
});

describe('businessImpact', () => {
  const assumptions = { promptsPerDay: 1_000_000, ticketsPerFalsePositive: 0.001, costPerTicket: 20, currency: 'USD' };

  test('4,179 to 850 per 100,000 avoids 33,290 a day, 12,150,850 a year, $243.0 M or $243 K', () => {
    const [assumed] = businessImpact(assumptions, 0.04179, { fullGeneralisation: 0, memorisingOnly: 0.01679, assumed: 0.0085 }).cases;
    expect(assumed).toEqual({
      case: 'assumed',
      rate: 0.0085,
      avoidedPerDay: 33_290,
      avoidedPerYear: 12_150_850,
      savedPerYear: 243_017,
      savedPerYearIfEachIsATicket: 243_017_000,
    });
  });

  test('has a case for each end of the range, and none for an assumption nobody made', () => {
    const { cases } = businessImpact(assumptions, 0.04179, { fullGeneralisation: 0, memorisingOnly: 0.01679 });
    expect(cases.map((each) => [each.case, each.avoidedPerDay])).toEqual([['full-generalisation', 41_790], ['memorising-only', 25_000]]);
  });
});

describe('withShippedStrategies', () => {
  const own = { name: 'hybrid', description: 'ours', coverage: 1, variationsPerFalsePositive: 1, hardNegatives: 0, maliciousAugmentations: 0 };

  test('adds own strategies, and lets one replace its shipped namesake', () => {
    expect(withShippedStrategies([{ ...own, name: 'ours' }]).map((strategy) => strategy.name)).toEqual(['conservative', 'balanced', 'aggressive', 'hybrid', 'ours']);
    const replaced = withShippedStrategies([own]);
    expect(replaced).toHaveLength(4);
    expect(replaced.at(-1)).toBe(own);
  });
});

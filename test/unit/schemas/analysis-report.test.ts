import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { planCounts } from '../../../api/plan-counts.ts';
import { noProviders } from '../../fakes/no-providers.ts';
import { makePlan } from '../../../domain/planning/make-plan.ts';
import sample from '../../../profiles/sample.json' with { type: 'json' };
import { analysisReportJsonSchema, analysisReportSchema } from '../../../schemas/analysis-report.ts';
import { parseProfile } from '../../../schemas/profile.ts';
import { WORKED_EXAMPLE } from '../domain/planning/worked-example.ts';
import { WORKED_PILOTS } from '../domain/planning/worked-pilots.ts';

const published = readFileSync(new URL('../../../docs/ml_training_analysis_report.schema.json', import.meta.url), 'utf8');
const asRead = (plan: object): unknown => JSON.parse(JSON.stringify(plan));

test('docs/ml_training_analysis_report.schema.json is what scripts/write-analysis-report-schema.ts writes', () => expect(published).toBe(analysisReportJsonSchema()));

describe('the reports', () => {
  const counts = { profile: 'sample', benign: 4240, malicious: 3760, trafficRows: 33_200, falsePositivesByCategory: { Other: 3350 }, certification: { benign: 28_357, malicious: 950 } };
  test.each([
    ['of the worked example', makePlan(WORKED_EXAMPLE)],
    ['with pilot trainings', makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS })],
    ['of the sample profile', planCounts(parseProfile(sample), counts, noProviders)],
    ['of nothing found', planCounts(parseProfile(sample), { ...counts, falsePositivesByCategory: {} }, noProviders)],
  ])('%s parse, whole', (_name, plan) => expect(analysisReportSchema.parse(asRead(plan))).toEqual(asRead(plan)));

  test('with a key that nobody knows, or a rate that is none, do not', () => {
    const report = makePlan(WORKED_EXAMPLE);
    expect(analysisReportSchema.safeParse({ ...report, extra: 1 }).success).toBe(false);
    expect(analysisReportSchema.safeParse({ ...report, falsePositiveRate: 4.179 }).success).toBe(false);
  });
});

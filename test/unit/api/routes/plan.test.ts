import { expect, test } from '@jest/globals';
import { openProviders } from '../../../../adapters/providers/open-providers.ts';
import { planCounts } from '../../../../api/plan-counts.ts';
import type { Plan } from '../../../../domain/planning/plan.ts';
import { parseProfile } from '../../../../schemas/profile.ts';
import { readProfile } from '../../../../activities/resolve-request.ts';
import { testApi } from '../support/test-api.ts';

// The worked example of DESIGN §4: the hybrid profile is the default.
const EXAMPLE = {
  benign: 35_634,
  malicious: 31_682,
  trafficRows: 100_000,
  falsePositivesByCategory: { 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 },
};

async function planOf(changes: object): Promise<{ plan: Plan; recommendation: string }> {
  const { app, runs } = await testApi();
  const answer = await app.inject({ method: 'POST', url: '/v1/plan', payload: { ...EXAMPLE, ...changes } });
  expect(answer.statusCode).toBe(200);
  expect(runs.started.size).toBe(0);
  return answer.json();
}

test('the worked example gives the hybrid\'s numbers', async () => {
  const { plan, recommendation } = await planOf({});
  const hybrid = plan.strategies.find(({ strategy }) => strategy.name === 'hybrid')!;
  expect(plan).toMatchObject({ falsePositives: 4179, falsePositiveRate: 0.04179, strategy: 'hybrid' });
  expect(hybrid.covered).toBe(2500);
  expect(hybrid.allocation.map(({ category, covered }) => [category, covered])).toEqual([['Context Manipulation', 1075], ['Semantic Jailbreak', 642], ['Obfuscated Command', 480], ['Other', 303]]);
  expect(hybrid).toMatchObject({ benignAdded: 20_250, maliciousAdded: 3000, after: { rows: 90_566, benign: 55_884, malicious: 34_682 } });
  expect([hybrid.after.weights.benign.toFixed(3), hybrid.after.weights.malicious.toFixed(3), hybrid.after.benignShare.toFixed(3)]).toEqual(['0.810', '1.306', '0.617']);
  expect(plan.findings.map(({ sentence }) => sentence).join('\n')).toMatch(/5,574 malicious augmentations instead of 3,000, or 6 variations/);
  expect(recommendation).toContain('## Recommendation: hybrid');
});

test('another strategy can be asked for, and speed makes time', async () => {
  const { plan } = await planOf({ strategy: 'balanced', rowsPerSecond: 30 });
  expect(plan.strategy).toBe('balanced');
  expect(JSON.stringify(plan)).not.toBe(JSON.stringify((await planOf({ strategy: 'balanced' })).plan));
});

test('what is held back for certification can be told', async () => {
  const certification = { benign: 30_000, malicious: 2000 };
  expect((await planOf({ certification })).plan.certification.map(({ rows }) => rows)).toEqual([30_000, 2000]);
  expect((await planOf({})).plan.certification.map(({ rows }) => rows)).toEqual([null, null]);
});

test('is the same arithmetic as the stage', async () => {
  const profile = parseProfile(await readProfile(process.cwd(), 'hybrid'));
  expect((await planOf({})).plan).toEqual(JSON.parse(JSON.stringify(planCounts(profile, { ...EXAMPLE, profile: 'hybrid' }, openProviders({ translationModels: '/nowhere' })))));
});

test.each([
  [{ strategy: 'hybird' }, /hybird.*did you mean hybrid\?/],
  [{ profile: 'none' }, /profile: "none" is not valid/],
  [{ profile: '../secrets' }, /profile: "..\/secrets" is not valid/],
  [{ benign: 0 }, /benign: 0 is not valid/],
  [{ trafficRows: 10 }, /falsePositivesByCategory: 4179 is not valid. Give at most the 10 rows/],
  [{ falsePositivesByCategory: { Other: -1 } }, /Other: -1 is not valid/],
  [{ falsePositivesByCategory: { Other: 1.5 } }, /Other: 1.5 is not valid/],
])('is refused with %j', async (changes, detail) => {
  const { app } = await testApi();
  const answer = await app.inject({ method: 'POST', url: '/v1/plan', payload: { ...EXAMPLE, ...changes } });
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ detail: string }>().detail).toMatch(detail);
});

test('no false positives at all, or nothing but, can be planned for', async () => {
  expect((await planOf({ falsePositivesByCategory: {} })).plan.falsePositives).toBe(0);
  expect((await planOf({ trafficRows: 4179 })).plan.falsePositiveRate).toBe(1);
  await planOf({ benign: 1e9, malicious: 1, trafficRows: 1e9, falsePositivesByCategory: { Other: 1e9 } });
});

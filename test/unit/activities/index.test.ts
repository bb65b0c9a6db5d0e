import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gpuActivities, pipelineActivities } from '../../../activities/index.ts';
import { fakeActivities } from '../../fakes/activities.ts';
import { activityEnvironment, bench } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

test('every activity of the workflow is on exactly one queue', () => {
  const [pipeline, gpu] = [Object.keys(pipelineActivities(at.ports)), Object.keys(gpuActivities(at.ports))];
  expect(pipeline.filter((name) => gpu.includes(name))).toEqual([]);
  expect([...pipeline, ...gpu].sort()).toEqual(Object.keys(fakeActivities().activities).sort());
});

test('errors leave as failures of the table', async () => {
  const { resolveChampion } = pipelineActivities(at.ports);
  await expect(activityEnvironment().run(resolveChampion, { model: 'guard', alias: 'champion' })).rejects.toMatchObject({ type: 'HONE_INVALID_INPUT', nonRetryable: true });
});

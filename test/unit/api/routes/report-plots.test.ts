import { beforeEach, expect, test } from '@jest/globals';
import { PLOT_FILES } from '../../../../domain/render/plots/augmentation-plots.ts';
import { testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await testApi();
  for (const file of Object.values(PLOT_FILES)) await api.store.write(`runs/r/${file}`, Buffer.from(`<svg>${file}</svg>`));
});

test.each(Object.values(PLOT_FILES))('%s is beside the report that links to it', async (file) => {
  const { statusCode, headers, payload } = await api.app.inject({ url: `/v1/runs/r/${file}` });
  expect([statusCode, headers['content-type'], payload]).toEqual([200, 'image/svg+xml; charset=utf-8', `<svg>${file}</svg>`]);
});

test('a run without plots has none, and a run that is not there is not found', async () => {
  api.live.states.set('other', 'COMPLETED');
  const [other, none] = await Promise.all(['other', 'none'].map((run) => api.app.inject({ url: `/v1/runs/${run}/${PLOT_FILES.keptPlot}` })));
  expect([other!.statusCode, other!.json<{ detail: string }>().detail]).toEqual([404, 'augmentation-kept.svg: other has none; it comes with the report of a run that measured what it shows.']);
  expect([none!.statusCode, none!.json<{ detail: string }>().detail]).toEqual([404, 'run: "none" does not exist. GET /v1/runs lists the runs.']);
});

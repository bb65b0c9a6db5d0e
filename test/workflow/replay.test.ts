import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { dataConverter } from '../../adapters/temporal/data-converter.ts';

const folder = new URL('../histories/', import.meta.url);
const histories = readdirSync(folder).filter((name) => name.endsWith('.bin'));
let workflowBundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    failureConverterPath: dataConverter.failureConverterPath!,
    logger: new DefaultLogger('ERROR'),
  });
}, 60_000);

test('there are recorded histories', () => {
  expect(histories.length).toBeGreaterThan(0);
});

test.each(histories)('%s, recorded on a real server, still replays', async (name) => {
  const history = proto.temporal.api.history.v1.History.decode(readFileSync(new URL(name, folder)));
  await Worker.runReplayHistory({ workflowBundle, dataConverter }, history);
});

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import type { Activities } from '../../activities/index.ts';
import { dataConverter } from '../../adapters/temporal/data-converter.ts';
import { addSearchAttributes } from '../../adapters/temporal/search-attributes.ts';
import { QUEUES, WORKFLOW_TYPE } from '../../domain/names.ts';
import { timeSkippingEnvironment } from '../support/test-server.ts';

/** One time-skipping server and one workflow bundle for a suite. */
export interface WorkflowSuite {
  /** Runs `body` with both queues polled by these activities. */
  withWorkers<T>(activities: Activities, body: (start: Start) => Promise<T>): Promise<T>;
  readonly environment: TestWorkflowEnvironment;
  readonly bundle: WorkflowBundleWithSourceMap;
  close(): Promise<void>;
}

export type Start = (args?: unknown[], workflowType?: string, attributes?: SearchAttributePair[]) => Promise<WorkflowHandle>;

export async function workflowSuite(): Promise<WorkflowSuite> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  const environment = await timeSkippingEnvironment({ client: { dataConverter } });
  await addSearchAttributes(environment.connection, 'default');
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    failureConverterPath: dataConverter.failureConverterPath!,
    logger: new DefaultLogger('ERROR'),
  });

  const withWorkers: WorkflowSuite['withWorkers'] = async (activities, body) => {
    const create = (taskQueue: string): Promise<Worker> =>
      Worker.create({ connection: environment.nativeConnection, taskQueue, activities, workflowBundle: bundle, dataConverter });
    const workers = await Promise.all(Object.values(QUEUES).map(create));
    const running = workers.map((worker) => worker.run());
    try {
      return await body((args = [{}], workflowType = WORKFLOW_TYPE, typedSearchAttributes = []) =>
        environment.client.workflow.start(workflowType, { taskQueue: QUEUES.pipeline, workflowId: `test-${randomUUID()}`, args, typedSearchAttributes }));
    } finally {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    }
  };
  return { withWorkers, environment, bundle, close: () => environment.teardown() };
}

/** Asks until the answer satisfies, for at most ten seconds. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (value: T) => boolean): Promise<T> {
  const until = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (satisfies(value)) return value;
    if (Date.now() > until) throw new Error(`never satisfied; last answer: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Ends a run that is seen enough of.
 * Trap: not by terminating it. An activity still in flight (a webhook, say) would hold the time-skipping server's clock for
 * ever (temporalio/sdk-java#1138), and the next test that waits for a timer would wait in real time.
 */
export async function cancelled(handle: WorkflowHandle): Promise<void> {
  await handle.cancel();
  await handle.result().catch(() => undefined);
}

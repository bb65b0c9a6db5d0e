import type { Client } from '@temporalio/client';
import { EXAMPLE_RUN, QUEUES, WORKFLOW_TYPE } from '../../domain/names.ts';
import type { RetrainRequest } from '../../domain/request.ts';

/** What the UI's form shows as input: the sample profile with one setting changed. */
const REQUEST: RetrainRequest = { profile: 'sample', overrides: { train: { epochs: 2 } }, reason: 'tried from the form' };

/**
 * Leaves an example that the UI's start form can copy, and returns its execution id. The form takes its input from an earlier run
 * and from nowhere else, so there is one that was ended before it began. Lists of runs leave it out.
 */
export async function startFormExample(client: Client): Promise<string> {
  const known = await client.workflow.getHandle(EXAMPLE_RUN).describe().catch(() => undefined);
  if (known) return known.runId;
  const example = await client.workflow.start(WORKFLOW_TYPE, {
    taskQueue: QUEUES.pipeline,
    workflowId: EXAMPLE_RUN,
    args: [REQUEST],
    startDelay: '1 day',
    staticSummary: 'retrain sample', // the form copies it too,
  });
  await example.terminate('an example for the start form; it never ran');
  return example.firstExecutionRunId;
}

import { QUEUES, WORKFLOW_TYPE } from '../../domain/names.ts';
import type { Settings } from '../settings.ts';

type UiSettings = Pick<Settings, 'temporalUi' | 'temporalNamespace'>;

/** The UI's page of one run. */
export function runLink({ temporalUi, temporalNamespace }: UiSettings, run: string): string {
  return `${temporalUi}/namespaces/${temporalNamespace}/workflows/${encodeURIComponent(run)}`;
}

/** The UI's start form with task queue and workflow type filled in, and the input of `example`, the execution id of a run. */
export function startFormLink({ temporalUi, temporalNamespace }: UiSettings, example: string): string {
  const query = new URLSearchParams({ taskQueue: QUEUES.pipeline, workflowType: WORKFLOW_TYPE, runId: example });
  return `${temporalUi}/namespaces/${temporalNamespace}/workflows/start-workflow?${query.toString()}`;
}

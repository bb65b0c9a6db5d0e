import { QUEUES, WORKFLOW_TYPE } from '../../domain/names.ts';
import type { Settings } from '../settings.ts';

type UiSettings = Pick<Settings, 'temporalUi' | 'temporalNamespace'>;

/** The UI's page of one run. */
export function runLink({ temporalUi, temporalNamespace }: UiSettings, run: string): string {
  return `${temporalUi}/namespaces/${temporalNamespace}/workflows/${encodeURIComponent(run)}`;
}

/** The UI's start form with task queue, workflow type and input filled in. */
export function startFormLink({ temporalUi, temporalNamespace }: UiSettings, input: object = {}): string {
  const query = new URLSearchParams({ taskQueue: QUEUES.pipeline, workflowType: WORKFLOW_TYPE, input: JSON.stringify(input) });
  return `${temporalUi}/namespaces/${temporalNamespace}/workflows/start-workflow?${query.toString()}`;
}

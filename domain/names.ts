/** Every name that crosses a process boundary: queues, workflow type, search attributes, statuses, verdicts. */

export const QUEUES = { pipeline: 'hone', gpu: 'hone-gpu' } as const;

export const WORKFLOW_TYPE = 'retrainClassifier';

/** Workflow id of the run that never runs: the UI's start form copies its input. */
export const EXAMPLE_RUN = 'hone-example';

/** Custom search attributes with their Temporal types; workers add the missing ones before they poll. */
export const SEARCH_ATTRIBUTES = {
  HoneStage: 'KEYWORD',
  HoneStatus: 'KEYWORD',
  HoneProfile: 'KEYWORD',
  HoneVerdict: 'KEYWORD',
  HoneFalsePositiveRate: 'DOUBLE',
} as const;

export type RunStatus = 'Running' | 'AwaitingOperator' | 'AwaitingApproval' | 'Completed' | 'Failed' | 'Cancelled';

/** How a completed run ended. A run that ends with a verdict is Completed: failing gates are a result, not a fault. */
export type RunVerdict =
  | 'promoted'
  | 'certified'
  | 'rejected'
  | 'not-enough-evidence'
  | 'threshold-only'
  | 'gates-failed'
  | 'planned'
  | 'ablated'
  | 'rotated';

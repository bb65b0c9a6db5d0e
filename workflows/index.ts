import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { WORKFLOW_TYPE } from '../domain/names.ts';

export { retrainClassifier } from './retrain-classifier.ts';

/** Fails unknown workflow types at once: a typo in the UI's form would otherwise wait for ever. */
export default function unknownWorkflowType(): never {
  throw ApplicationFailure.nonRetryable(`workflowType: "${workflowInfo().workflowType}" is not known. Use "${WORKFLOW_TYPE}".`, 'HONE_INVALID_INPUT');
}

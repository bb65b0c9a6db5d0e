import { DefaultLogger } from '@temporalio/worker';
import type { Logger } from '@temporalio/worker';
import type { Log } from '../../domain/ports/log.ts';

/** Temporal's own log lines through Hone's log: warnings and errors only, without payloads. */
export function temporalLogger(log: Log): Logger {
  return new DefaultLogger('WARN', ({ level, message, meta }) => {
    const { error, workflowId, activityType } = (meta ?? {}) as { error?: unknown; workflowId?: string; activityType?: string };
    const fields = { workflowId, activityType, ...(error instanceof Error ? { error: error.message } : {}) };
    if (level === 'ERROR') log.error(fields, message);
    else log.warn(fields, message);
  });
}

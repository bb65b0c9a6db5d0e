import { existsSync, readFileSync } from 'node:fs';

/** Waits until a condition holds; the test's own time limit ends a wait in vain. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 20));
}

/** Whether a process runs. A zombie, which its parent has not collected yet, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`; // Linux only; elsewhere init collects orphans at once
  return !existsSync(status) || !/\) [ZX] /.test(readFileSync(status, 'utf8'));
}

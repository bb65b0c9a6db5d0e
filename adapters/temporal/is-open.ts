/** Whether a run in this state of Temporal's goes on. */
export function isOpen(state: string): boolean {
  return state === 'RUNNING' || state === 'PAUSED';
}

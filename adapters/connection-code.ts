import { errnoOf } from './file-fault.ts';

/** The errno of a socket error, which fetch puts into the cause of its own, and an SDK into the cause of that. */
export function connectionCode(error: unknown): string {
  let at = error;
  for (let depth = 0; depth < 4 && typeof at === 'object' && at !== null; depth++) {
    const code = errnoOf(at);
    if (code !== undefined) return code;
    at = 'cause' in at ? at.cause : undefined;
  }
  return 'unreadable answer';
}

import { canonicalJson, sha256Of } from '../activities/engine/artifacts.ts';
import type { Once } from '../adapters/temporal/start-run.ts';
import type { RetrainRequest } from '../domain/request.ts';

/** What callers may give as `Idempotency-Key`. */
export const IDEMPOTENCY_KEY = { pattern: /^[\x21-\x7e]{1,255}$/, remedy: 'Write 1 to 255 visible ASCII characters.' } as const;

/** The same for the same caller, key and request. `keyId` is empty for callers without an API key, so that all doors of a machine share their runs. */
export function onceOf(keyId: string, idempotencyKey: string, asked: RetrainRequest): Once {
  return { run: `hone-${sha256Of(`${keyId}\n${idempotencyKey}`).slice(0, 32)}`, requestHash: sha256Of(canonicalJson(asked)) };
}

import { join } from 'node:path';
import { profileOf } from '../activities/resolve-request.ts';
import { openStore } from '../adapters/open-store.ts';
import type { Settings } from '../adapters/settings.ts';
import type { Once, StartOptions } from '../adapters/temporal/start-run.ts';
import { IDEMPOTENCY_KEY, onceOf } from '../api/once.ts';
import { invalidInput } from '../domain/errors.ts';
import type { RetrainRequest } from '../domain/request.ts';
import { parseRequest } from '../schemas/request.ts';
import { operator } from './operator.ts';
import { patchOf } from './set-option.ts';

/** What `hone run`, `hone plan --pilot`, `hone ablate` and `hone loso` are told. */
export interface RunOptions {
  readonly profile?: string;
  readonly set?: readonly string[];
  readonly falsePositives?: string;
  readonly resumeFrom?: string;
  readonly pilot?: boolean;
  readonly ablation?: boolean;
  readonly loso?: boolean;
  readonly refresh?: readonly string[];
  readonly idempotencyKey?: string;
  readonly reason?: string;
}

/**
 * A request that was found good, merged into its profile too, and how to start it.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem.
 */
export async function checkedStart(settings: Settings, options: RunOptions): Promise<[RetrainRequest, StartOptions]> {
  const asked = requestOf(options);
  const { projectDirectory, home, leaseMs, threads } = settings;
  await profileOf({ store: openStore(settings), options: { projectDirectory, cacheDirectory: join(home, 'cache'), leaseMs, threads } }, asked);
  const once = options.idempotencyKey === undefined ? {} : { once: checkedOnce(options.idempotencyKey, asked) };
  return [{ ...asked, requestedBy: operator() }, { ...once, memo: { startedBy: operator() } }];
}

function requestOf({ profile, set, falsePositives, resumeFrom, pilot, ablation, loso, refresh, reason }: RunOptions): RetrainRequest {
  const given = { profile, resumeFrom, pilot, ablation, loso, refresh, reason, falsePositives: falsePositives === undefined ? undefined : { uri: falsePositives }, overrides: set && patchOf(set) };
  return parseRequest(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

/** As the HTTP API does for callers without a key of their own: the two doors share their runs. */
function checkedOnce(key: string, asked: RetrainRequest): Once {
  if (!IDEMPOTENCY_KEY.pattern.test(key)) throw invalidInput('idempotencyKey', key, IDEMPOTENCY_KEY.remedy);
  return onceOf('', key, asked);
}

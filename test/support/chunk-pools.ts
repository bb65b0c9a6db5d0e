import { evaluationIndex } from '../../activities/engine/evaluation-index.ts';
import { guardPool } from '../../activities/engine/guard-pool.ts';
import { openSpending } from '../../activities/engine/spending.ts';
import type { CheckPools } from '../../activities/generate/open-checks.ts';
import type { Ports } from '../../activities/ports.ts';

/** What the chunks of one worker share: a worker of its own for every call. */
export function chunkPools(ports: Ports): CheckPools {
  return { guards: guardPool(ports), evaluationIndex: evaluationIndex(ports), spending: openSpending(ports.store) };
}

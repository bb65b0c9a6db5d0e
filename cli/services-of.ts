import type { Client } from '@temporalio/client';
import { openStore } from '../adapters/open-store.ts';
import type { Settings } from '../adapters/settings.ts';
import { runs } from '../adapters/temporal/runs.ts';
import { liveState } from '../api/live-state.ts';
import type { ApiServices } from '../api/services.ts';
import { timelyRuns } from '../api/timely-runs.ts';

/** What the functions behind the HTTP API work with, so that a command can call them too. */
export function servicesOf(client: Client, settings: Settings): ApiServices {
  return { runs: timelyRuns(runs(client), client), live: liveState(client), store: openStore(settings), settings };
}

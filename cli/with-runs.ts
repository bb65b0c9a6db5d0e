import { readSettings } from '../adapters/settings.ts';
import type { Settings } from '../adapters/settings.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { runs } from '../adapters/temporal/runs.ts';
import type { Runs } from '../adapters/temporal/runs.ts';

/** Opens a connection for one command and closes it again. */
export async function withRuns<T>(body: (all: Runs, settings: Settings) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const client = await connect(settings);
  try {
    return await body(runs(client), settings);
  } finally {
    await client.connection.close();
  }
}

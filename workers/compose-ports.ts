import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Ports } from '../activities/ports.ts';
import { duckdbTables } from '../adapters/duckdb-tables.ts';
import { guardRuntime } from '../adapters/guard/guard-runtime.ts';
import { signingKey } from '../adapters/guard/signing-key.ts';
import { loadLexicon } from '../adapters/lexicon.ts';
import { s3Datasets } from '../adapters/s3-datasets.ts';
import { openProviders } from '../adapters/providers/open-providers.ts';
import { openStore } from '../adapters/open-store.ts';
import type { Settings } from '../adapters/settings.ts';
import { trainerProcess } from '../adapters/trainer-process.ts';
import { openWebhooks } from '../adapters/webhooks.ts';
import type { WideLexicon } from '../domain/ports/lexicon.ts';
import type { Log } from '../domain/ports/log.ts';

/** The real thing behind every port. `projectDirectory` holds `profiles/`, `data/` and `trainer/`. */
export function composePorts(settings: Settings, log: Log, projectDirectory: string): Ports {
  const { threads, trainingProcesses, leaseMs, python, trainerGraceMs: graceMs, home } = settings;
  // DuckDB crashes when two processes spill to one folder.
  let lexicon: WideLexicon | undefined;
  return {
    store: openStore(settings),
    datasets: s3Datasets(settings.s3),
    tables: duckdbTables({ temporaryDirectory: join(home, 'cache', 'duckdb', randomUUID()) }),
    guards: guardRuntime({ threads }),
    trainer: trainerProcess({ python, trainerDirectory: join(projectDirectory, 'trainer'), graceMs, threads }),
    providers: openProviders(settings.providers, { threads }),
    lexicon: () => (lexicon ??= loadLexicon()),
    webhooks: openWebhooks(settings),
    ...(settings.signingKey !== undefined && { signer: signingKey(settings.signingKey) }),
    log,
    options: { projectDirectory, cacheDirectory: join(home, 'cache'), leaseMs, threads, trainingProcesses },
  };
}

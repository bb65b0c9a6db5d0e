import type { Datasets } from '../domain/ports/datasets.ts';
import type { GuardRuntime } from '../domain/ports/guard.ts';
import type { WideLexicon } from '../domain/ports/lexicon.ts';
import type { Log } from '../domain/ports/log.ts';
import type { Providers } from '../domain/ports/providers.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { Signer } from '../domain/ports/signer.ts';
import type { Tables } from '../domain/ports/tables.ts';
import type { Trainer } from '../domain/ports/trainer.ts';
import type { Webhooks } from '../domain/ports/webhooks.ts';

/** Everything the stages reach outside themselves. Workers and tests decide what is behind each. */
export interface Ports {
  readonly store: ObjectStore;
  readonly datasets: Datasets;
  readonly tables: Tables;
  readonly guards: GuardRuntime;
  readonly trainer: Trainer;
  readonly lexicon: () => WideLexicon;
  readonly providers: Providers;
  readonly webhooks: Webhooks;
  /** Signs packages; absent where no key is configured. */
  readonly signer?: Signer;
  readonly log: Log;
  readonly options: PortOptions;
}

export interface PortOptions {
  /** Folder that `file:` dataset URIs and `profiles/` are relative to. */
  readonly projectDirectory: string;
  /** Local scratch and download cache; may be deleted at any time between runs. */
  readonly cacheDirectory: string;
  /** A lease that was not renewed for this long may be taken over. */
  readonly leaseMs: number;
  /** CPU threads for scoring and training. */
  readonly threads: number;
  /** Processes of one training, each with a GPU of its own. Default 1. */
  readonly trainingProcesses?: number;
}

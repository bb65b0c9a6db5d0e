import type { StageName } from './stages.ts';

/** What somebody outside is told of: a person is wanted, or a run came to an end that matters to the service. */
export type WebhookType = 'run.awaiting_approval' | 'run.parked' | 'run.promoted' | 'run.rejected' | 'run.failed';

/** What a webhook says of its run. Never a prompt, nor a message that could quote one. */
export interface WebhookData {
  readonly run: string;
  readonly profile: string;
  /** Of a parked stage. */
  readonly stage?: StageName;
  /** Of the error table, where a stage parked or the run failed. */
  readonly code?: string;
  /** Of the run; of its gates (`pass`, `fail`, `not-enough-evidence`) where an approval is awaited. */
  readonly verdict?: string;
  readonly packageId?: string;
  readonly evidenceHash?: string;
  /** True where gates did not pass: a waiver is awaited, or was given. */
  readonly waiver?: true;
}

/** An event of a run that is to be told. `execution` and `number` name it for ever; `at` is ISO 8601. */
export interface Notice {
  readonly type: WebhookType;
  readonly execution: string;
  readonly number: number;
  readonly at: string;
  readonly data: WebhookData;
}

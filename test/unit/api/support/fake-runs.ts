import type { StartOptions } from '../../../../adapters/temporal/start-run.ts';
import type { RunFilter, RunPage, RunSummary } from '../../../../adapters/temporal/list-runs.ts';
import type { ServedRuns } from '../../../../api/services.ts';
import { HoneError } from '../../../../domain/errors.ts';
import type { RetrainRequest } from '../../../../domain/request.ts';
import type { ApprovalDecision, RunView, StageResolution } from '../../../../domain/run-view.ts';

/** Runs in memory. `failure`, once set, is what every call is answered with, as a server that is away would. */
export class FakeRuns implements ServedRuns {
  readonly started = new Map<string, { readonly request: RetrainRequest; readonly options: StartOptions }>();
  readonly views = new Map<string, RunView>();
  readonly steered: unknown[] = [];
  readonly asked: { readonly filter: RunFilter; readonly pageSize: number; readonly pageToken: string | undefined }[] = [];
  page: RunPage = { runs: [], nextPageToken: null };
  activities: Awaited<ReturnType<ServedRuns['activity']>> = [];
  failure: Error | undefined;

  async start(request: RetrainRequest, options: StartOptions = {}): Promise<string> {
    await this.#answer();
    const { once } = options;
    const run = once?.run ?? `hone-run-${this.started.size + 1}`;
    const before = this.started.get(run);
    if (before && before.options.once?.requestHash !== once?.requestHash) throw new HoneError('HONE_CONFLICT', 'Idempotency-Key: it was used for another request.');
    if (!before) this.started.set(run, { request, options });
    return run;
  }

  async list(filter: RunFilter, pageSize: number, pageToken?: string): Promise<RunPage> {
    await this.#answer();
    this.asked.push({ filter, pageSize, pageToken });
    return this.page;
  }

  async view(run: string): Promise<RunView> {
    await this.#answer();
    const view = this.views.get(run);
    if (!view) throw new HoneError('HONE_UNAVAILABLE', 'no worker answers');
    return view;
  }

  async activity(): Promise<Awaited<ReturnType<ServedRuns['activity']>>> {
    await this.#answer();
    return this.activities;
  }

  async resolve(run: string, resolution: StageResolution): Promise<string> {
    await this.#answer();
    this.steered.push({ run, ...resolution });
    return `${resolution.action} accepted`;
  }

  async decide(run: string, decision: 'approve' | 'reject', given: ApprovalDecision): Promise<string> {
    await this.#answer();
    this.steered.push({ run, decision, ...given });
    return `${decision} accepted`;
  }

  async cancel(run: string): Promise<void> {
    await this.#answer();
    this.steered.push({ run, cancelled: true });
  }

  #answer(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}

export function runSummary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    run: 'hone-sample-1', state: 'COMPLETED', status: 'Completed', stage: 'promote', profile: 'sample', verdict: 'promoted', falsePositiveRate: 0.008,
    startedAt: '2026-01-02T03:00:00.000Z', closedAt: '2026-01-02T04:00:00.000Z', ...changes,
  };
}

import { ActivityFailure, ApplicationFailure, CancellationScope, condition, isCancellation, sleep, TimeoutFailure, workflowInfo } from '@temporalio/workflow';
import { mergePatch } from '../domain/merge-patch.ts';
import type { StageResolution, StageView } from '../domain/run-view.ts';
import type { Lease, StageInputs, StageName, StageOutcome, StageRequest } from '../domain/stages.ts';
import { control } from './activities.ts';
import { Pieces } from './pieces.ts';
import type { RunState } from './run-state.ts';

/** What a stage's body is given: its request (with an operator's overrides in it) and the permission to make it. */
export interface Opened<Parameters extends object, Inputs extends StageInputs> {
  readonly request: StageRequest<Parameters, Inputs>;
  readonly lease: Lease;
  /** Says how many pieces of a fan-out there are and how many are done. */
  readonly units: (done: number, total: number) => void;
  /** Does one piece of a fan-out, which parks by itself where it fails for good. */
  readonly each: Pieces['each'];
}

/** The outcome of a stage that an operator skipped. */
export const SKIPPED = 'skipped';

/** What the rounds of a run have in common. */
interface Shared {
  refresh: ReadonlySet<StageName>;
  readonly resolutions: Map<string, StageResolution>;
  parkings: number;
}

/**
 * Runs stages one after another under the rules every stage shares: look for a verified result first, wait while another
 * run makes it, and park instead of failing when retries are exhausted.
 */
export class StageRunner {
  readonly #state: RunState;
  readonly #shared: Shared;
  readonly #round: number;

  constructor(state: RunState, shared: Shared = { refresh: new Set(), resolutions: new Map(), parkings: 0 }, round = 1) {
    this.#state = state;
    this.#shared = shared;
    this.#round = round;
  }

  /** Stages to make again, known once the request is resolved. */
  refresh(stages: readonly StageName[]): void {
    this.#shared.refresh = new Set(stages);
  }

  /** Called by the `resolveStage` update after its validator. */
  resolve(resolution: StageResolution): void {
    this.#shared.resolutions.set(resolution.parkId, resolution);
  }

  /** The same for a further round of the run: its stages are shown apart. Their identity does not know of rounds. */
  inRound(round: number): StageRunner {
    return new StageRunner(this.#state, this.#shared, round);
  }

  async run<Outcome extends StageOutcome, Parameters extends object, Inputs extends StageInputs>(
    asked: StageRequest<Parameters, Inputs>,
    body: (opened: Opened<Parameters, Inputs>) => Promise<Outcome>,
  ): Promise<Outcome> {
    const outcome = await this.#until(asked, body, false);
    if (outcome === SKIPPED) throw new TypeError(`${asked.stage} was skipped although later stages need it`);
    return outcome;
  }

  /** Like `run`, for a stage that later ones can do without: an operator may skip it when it is parked. */
  runSkippable<Outcome extends StageOutcome, Parameters extends object, Inputs extends StageInputs>(
    asked: StageRequest<Parameters, Inputs>,
    body: (opened: Opened<Parameters, Inputs>) => Promise<Outcome>,
  ): Promise<Outcome | typeof SKIPPED> {
    return this.#until(asked, body, true);
  }

  async #until<Outcome extends StageOutcome, Parameters extends object, Inputs extends StageInputs>(
    asked: StageRequest<Parameters, Inputs>,
    body: (opened: Opened<Parameters, Inputs>) => Promise<Outcome>,
    skippable: boolean,
  ): Promise<Outcome | typeof SKIPPED> {
    let request = asked;
    for (;;) {
      const outcome = await this.#attempt(request, body, skippable);
      if (!('failed' in outcome) && !('answered' in outcome)) return outcome;
      const resolution = 'answered' in outcome ? outcome.answered : await this.#park(request, outcome.failed, skippable);
      this.#state.withdraw(request.stage, resolution.action);
      if (resolution.action === 'abort') throw ApplicationFailure.nonRetryable(`${request.stage} was aborted by ${resolution.by ?? 'an operator'}`, 'HONE_ABORTED');
      if (resolution.action === 'skip') return this.#skip(request.stage, resolution);
      request = { ...request, parameters: mergePatch(request.parameters, resolution.overrides ?? {}) as Parameters };
    }
  }

  /** One pass: open, then hit, wait or make. Cancellation and lost leases are handled here; other failures are returned. */
  async #attempt<Outcome extends StageOutcome, Parameters extends object, Inputs extends StageInputs>(
    request: StageRequest<Parameters, Inputs>,
    body: (opened: Opened<Parameters, Inputs>) => Promise<Outcome>,
    skippable: boolean,
  ): Promise<Outcome | { failed: unknown } | { answered: StageResolution }> {
    const { stage } = request;
    const pieces = new Pieces(async (piece, error) => {
      if (failureCode(error) === 'HONE_LEASE_LOST') throw error;
      const answer = await this.#park(request, error, skippable, piece);
      if (!this.#state.isParked(stage)) this.#show(stage, { state: 'running' });
      return answer;
    });
    let lease: Lease | undefined;
    try {
      for (;;) {
        const opened = await control.openStage({ request, owner: workflowInfo().workflowId, profile: this.#state.view().profile, refresh: this.#shared.refresh.has(stage) });
        if (opened.state === 'hit') return this.#finish(stage, 'hit', opened.reason, opened.outcome as Outcome);
        if (opened.state === 'busy') {
          this.#show(stage, { state: 'busy', reason: opened.reason });
          await sleep(opened.retryAfterMs);
          continue;
        }
        lease = opened.lease;
        this.#show(stage, { state: 'running', reason: opened.reason, key: opened.lease.key });
        const units = (unitsDone: number, unitsTotal: number): void => this.#show(stage, { unitsDone, unitsTotal });
        return this.#finish(stage, 'made', opened.reason, await pieces.within(() => body({ request, lease: opened.lease, units, each: pieces.each })));
      }
    } catch (error) {
      if (lease) await giveBack(lease);
      if (pieces.answered) return { answered: pieces.answered };
      if (isCancellation(error)) throw error;
      return failureCode(error) === 'HONE_LEASE_LOST' ? this.#attempt(request, body, skippable) : { failed: error };
    }
  }

  #finish<Outcome extends StageOutcome>(stage: StageName, state: 'hit' | 'made', reason: string, outcome: Outcome): Outcome {
    this.#show(stage, { state, reason, key: outcome.key, headline: outcome.headline, finishedAt: new Date().toISOString() });
    return outcome;
  }

  #skip(stage: StageName, { by }: StageResolution): typeof SKIPPED {
    this.#show(stage, { state: 'skipped', reason: `skipped by ${by ?? 'an operator'}`, finishedAt: new Date().toISOString() });
    return SKIPPED;
  }

  async #park(request: StageRequest, error: unknown, skippable: boolean, piece?: string): Promise<StageResolution> {
    this.#shared.parkings += 1;
    const parkId = `${request.stage}-${this.#shared.parkings}`;
    this.#state.park({ parkId, stage: request.stage, ...(this.#round > 1 && { round: this.#round }), code: failureCode(error), message: (piece === undefined ? '' : `${piece}: `) + failureMessage(error), skippable, parameters: Object.fromEntries(Object.entries(request.parameters)) });
    await condition(() => this.#shared.resolutions.has(parkId));
    const resolution = this.#shared.resolutions.get(parkId)!;
    this.#state.unpark(parkId, resolution.action);
    return resolution;
  }

  #show(stage: StageName, change: Partial<StageView>): void {
    this.#state.stage(stage, change, this.#round);
  }
}

/** Lets other runs have the stage. A store that refuses even this leaves the lease to expire. */
async function giveBack(lease: Lease): Promise<void> {
  await CancellationScope.nonCancellable(() => control.releaseStage(lease)).catch(() => undefined);
}

/** Code of the error table behind an activity's failure. */
export function failureCode(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'HONE_UNAVAILABLE';
  return cause instanceof ApplicationFailure ? (cause.type ?? 'HONE_INTERNAL') : 'HONE_INTERNAL';
}

export function failureMessage(error: unknown): string {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  if (cause instanceof TimeoutFailure) return `the activity timed out (${cause.timeoutType})`;
  return cause instanceof Error ? cause.message : String(cause);
}

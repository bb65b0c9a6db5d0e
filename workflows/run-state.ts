import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES } from '../domain/names.ts';
import type { RunStatus, RunVerdict } from '../domain/names.ts';
import { renderRunDetails } from '../domain/render/run-details.ts';
import type { ApprovalView, ParkedView, RoundsView, RunEvent, RunView, StageView } from '../domain/run-view.ts';
import { stageLabel } from '../domain/stage-label.ts';
import type { StageName } from '../domain/stages.ts';
import type { Waiver } from '../domain/waiver.ts';

const EVENTS_A_PAGE = 200;

export type Candidate = Pick<ApprovalView, 'packageId' | 'evidenceHash'>;

/** What the run shows of itself. Every change goes to the search attributes and to the UI's current details at once. */
export class RunState {
  #status: RunStatus = 'Running';
  #verdict: RunVerdict | null = null;
  #profile = '';
  #report: string | null = null;
  #approval: ApprovalView | null = null;
  #waiver: Waiver | undefined;
  /** By their labels: rounds are shown apart. */
  readonly #stages = new Map<string, StageView>();
  readonly #parked = new Map<string, ParkedView>();
  readonly #events: RunEvent[] = [];
  readonly #onEvent: (event: RunEvent) => void;
  #webhooks = { delivered: 0, failed: 0 };
  #candidate: Candidate | undefined;
  #rounds: RoundsView | undefined;

  /** `onEvent` is told of every event once the view shows it. */
  constructor(onEvent: (event: RunEvent) => void = () => undefined) {
    this.#onEvent = onEvent;
  }

  view(): RunView {
    return {
      run: workflowInfo().workflowId,
      profile: this.#profile,
      status: this.#status,
      verdict: this.#verdict,
      stages: [...this.#stages.values()],
      parked: [...this.#parked.values()],
      approval: this.#approval,
      report: this.#report,
      ...(this.#waiver && { waiver: this.#waiver }),
      ...(this.#rounds && { rounds: this.#rounds }),
      ...(this.#webhooks.delivered + this.#webhooks.failed > 0 && { webhooks: this.#webhooks }),
    };
  }

  /** A page of what happened after event `since`: an answer to a query stays small. */
  events(since: number): RunEvent[] {
    return this.#events.slice(since, since + EVENTS_A_PAGE);
  }

  /** Clears what the UI's start form copies from an earlier run. */
  begin(): void {
    this.#happened('status', this.#status);
    this.#publish({ HoneStatus: this.#status, HoneStage: null, HoneProfile: null, HoneVerdict: null, HoneFalsePositiveRate: null });
  }

  profile(name: string): void {
    this.#profile = name;
    this.#publish({ HoneProfile: name });
  }

  /** Changes a stage's view; the first change adds it. `round`: of a stage that is made again. */
  stage(stage: StageName, change: Partial<StageView>, round = 1): void {
    const label = stageLabel({ stage, round });
    const known = this.#stages.get(label);
    const before = known ?? newStage(stage, round);
    const after = { ...before, ...change };
    this.#stages.set(label, after);
    if (change.state && (!known || before.state !== change.state)) this.#happened('stage', change.state, after.headline || after.reason, after);
    this.#publish(this.#stages.size > 0 && change.state ? { HoneStage: stage } : {});
  }

  /** What has been tried so far; a round that begins or ends is an event. */
  rounds(rounds: RoundsView, event?: { readonly round: number; readonly text: string }): void {
    this.#rounds = rounds;
    if (event) this.#happened('round', String(event.round), event.text);
    this.#publish({});
  }

  park(parked: ParkedView): void {
    this.#parked.set(parked.parkId, parked);
    this.stage(parked.stage, { state: 'parked' }, parked.round);
    this.#happened('parked', parked.parkId, `${parked.code}: ${parked.message}`, parked);
    this.status('AwaitingOperator');
  }

  unpark(parkId: string, action: string): void {
    this.#happened('resolved', parkId, action, this.#parked.get(parkId));
    this.#parked.delete(parkId);
    if (this.#parked.size === 0) this.status(this.#waitsFor());
  }

  /** Whether any of this stage is parked. */
  isParked(stage: StageName): boolean {
    return [...this.#parked.values()].some((parked) => parked.stage === stage);
  }

  /** Takes back what else is parked of a stage, when one answer settled all of it. */
  withdraw(stage: StageName, action: string): void {
    for (const parked of [...this.#parked.values()]) if (parked.stage === stage) this.unpark(parked.parkId, action);
  }

  parked(parkId: string): ParkedView | undefined {
    return this.#parked.get(parkId);
  }

  approval(approval: ApprovalView | null): void {
    this.#approval = approval;
    if (approval) this.#happened('approval', approval.evidenceHash, `package ${approval.packageId}`);
    this.status(this.#waitsFor());
  }

  status(status: RunStatus, why = ''): void {
    if (status !== this.#status) this.#happened('status', status, why);
    this.#status = status;
    if (status === 'Cancelled' || status === 'Failed') this.#waitsForNobody();
    this.#publish({ HoneStatus: status });
  }

  /** The stages so far, as evidence names them. */
  get stages(): Pick<StageView, 'stage' | 'key' | 'state'>[] {
    return [...this.#stages.values()].map(({ stage, key, state }) => ({ stage, key, state }));
  }

  /** The package whose release is decided on. */
  get candidate(): Candidate | undefined {
    return this.#candidate;
  }

  release(candidate: Candidate): void {
    this.#candidate = candidate;
  }

  webhook(outcome: 'delivered' | 'failed', text: string): void {
    this.#webhooks = { ...this.#webhooks, [outcome]: this.#webhooks[outcome] + 1 };
    this.#happened('webhook', outcome, text);
  }

  waived(waiver: Waiver): void {
    this.#waiver = waiver;
  }

  measured(falsePositiveRate: number): void {
    this.#publish({ HoneFalsePositiveRate: falsePositiveRate });
  }

  verdict(verdict: RunVerdict): void {
    this.#verdict = verdict;
    this.#happened('verdict', verdict);
    this.#publish({ HoneVerdict: verdict });
  }

  report(key: string): void {
    this.#report = key;
    this.#happened('report', key);
    this.#publish({});
  }

  /** A stage may be parked beside a promotion that waits; what is broken is named first. */
  #waitsFor(): RunStatus {
    if (this.#parked.size > 0) return 'AwaitingOperator';
    return this.#approval ? 'AwaitingApproval' : 'Running';
  }

  /** What a person was asked for when the run was cut off is asked for no more. */
  #waitsForNobody(): void {
    this.#approval = null;
    this.#parked.clear();
  }

  #happened(type: RunEvent['type'], state: string, text = '', of?: Pick<StageView, 'stage' | 'round'>): void {
    const event: RunEvent = { number: this.#events.length + 1, at: new Date().toISOString(), type, stage: of?.stage ?? null, ...(of?.round && { round: of.round }), state, text };
    this.#events.push(event);
    this.#onEvent(event);
  }

  #publish(attributes: Partial<Record<keyof typeof SEARCH_ATTRIBUTES, string | number | null>>): void {
    const pairs = Object.entries(attributes).map(([name, value]) => ({ key: { name, type: SEARCH_ATTRIBUTES[name as keyof typeof SEARCH_ATTRIBUTES] }, value }));
    if (pairs.length > 0) upsertSearchAttributes(pairs as Parameters<typeof upsertSearchAttributes>[0]);
    setCurrentDetails(renderRunDetails(this.view()));
  }
}

function newStage(stage: StageName, round: number): StageView {
  const startedAt = new Date().toISOString();
  return { stage, ...(round > 1 && { round }), state: 'running', reason: '', headline: '', startedAt, finishedAt: null, unitsDone: 0, unitsTotal: 0, key: '' };
}

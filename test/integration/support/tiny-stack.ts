import type { Client } from '@temporalio/client';
import { connect } from '../../../adapters/temporal/connect.ts';
import { openStore } from '../../../adapters/open-store.ts';
import { readSettings } from '../../../adapters/settings.ts';
import { startStack } from '../../../adapters/stack.ts';
import type { Stack } from '../../../adapters/stack.ts';
import { runs } from '../../../adapters/temporal/runs.ts';
import type { Runs } from '../../../adapters/temporal/runs.ts';
import type { ObjectStore } from '../../../domain/ports/object-store.ts';
import type { RetrainRequest } from '../../../domain/request.ts';
import type { ParkedView, RunOutcome, RunView, StageState, StageView } from '../../../domain/run-view.ts';
import type { StageName } from '../../../domain/stages.ts';
import { madeUnits } from './made-units.ts';
import { tinyProject } from './tiny-project.ts';
import type { TinyProject } from './tiny-project.ts';

/** A tiny project with everything running for it: a real Temporal server and both workers, each a process. */
export interface TinyStack extends TinyProject {
  readonly stack: Stack;
  readonly store: ObjectStore;
  readonly client: Client;
  readonly all: Runs;
  /** Units that `body` lets the workers make, sorted; each as often as it was made. */
  madeIn(body: () => Promise<unknown>): Promise<string[]>;
  /** Starts a run and waits for its end. */
  finish(request: RetrainRequest): Promise<FinishedRun>;
  stop(): Promise<void>;
}

export interface FinishedRun {
  readonly id: string;
  readonly outcome: RunOutcome;
  readonly view: RunView;
}

export async function tinyStack({ api = false } = {}): Promise<TinyStack> {
  const project = await tinyProject();
  const settings = readSettings(project.environment);
  const stack = await startStack(settings, { environment: project.environment, api }).catch(async (error: unknown) => {
    await project.remove();
    throw error;
  });
  const client = await connect(stack.settings);
  const all = runs(client);
  const stop = async (): Promise<void> => {
    await client.connection.close();
    await stack.stop();
    await project.remove();
  };
  const finish = async (request: RetrainRequest): Promise<FinishedRun> => ended(all, await all.start(request));
  const madeIn = async (body: () => Promise<unknown>): Promise<string[]> => {
    const before = (await madeUnits(stack.logs)).length;
    await body();
    return (await madeUnits(stack.logs)).slice(before).map(({ unit }) => unit).sort();
  };
  return { ...project, stack, store: openStore(settings), client, all, madeIn, finish, stop };
}

/** A run once it has ended. A run that parks instead is an error that says why: nobody would ever answer it. */
export async function ended(all: Runs, id: string): Promise<FinishedRun> {
  for (;;) {
    const view = await all.view(id).catch(() => undefined); // no answer while the server or the worker is away
    if (view?.parked[0]) throw new Error(`${id} is parked at ${view.parked[0].stage}: ${view.parked[0].code}: ${view.parked[0].message}`);
    if (view && view.status !== 'Running') return { id, outcome: await all.result(id), view: await all.view(id) };
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}

/** What a run waits for an operator with, once it does. */
export async function parkedAt(all: Runs, run: string, parkId: string): Promise<ParkedView> {
  for (;;) {
    const view = await all.view(run).catch(() => undefined);
    const parked = view?.parked.find((each) => each.parkId === parkId);
    if (parked) return parked;
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}

export function stageOf(view: RunView, stage: StageName): StageView {
  const found = view.stages.find((each) => each.stage === stage);
  if (!found) throw new Error(`${view.run} has not come to ${stage}: it is at ${view.stages.at(-1)?.stage}.`);
  return found;
}

/** The stages in one state, in the run's order. */
export function stagesIn(view: RunView, state: StageState): StageName[] {
  return view.stages.filter((stage) => stage.state === state).map(({ stage }) => stage);
}

const POLL_MS = 300;

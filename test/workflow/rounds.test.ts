import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { FinishValidateInput, ValidateSummary } from '../../activities/validate.ts';
import type { RoundsReport } from '../../domain/fallback/rounds-report.ts';
import type { FallbackRule, FallbackSettings } from '../../domain/profile.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import type { StageRequest } from '../../domain/stages.ts';
import { stageLabel } from '../../domain/stage-label.ts';
import sample from '../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../schemas/profile.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually, workflowSuite } from './support.ts';
import type { Start, WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

const RULES: FallbackRule[] = [
  { name: 'wider', when: [{ gate: 'false-positive-rate', on: 'tuning' }], change: { strategy: { coverage: 0.75 } }, reason: 'Not covered.' },
  { name: 'margin', when: [{ gate: 'false-positive-rate', on: 'tuning' }], change: { train: { benignMarginWeight: 0.5 } }, reason: 'Near the threshold.' },
  { name: 'toward-champion', when: [{ gate: 'recall' }], merge: { share: 0.7 }, reason: 'Keeps what it knew.' },
];

type Verdict = Partial<ValidateSummary>;
const STOPPED: Verdict = { decision: 'stop', failing: [{ gate: 'false-positive-rate', quantity: 'false-positive-rate', set: 'tuning', effect: 'blocks', sentence: 'tuning: too many.' }] };
const MISSED: Verdict = { decision: 'stop', failing: [{ gate: 'recall', quantity: 'recall', set: 'tuning', effect: 'blocks', sentence: 'tuning: missed.' }] };

interface Tried {
  readonly activities: Activities;
  readonly calls: string[];
  /** What each stage was asked for, in order. */
  readonly asked: StageRequest[];
  readonly validated: FinishValidateInput[];
  readonly reports: RoundsReport[];
}

/** A run whose rounds are judged so, one after another. Everything that is trained has a name of its own. */
function runOf(verdicts: readonly Verdict[], settings: Partial<FallbackSettings> = {}, replaced: Partial<Activities> = {}): Tried {
  const [asked, validated, reports]: [StageRequest[], FinishValidateInput[], RoundsReport[]] = [[], [], []];
  const profile = parseProfile({ ...sample, fallbacks: { rounds: 3, rules: RULES, ...settings } });
  const usual = fakeActivities().activities;
  let trained = 0;
  const { activities, calls } = fakeActivities({
    resolveRequest: async (input) => ({ ...(await usual.resolveRequest(input)), profile }),
    openStage: (input) => {
      asked.push(input.request);
      return usual.openStage(input);
    },
    train: async (job) => {
      const made = await usual.train(job);
      trained += 1;
      return { ...made, outputs: { ...made.outputs, weights: fakeRef(`weights ${trained}`), metrics: fakeRef(`metrics ${trained}`) } };
    },
    mergeModels: ({ second, share }) => Promise.resolve({ key: 'm', outputs: { weights: fakeRef(`${share} of ${second.weights.sha256}`), config: fakeRef('c'), tokenizer: fakeRef('t') }, summary: { share }, headline: '' }),
    finishValidate: async (input) => {
      const made = await usual.finishValidate(input);
      const verdict = verdicts[validated.length] ?? {};
      validated.push(input);
      return { ...made, outputs: { gates: fakeRef(`gates ${validated.length}`) }, summary: { ...made.summary, ...verdict } };
    },
    keepRounds: (report) => {
      reports.push(report);
      return Promise.resolve(fakeRef('rounds'));
    },
    ...replaced,
  });
  return { activities, calls, asked, validated, reports };
}

async function ended({ activities }: Tried): Promise<{ readonly verdict: string; readonly view: RunView }> {
  return suite.withWorkers(activities, async (start) => {
    const handle = await start();
    const { verdict } = (await handle.result()) as RunOutcome;
    return { verdict, view: await handle.query<RunView>('status') };
  });
}

const opened = ({ asked }: Tried, stage: string): StageRequest[] => asked.filter((request) => request.stage === stage);
const converted = (run: Tried): string | undefined => opened(run, 'convert')[0]?.inputs['weights']?.sha256;
const parked = (handle: Awaited<ReturnType<Start>>): Promise<RunView> => eventually(() => handle.query<RunView>('status'), ({ parked: stages }) => stages.length > 0);

describe('rounds', () => {
  test('none after one that passes', async () => {
    const run = runOf([{}]);
    const { verdict, view } = await ended(run);
    expect(verdict).toBe('promoted');
    expect(opened(run, 'train')).toHaveLength(1);
    expect(view.rounds).toMatchObject({ ended: 'No gate fails on tuning or test rows, nor elsewhere where a rule asks for it.', left: ['wider', 'margin', 'toward-champion'], tried: [{ round: 1, rule: null, chosen: true }] });
  });

  test('a failing gate begins another with what its rule changes, and the better one goes on', async () => {
    const run = runOf([STOPPED, {}]);
    const { verdict, view } = await ended(run);
    expect(verdict).toBe('promoted');
    expect(opened(run, 'plan').map(({ parameters }) => parameters)).toMatchObject([{ plan: { strategies: [{ coverage: 0.5 }] } }, { plan: { strategies: [{ coverage: 0.75 }] } }]);
    expect(converted(run)).toBe('weights 3');
    expect(opened(run, 'certify')).toHaveLength(1);
    expect(view.stages.map(stageLabel)).toEqual(expect.arrayContaining(['train', 'validate', 'r2-plan', 'r2-train', 'r2-validate']));
    expect(view.stages.map(stageLabel)).not.toContain('r2-convert');
    expect(view.rounds?.tried).toEqual([
      { round: 1, rule: null, reason: '', why: '', result: 'stop: fails false-positive-rate on tuning', chosen: false },
      { round: 2, rule: 'wider', reason: 'Not covered.', why: 'tuning: too many.', result: 'go: no gate fails', chosen: true },
    ]);
    expect(run.reports).toMatchObject([{ chosen: 2, left: ['margin', 'toward-champion'], trainingSeconds: 120, rounds: [{ from: null }, { from: 1, change: { strategy: { coverage: 0.75 } }, evidence: { decision: 'go' } }] }]);
  });

  test('the report shows the parts of the round that goes on, whatever was tried after it', async () => {
    const parts: Record<string, string>[] = [];
    const run = runOf([{ failing: [{ gate: 'false-positive-rate', quantity: 'false-positive-rate', set: 'tuning', effect: 'warns', sentence: 's' }] }, STOPPED], { rounds: 2 }, {
      writeReport: (input) => {
        parts.push(Object.fromEntries(Object.entries(input.parts).map(([name, ref]) => [name, ref.sha256])));
        return Promise.resolve('r');
      },
    });
    expect((await ended(run)).verdict).toBe('promoted');
    expect(converted(run)).toBe('weights 2');
    expect(parts.at(-1)).toMatchObject({ validation: 'gates 1', metrics: 'metrics 2', rounds: 'rounds' });
  });

  test('a change is made to the best round, and stays where it helped', async () => {
    const better: Verdict = { decision: 'stop', failing: STOPPED.failing!, figures: [{ set: 'tuning', falsePositives: null, recall: { count: 9, n: 10 }, rocAuc: null }] };
    const run = runOf([STOPPED, better, {}]);
    await ended(run);
    expect(opened(run, 'plan').at(-1)?.parameters).toMatchObject({ plan: { strategies: [{ coverage: 0.75 }] }, train: { benignMarginWeight: 0.5 } });
    expect(run.reports[0]?.rounds.map(({ from }) => from)).toEqual([null, 1, 2]);
  });

  test('a change that did not help is taken back', async () => {
    const run = runOf([STOPPED, { ...STOPPED, failing: [...STOPPED.failing!, ...MISSED.failing!] }, {}]);
    await ended(run);
    expect(opened(run, 'plan').at(-1)?.parameters).toMatchObject({ plan: { strategies: [{ coverage: 0.5 }] }, train: { benignMarginWeight: 0.5 } });
    expect(run.reports[0]?.rounds.map(({ from }) => from)).toEqual([null, 1, 1]);
  });

  test('a merge trains nothing, and its weights are judged and converted', async () => {
    const run = runOf([MISSED, {}]);
    const { verdict, view } = await ended(run);
    expect(verdict).toBe('promoted');
    expect(run.calls.filter((call) => call === 'train')).toHaveLength(2); // the champion's, and that of the first round
    expect(opened(run, 'merge')).toMatchObject([{ parameters: { share: 0.7 }, inputs: { 'second weights': { sha256: 'weights 2' } } }]);
    expect(run.validated[1]).toMatchObject({ request: { inputs: { weights: { sha256: '0.7 of weights 2' } } } });
    expect(run.validated[1]).not.toHaveProperty('attachments');
    expect(converted(run)).toBe('0.7 of weights 2');
    expect(view.stages.map(stageLabel)).toEqual(expect.arrayContaining(['r2-merge', 'r2-validate']));
  });

  test('when none passes the verdict is gates-failed, and no look is spent', async () => {
    const run = runOf([STOPPED, STOPPED, STOPPED]);
    const { verdict, view } = await ended(run);
    expect(verdict).toBe('gates-failed');
    expect(run.calls).not.toContain('declareLook');
    expect(view.rounds).toMatchObject({ ended: 'All 3 rounds are used.', left: ['toward-champion'] });
    expect(view.rounds?.tried.map(({ chosen }) => chosen)).toEqual([true, false, false]);
  });

  test('no rule for what fails: the verdict of the first round', async () => {
    const run = runOf([MISSED], { rules: RULES.slice(0, 2) });
    expect((await ended(run)).view.rounds?.ended).toBe('No rule is left for what fails: recall on tuning.');
    expect(opened(run, 'train')).toHaveLength(1);
  });

  test.each([
    [{ gpuHours: 0.03 }, 'The budget of GPU hours has no room for another training: 0.02 of 0.03 h are used, and the longest took 0.02 h.'],
    [{ money: 3 }, 'The budget of money is used: 3.50 of 3.00.'],
  ])('the budget %j ends them', async (budget, why) => {
    const run = runOf([STOPPED], budget, { readSpent: () => Promise.resolve({ calls: 1, inputTokens: 1, outputTokens: 1, money: 3.5 }) });
    const { verdict, view } = await ended(run);
    expect([verdict, view.rounds?.ended, opened(run, 'train').length]).toEqual(['gates-failed', why, 1]);
  });

  test('validate learns the champion\'s decisions, and other sets only when a rule asks for them', async () => {
    const usual = fakeActivities().activities;
    const ingest: Activities['ingest'] = async (job) => {
      const made = await usual.ingest(job);
      return { ...made, outputs: { ...made.outputs, hardNegatives: fakeRef('hard', 5) } };
    };
    const without = runOf([{}], {}, { ingest });
    await ended(without);
    expect(without.validated[0]).toMatchObject({ request: { parameters: { fallback: { deployed: 0.5 } } }, championTuningScores: [{ sha256: 'scores' }], attachments: { metrics: { sha256: 'metrics 2' } } });
    expect(without.validated[0]).not.toHaveProperty('hardNegativeScores');
    const asking = runOf([{}], { rules: [{ ...RULES[0]!, when: [{ gate: 'false-positive-rate', on: 'hard-negatives' }] }] }, { ingest });
    await ended(asking);
    expect(asking.validated[0]).toMatchObject({ request: { inputs: { hardNegatives: { sha256: 'hard' } } }, hardNegativeScores: { challenger: [{ sha256: 'scores' }], champion: [{ sha256: 'scores' }] } });
  });
});

describe('a stage parked in the second round', () => {
  /** The second round's training fails once. */
  function diverging(): Tried {
    let attempts = 0;
    const run: Tried = runOf([STOPPED, {}], {}, {
      train: (job) => {
        attempts += 1;
        if (attempts === 3) return Promise.reject(ApplicationFailure.nonRetryable('The loss became NaN.', 'HONE_TRAINER_DIVERGED'));
        return fakeActivities().activities.train(job);
      },
    });
    return run;
  }

  test('is shown with its round, and goes on with other settings', async () => {
    const run = diverging();
    await suite.withWorkers(run.activities, async (start) => {
      const handle = await start();
      const view = await parked(handle);
      expect(view.parked).toMatchObject([{ stage: 'train', round: 2, code: 'HONE_TRAINER_DIVERGED' }]);
      expect(view.stages.map((stage) => [stageLabel(stage), stage.state])).toEqual(expect.arrayContaining([['train', 'made'], ['r2-train', 'parked']]));
      await handle.executeUpdate('resolveStage', { args: [{ parkId: view.parked[0]!.parkId, action: 'retry', overrides: { train: { learningRate: 1e-5 } } }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      expect(opened(run, 'train').at(-1)?.parameters).toMatchObject({ train: { learningRate: 1e-5 } });
    });
  });

  test('can be cancelled', async () => {
    const run = diverging();
    await suite.withWorkers(run.activities, async (start) => {
      const handle = await start();
      await parked(handle);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect(await handle.query<RunView>('status')).toMatchObject({ status: 'Cancelled' });
    });
  });

  test('validate skipped: the round goes on as the operator wants', async () => {
    let judged = 0;
    const run = runOf([STOPPED, {}], {}, {
      finishValidate: async (input) => {
        judged += 1;
        if (judged === 2) throw ApplicationFailure.nonRetryable('too few rows', 'HONE_INVALID_INPUT');
        const made = await fakeActivities().activities.finishValidate(input);
        return { ...made, summary: { ...made.summary, ...STOPPED } };
      },
    });
    await suite.withWorkers(run.activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await parked(handle);
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'skip' }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      expect(converted(run)).toBe('weights 3');
      expect((await handle.query<RunView>('status')).rounds?.ended).toBe('An operator went on without judging this round.');
    });
  });
});

test('a run of several rounds replays', async () => {
  await suite.withWorkers(runOf([STOPPED, MISSED, {}]).activities, async (start) => {
    const handle = await start();
    await handle.result();
    await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
  });
});

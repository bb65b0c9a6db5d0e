import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { PromoteInput } from '../../activities/promote.ts';
import type { WriteReportInput } from '../../activities/write-report.ts';
import type { ReleaseSettings } from '../../domain/profile.ts';
import type { RunEvent, RunOutcome, RunView } from '../../domain/run-view.ts';
import type { Notice } from '../../domain/webhook-event.ts';
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

type Handle = Awaited<ReturnType<Start>>;

const view = (handle: Handle): Promise<RunView> => handle.query<RunView>('status');
const waiting = (handle: Handle): Promise<RunView> => eventually(() => view(handle), ({ status }) => status === 'AwaitingApproval');
const GATES = [{ gate: 'fpr', verdict: 'fail' as const, sentence: 'too many' }];

/** Activities of a run with these release settings whose certificate has this verdict, and what they were given. */
function released(settings: Partial<ReleaseSettings>, verdict: 'pass' | 'fail' | 'not-enough-evidence', replaced: Partial<Activities> = {}) {
  const [promoted, notices, reports]: [PromoteInput[], Notice[], WriteReportInput[]] = [[], [], []];
  const usual = fakeActivities().activities;
  const profile = parseProfile({ ...sample, release: { ...sample.release, ...settings } });
  const { activities, calls } = fakeActivities({
    resolveRequest: async (input) => ({ ...(await usual.resolveRequest(input)), profile }),
    finishCertify: async (input) => {
      const made = await usual.finishCertify(input);
      return { ...made, summary: { ...made.summary, verdict } };
    },
    promote: async (input) => {
      promoted.push(input);
      return { ...(await usual.promote(input)), ...(input.move.waiver && { waiver: fakeRef('waiver') }) };
    },
    writeReport: (input) => {
      reports.push(input);
      return usual.writeReport(input);
    },
    notify: (notice) => {
      notices.push(notice);
      return Promise.resolve({ delivered: ['https://hooks.example.com'], refused: [] });
    },
    ...replaced,
  });
  return { activities, calls, promoted, notices, reports };
}

async function decide(handle: Handle, decision: 'approve' | 'reject', more: object = {}): Promise<string> {
  const { approval } = await waiting(handle);
  return handle.executeUpdate<string, [object]>(decision, { args: [{ evidenceHash: approval!.evidenceHash, by: 'ada', why: 'read it', ...more }] }).catch((error: unknown) => {
    if (error instanceof WorkflowUpdateFailedError) return error.cause!.message;
    throw error;
  });
}

describe('a waiver', () => {
  const manual = { policy: 'manual', waivers: 'allowed' } as const;
  const waiver = { by: 'grace', why: 'the old one blocks every invoice' };

  test.each(['fail', 'not-enough-evidence'] as const)('of gates that say %s promotes, and goes with version, report and view', async (verdict) => {
    const { activities, promoted, reports } = released(manual, verdict);
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect((await waiting(handle)).approval).toEqual({ packageId: 'package', evidenceHash: 'evidence', verdict, openGates: GATES });
      expect(await decide(handle, 'approve', { waiver })).toBe('approved');
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      const whole = { ...waiver, at: expect.any(String), run: handle.workflowId, packageId: 'package', evidenceHash: 'evidence', verdict, gates: GATES };
      expect(promoted).toMatchObject([{ version: { packageId: 'package' }, move: { by: 'ada', reason: 'read it', waiver: whole } }]);
      expect((await view(handle)).waiver).toEqual(whole);
      expect(reports.at(-1)).toMatchObject({ view: { waiver: whole }, parts: { waiver: { sha256: 'waiver' } } });
    });
  });

  test('is asked for by name of what failed, taken in full or not at all, and not taken back by approving again', async () => {
    const { activities, promoted } = released(manual, 'fail');
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect(await decide(handle, 'approve')).toMatch(/^waiver: missing\. These gates did not pass: fpr \(fail: too many\)/);
      for (const bad of [{}, { by: 'grace' }, { by: 'grace', why: '  ' }, { by: '', why: 'x' }, { by: 'grace', why: 'x'.repeat(2_001) }, { by: 1, why: 2 }]) expect(await decide(handle, 'approve', { waiver: bad })).toMatch(/^waiver: by and why must both say something/);
      expect(await decide(handle, 'reject', { waiver })).toMatch(/only an approval takes one/);
      expect(await decide(handle, 'approve', { waiver, evidenceHash: 'old' })).toMatch(/old is stale/);
      expect(promoted).toEqual([]);
      expect(await decide(handle, 'reject')).toBe('rejected');
      expect(((await handle.result()) as RunOutcome).verdict).toBe('rejected');
      expect((await view(handle)).waiver).toBeUndefined();
    });
  });

  test.each([
    ['refused, as by default', { policy: 'manual' }],
    ['refused in words', { policy: 'manual', waivers: 'refused' }],
    ['allowed, but the policy asks nobody', { policy: 'auto-if-pass', waivers: 'allowed' }],
    ['allowed, but the policy is never', { policy: 'never', waivers: 'allowed' }],
  ] as const)('is not waited for where it is %s', async (_name, settings) => {
    const { activities, calls } = released(settings, 'fail');
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('gates-failed');
      expect(calls.filter((call) => ['promote', 'openGates', 'notify'].includes(call))).toEqual([]);
    });
  });

  test('that nobody writes in time leaves the verdict of the gates', async () => {
    const { activities, calls } = released(manual, 'not-enough-evidence');
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('not-enough-evidence');
      expect(calls).not.toContain('promote');
    });
  });

  test('is refused where every gate passed', async () => {
    const { activities, promoted } = released(manual, 'pass');
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect((await waiting(handle)).approval).not.toHaveProperty('openGates');
      expect(await decide(handle, 'approve', { waiver })).toMatch(/nothing to waive/);
      expect(await decide(handle, 'approve')).toBe('approved');
      await handle.result();
      expect(promoted).toMatchObject([{ move: { by: 'ada' } }]);
      expect(promoted[0]!.move).not.toHaveProperty('waiver');
    });
  });
});

test('a run that is cancelled while it waits for approval waits for nobody any more', async () => {
  let finishReport = (): void => undefined;
  const underWay = new Promise<void>((resolve) => void (finishReport = resolve));
  const { activities, reports } = released({ policy: 'manual' }, 'pass', {
    writeReport: async (input) => {
      reports.push(input);
      await underWay;
      return `runs/${input.view.run}/report.md`;
    },
  });
  await suite.withWorkers(activities, async (start) => {
    const handle = await start();
    await waiting(handle);
    await handle.cancel();
    await eventually(() => Promise.resolve(reports), ({ length }) => length > 0);
    expect(reports[0]!.view).toMatchObject({ status: 'Cancelled', approval: null });
    const refusal: unknown = await handle.executeUpdate('approve', { args: [{ evidenceHash: 'evidence', by: 'ada', why: 'x' }] }).catch((error: unknown) => error);
    expect((refusal as WorkflowUpdateFailedError).cause?.message).toMatch(/No promotion waits for approval; the run is Cancelled/);
    finishReport();
    await expect(handle.result()).rejects.toThrow();
  });
});

describe('webhooks', () => {
  const parking = (): Partial<Activities> => {
    let broken = true;
    return {
      ingest: (input) => {
        if (!broken) return fakeActivities().activities.ingest(input);
        broken = false;
        return Promise.reject(ApplicationFailure.nonRetryable('text of a customer', 'HONE_NO_SPACE'));
      },
    };
  };

  /** Parks, is retried, and waits for approval; then `end` ends it. */
  async function told(end: (handle: Handle) => Promise<unknown>, replaced: Partial<Activities> = {}, settings: Partial<ReleaseSettings> = {}, verdict: 'pass' | 'fail' = 'pass') {
    const { activities, notices, reports } = released({ policy: 'manual', ...settings }, verdict, { ...parking(), ...replaced });
    return suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await eventually(() => view(handle), ({ parked }) => parked.length > 0);
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'retry' }] });
      await waiting(handle);
      await end(handle);
      await handle.result().catch(() => undefined);
      const before = notices.length;
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
      expect(notices).toHaveLength(before);
      return { handle, notices, reports, view: await view(handle), events: await handle.query<RunEvent[], [number]>('events', 0) };
    });
  }

  const PARKED = { type: 'run.parked', data: { profile: 'sample', stage: 'ingest', code: 'HONE_NO_SPACE' } };
  const AWAITING = { type: 'run.awaiting_approval', data: { packageId: 'package', evidenceHash: 'evidence', verdict: 'pass' } };

  test.each([['approve', 'promoted'], ['reject', 'rejected']] as const)('tell of parking, of waiting and of the end by %s, each once', async (decision, end) => {
    const { handle, notices, view: last } = await told((run) => decide(run, decision));
    expect(notices).toMatchObject([PARKED, AWAITING, { type: `run.${end}`, data: { run: handle.workflowId, verdict: end, packageId: 'package', evidenceHash: 'evidence' } }]);
    expect(new Set(notices.map(({ execution, number }) => `${execution} ${number}`)).size).toBe(3);
    expect(last.webhooks).toEqual({ delivered: 3, failed: 0 });
    expect(JSON.stringify(notices)).not.toContain('customer');
  });

  test('tell of a failure, with its code, and of nothing when a run is cancelled', async () => {
    const failed = await told((run) => decide(run, 'approve'), { promote: () => Promise.reject(ApplicationFailure.nonRetryable('moved meanwhile', 'HONE_CONFLICT')) });
    expect(failed.notices).toMatchObject([PARKED, AWAITING, { type: 'run.failed', data: { code: 'HONE_CONFLICT', packageId: 'package' } }]);
    const cancelled = await told((run) => run.cancel());
    expect(cancelled.notices).toMatchObject([PARKED, AWAITING]);
  });

  test('say when a waiver is wanted and when one was given', async () => {
    const { notices } = await told((run) => decide(run, 'approve', { waiver: { by: 'grace', why: 'x' } }), {}, { waivers: 'allowed' }, 'fail');
    expect(notices.slice(1)).toMatchObject([{ type: 'run.awaiting_approval', data: { verdict: 'fail', waiver: true } }, { type: 'run.promoted', data: { verdict: 'promoted', waiver: true } }]);
  });

  test('that are refused, or never taken, change nothing of the run; its events say so', async () => {
    const { view: last, events, notices } = await told((run) => decide(run, 'approve'), {
      notify: ({ type }) => (type === 'run.parked' ? Promise.resolve({ delivered: [], refused: ['https://hooks.example.com: HTTP 410'] }) : Promise.reject(ApplicationFailure.retryable('HTTP 500', 'HONE_UNAVAILABLE'))),
    });
    expect(notices).toEqual([]);
    expect(last).toMatchObject({ status: 'Completed', verdict: 'promoted', webhooks: { delivered: 0, failed: 3 } });
    expect(events.filter(({ type }) => type === 'webhook').map(({ state, text }) => `${state} ${text}`).sort()).toEqual([
      'failed run.awaiting_approval: HTTP 500',
      'failed run.parked: https://hooks.example.com: HTTP 410',
      'failed run.promoted: HTTP 500',
    ]);
  });
});

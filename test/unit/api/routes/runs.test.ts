import { beforeEach, describe, expect, test } from '@jest/globals';
import { HoneError } from '../../../../domain/errors.ts';
import { parkedView, runView } from '../../../support/run-view.ts';
import { runSummary } from '../support/fake-runs.ts';
import { keep, testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

let api: TestApi;

beforeEach(async () => {
  api = await testApi();
});

const start = (payload: object | undefined, headers = {}) => api.app.inject({ method: 'POST', url: '/v1/runs', ...(payload ? { payload } : {}), headers });

describe('POST /v1/runs', () => {
  test('is answered 202 with the run and where to go on', async () => {
    const answer = await start({ profile: 'hybrid', reason: 'weekly' });
    expect(answer.statusCode).toBe(202);
    expect(answer.headers.location).toBe('/v1/runs/hone-run-1');
    expect(answer.json()).toEqual({
      run: 'hone-run-1',
      links: {
        self: '/v1/runs/hone-run-1', events: '/v1/runs/hone-run-1/events', stages: '/v1/runs/hone-run-1/stages', report: '/v1/runs/hone-run-1/report',
        ui: 'http://127.0.0.1:8233/namespaces/default/workflows/hone-run-1',
      },
    });
    expect(api.runs.started.get('hone-run-1')).toMatchObject({ request: { profile: 'hybrid', reason: 'weekly', requestedBy: 'local' } });
  });

  test('nothing at all is the sample profile', async () => {
    for (const payload of [undefined, {}]) expect((await start(payload)).statusCode).toBe(202);
    expect([...api.runs.started.values()].map(({ request }) => request)).toEqual([{ requestedBy: 'local' }, { requestedBy: 'local' }]);
  });

  test.each([
    [{ profil: 'sample' }, 'did you mean profile?'],
    [{ profile: 'none' }, 'profile: "none" is not valid'],
    [{ profile: '../package' }, 'profile: "../package" is not valid'],
    [{ refresh: ['trian'] }, 'did you mean train?'],
    [{ overrides: 'x' }, 'overrides: "x" is not valid'],
    [{ overrides: { train: { epochs: 0 } } }, 'train.epochs: 0 is not valid'],
    [{ overrides: { train: { epoch: 2 } } }, 'did you mean epochs?'],
    [{ overrides: { cuts: { train: 0.9, validation: 0.2 } } }, 'train and validation must sum to less than 1'],
    [{ resumeFrom: 'none' }, 'resumeFrom: "none" is not valid'],
    [{ falsePositives: { uri: 'ftp://x' } }, 'falsePositives.uri: "ftp://x" is not valid'],
  ])('starts nothing when it is wrong: %j', async (payload, detail) => {
    const answer = await start(payload, { 'idempotency-key': 'k' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'HONE_INVALID_INPUT', detail: expect.stringContaining(detail) });
    expect(api.runs.started.size).toBe(0);
  });

  test('takes the request of an earlier run to resume from', async () => {
    await keep(api.store, 'runs/earlier/request.json', { profile: 'sample', overrides: { train: { epochs: 4 } } });
    expect((await start({ resumeFrom: 'earlier' })).statusCode).toBe(202);
  });
});

describe('Idempotency-Key', () => {
  const once = async (payload: object, key: string, headers = {}): Promise<string> => {
    const answer = await start(payload, { 'idempotency-key': key, ...headers });
    expect(answer.statusCode).toBe(202);
    return answer.json<{ run: string }>().run;
  };

  test('the same request is the same run, in whatever order its keys are written; another key is another run', async () => {
    const first = await once({ profile: 'sample', reason: 'weekly' }, 'k1');
    expect(first).toMatch(/^hone-[0-9a-f]{32}$/);
    expect(await once({ reason: 'weekly', profile: 'sample' }, 'k1')).toBe(first);
    expect(await once({ profile: 'sample', reason: 'weekly' }, 'k2')).not.toBe(first);
    const changed = await once({ overrides: { train: { epochs: 2, batchSize: 8 } } }, 'k3');
    expect(await once({ overrides: { train: { batchSize: 8, epochs: 2 } } }, 'k3')).toBe(changed);
    expect(api.runs.started.size).toBe(3);
  });

  test('without one, each request is a run of its own', async () => {
    await start({});
    await start({});
    expect(api.runs.started.size).toBe(2);
  });

  test('another request under it is a conflict', async () => {
    await once({ reason: 'weekly' }, 'k');
    const answer = await start({ reason: 'monthly' }, { 'idempotency-key': 'k' });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'HONE_CONFLICT']);
  });

  test('calls that race are one run', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => once({}, 'k')));
    expect(new Set(runs).size).toBe(1);
    expect(api.runs.started.size).toBe(1);
  });

  test("one caller's is not another's, and nobody can guess a key into somebody's run", async () => {
    api = await testApi({ keysRequired: true });
    const [one, other] = [await api.keyOf('operate'), await api.keyOf('operate')];
    expect(await once({}, 'k', one)).not.toBe(await once({}, 'k', other));
    expect(await once({}, 'k', one)).toBe(await once({}, 'k', one));
  });

  test('is visible ASCII, 255 at most', async () => {
    expect(await once({}, 'x'.repeat(255))).toMatch(/^hone-/);
    for (const key of ['x'.repeat(256), 'two words', 'schlüssel', '']) expect((await start({}, { 'idempotency-key': key })).statusCode).toBe(400);
  });
});

describe('GET /v1/runs', () => {
  test('passes the filter on, and gives the page', async () => {
    api.runs.page = { runs: [runSummary(), runSummary({ run: 'hone-2', status: '', verdict: '', falsePositiveRate: null, closedAt: null })], nextPageToken: 'bmV4dA' };
    const answer = await api.app.inject({ url: '/v1/runs?status=Completed&profile=sample&verdict=promoted&since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00%2B01:00&limit=2&pageToken=cGFnZQ' });
    expect(answer.json()).toEqual({ runs: api.runs.page.runs, nextPageToken: 'bmV4dA' });
    expect(api.runs.asked).toEqual([
      { filter: { status: 'Completed', profile: 'sample', verdict: 'promoted', since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00+01:00' }, pageSize: 2, pageToken: 'cGFnZQ' },
    ]);
  });

  test('is fifty at a time', async () => {
    await api.app.inject({ url: '/v1/runs' });
    expect(api.runs.asked).toEqual([{ filter: {}, pageSize: 50, pageToken: undefined }]);
  });

  test.each(['status=running', "profile='%20OR%20'1'='1", 'verdict=', 'since=yesterday', 'since=2026-01-01', 'limit=0', 'limit=201', 'limit=1.5', 'limit=many', 'limit=', 'pageToken=a%20b', 'status=Running&status=Failed'])('is refused with %s', async (query) => {
    const answer = await api.app.inject({ url: `/v1/runs?${query}` });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ detail: string }>().detail).toContain(`${query.split('=')[0]}: `);
    expect(api.runs.asked).toEqual([]);
  });
});

describe('GET /v1/runs/{run}', () => {
  test('is what the workflow says', async () => {
    api.live.states.set('r', 'RUNNING');
    const view = runView({ run: 'r', status: 'AwaitingOperator', verdict: null, parked: [parkedView({ parameters: { train: { epochs: 3 } } })] });
    api.runs.views.set('r', view);
    const answer = await api.app.inject({ url: '/v1/runs/r' });
    expect(answer.json()).toEqual({ run: 'r', state: 'RUNNING', view, links: expect.objectContaining({ self: '/v1/runs/r' }) });
  });

  test('without a worker, what its report says; without a report, nothing', async () => {
    api.live.states.set('r', 'COMPLETED');
    expect((await api.app.inject({ url: '/v1/runs/r' })).json()).toMatchObject({ state: 'COMPLETED', view: null });
    await keep(api.store, 'runs/r/report.json', { view: runView({ run: 'r' }), parts: {} });
    expect((await api.app.inject({ url: '/v1/runs/r' })).json()).toMatchObject({ view: { run: 'r', verdict: 'promoted' } });
  });

  test('that there is not, is not found; while Temporal is away, nobody can tell', async () => {
    expect((await api.app.inject({ url: '/v1/runs/none' })).statusCode).toBe(404);
    api.live.failure = new HoneError('HONE_UNAVAILABLE', 'away');
    expect((await api.app.inject({ url: '/v1/runs/none' })).statusCode).toBe(503);
  });

  test('links are paths whatever the id', async () => {
    api.live.states.set('team/ä b', 'RUNNING');
    const { links } = (await api.app.inject({ url: '/v1/runs/team%2F%C3%A4%20b' })).json<{ links: Record<string, string> }>();
    expect(links).toMatchObject({ events: '/v1/runs/team%2F%C3%A4%20b/events', ui: 'http://127.0.0.1:8233/namespaces/default/workflows/team%2F%C3%A4%20b' });
  });
});

describe('GET /v1/runs/{run}/stages', () => {
  test('is the stages, what is parked, and what is under way', async () => {
    api.live.states.set('r', 'RUNNING');
    api.runs.views.set('r', runView({ run: 'r', parked: [parkedView()] }));
    api.runs.activities = [
      { id: 'a1', activity: 'train', queue: 'hone-gpu', state: 'started', attempt: 2, progress: { phase: 'train', done: 10, total: 40, rowsPerSecond: 5, secondsLeft: 6 }, lastFailure: 'out of memory' },
      { id: 'a2', activity: 'scoreChunk', queue: 'hone', state: 'waiting', attempt: 1, progress: null, lastFailure: null },
    ];
    expect((await api.app.inject({ url: '/v1/runs/r/stages' })).json()).toEqual({ stages: runView().stages, parked: [parkedView()], activities: api.runs.activities });
  });

  test('of a run that no worker took is empty; of none, not found', async () => {
    api.live.states.set('r', 'RUNNING');
    expect((await api.app.inject({ url: '/v1/runs/r/stages' })).json()).toEqual({ stages: [], parked: [], activities: [] });
    expect((await api.app.inject({ url: '/v1/runs/none/stages' })).statusCode).toBe(404);
  });
});

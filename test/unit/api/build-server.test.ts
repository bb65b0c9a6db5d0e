import { describe, expect, test } from '@jest/globals';
import { testApi } from './support/test-api.ts';

const json = { 'content-type': 'application/json' };
const PROMPT = 'please ignore the invoice of Frau Zwiebelmuster';

describe('request ids', () => {
  test('a request without one gets one; it is in the answer, the problem, the log and the memo', async () => {
    const { app, runs, lines } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/runs', payload: {} });
    const id = String(answer.headers['x-request-id']);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect([...runs.started.values()]).toMatchObject([{ options: { memo: { requestId: id, startedBy: 'local' } } }]);
    expect(lines.filter((line) => line.includes(`"reqId":"${id}"`)).length).toBeGreaterThanOrEqual(3);
    const refused = await app.inject({ url: '/v1/runs/none' });
    expect(refused.json()).toMatchObject({ requestId: refused.headers['x-request-id'] });
  });

  test("a caller's own is kept", async () => {
    const { app, lines } = await testApi();
    const answer = await app.inject({ url: '/healthz', headers: { 'x-request-id': 'gateway-7.f_3' } });
    expect(answer.headers['x-request-id']).toBe('gateway-7.f_3');
    expect(lines.join('')).toContain('"reqId":"gateway-7.f_3"');
  });

  test.each(['two words', 'x'.repeat(65), 'line\u0085break', '{"level":"error"}', ''])('one that could forge log lines is replaced: %j', async (hostile) => {
    const { app, lines } = await testApi();
    const answer = await app.inject({ url: '/healthz', headers: { 'x-request-id': hostile } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    if (hostile !== '') expect(lines.join('')).not.toContain(hostile);
  });
});

describe('bodies', () => {
  test('over the limit: 413, and the run is not started', async () => {
    const { app, runs } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/runs', headers: json, payload: JSON.stringify({ reason: 'x'.repeat(1024 * 1024) }) });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'HONE_TOO_LARGE', status: 413 });
    expect(runs.started.size).toBe(0);
  });

  test.each([{ 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }, { 'content-type': 'nonsense' }])('not JSON: 415 %j', async (headers) => {
    const { app, runs } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/runs', headers, payload: '{}' });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'HONE_UNSUPPORTED_MEDIA_TYPE', detail: 'Content-Type: write application/json.' });
    expect(runs.started.size).toBe(0);
  });

  test.each(['{"profile": ', `{"prompts": ["${PROMPT}`, '{"profile":"a"}}', '\u0000'])('broken JSON: 400, and what was sent is neither told nor logged: %j', async (payload) => {
    const { app, lines } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/false-positives', headers: json, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'HONE_INVALID_INPUT', status: 400 });
    expect(answer.payload + lines.join('')).not.toContain('Zwiebelmuster');
  });

  test('keys that would change every object are refused', async () => {
    const { app } = await testApi();
    for (const payload of ['{"__proto__": {"profile": "x"}}', '{"overrides": {"constructor": {"prototype": {"x": 1}}}}']) {
      expect((await app.inject({ method: 'POST', url: '/v1/runs', headers: json, payload })).statusCode).toBe(400);
    }
  });

  test('a GET that brings one is answered as one that does not', async () => {
    const { app } = await testApi();
    const answer = await app.inject({ method: 'GET', url: '/healthz', headers: json, payload: '{"broken' });
    expect(answer.statusCode).toBe(200);
  });
});

describe('validation', () => {
  test('names field, value and remedy, and the nearest known name, for every problem at once', async () => {
    const { app } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/plan', payload: { bening: 5, malicious: 0, trafficRows: 'many', falsePositivesByCategory: {} } });
    expect(answer.statusCode).toBe(400);
    const { detail } = answer.json<{ detail: string }>();
    expect(detail).toContain('There are 4 problems with the body:');
    expect(detail).toContain('bening: 5 is not valid. There is no such key; did you mean benign?');
    expect(detail).toContain('benign: missing is not valid. Write a whole number.');
    expect(detail).toContain('malicious: 0 is not valid. Write a number of at least 1.');
    expect(detail).toContain('trafficRows: "many" is not valid. Write a whole number.');
  });

  test('an override of a request is checked against the profile, key by key', async () => {
    const { app, runs } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/runs', payload: { overrides: { trian: { epochs: 2 } } } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ detail: string }>().detail).toContain('overrides.trian: {"epochs":2} is not valid. There is no such key; did you mean train?');
    expect(runs.started.size).toBe(0);
  });

  test('an unknown query parameter is refused with the nearest known one', async () => {
    const { app } = await testApi();
    const answer = await app.inject({ url: '/v1/runs?stauts=Running' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ detail: string }>().detail).toContain('stauts: "Running" is not valid. There is no such key; did you mean status?');
  });

  test('a value of a closed list is answered with the list', async () => {
    const { app } = await testApi();
    const answer = await app.inject({ url: '/v1/runs?verdict=promotet' });
    expect(answer.json<{ detail: string }>().detail).toContain('did you mean promoted?');
  });

  test('of a header, of a path', async () => {
    const { app } = await testApi();
    const key = await app.inject({ method: 'POST', url: '/v1/runs', payload: {}, headers: { 'idempotency-key': 'two words' } });
    expect(key.json<{ detail: string }>().detail).toMatch(/the headers:\n {2}idempotency-key: "two words" is not valid. Write 1 to 255 visible ASCII characters/);
    const path = await app.inject({ url: `/v1/runs/r/artifacts/${'A'.repeat(64)}` });
    expect(path.json<{ detail: string }>().detail).toMatch(/the path:\n {2}sha256: "A+" is not valid/);
  });
});

describe('paths', () => {
  test.each([`/v1/runs/${'r'.repeat(255)}`, '/v1/runs/team%2Fnightly%20%C3%A9', '/v1/runs/..%2F..%2Fkeys', `/v1/runs/${encodeURIComponent('語'.repeat(63))}`])('a run id is taken as it is meant: %s', async (url) => {
    const { app, live } = await testApi();
    live.states.set(decodeURIComponent(url.slice('/v1/runs/'.length)), 'RUNNING');
    expect((await app.inject({ url })).statusCode).toBe(200);
  });

  test.each([`/v1/runs/${'r'.repeat(256)}`, `/v1/runs/${encodeURIComponent('語'.repeat(64))}`, '/v1/runs/a%0Ab', '/v1/runs/%00', `/v1/runs/${'r'.repeat(5000)}`])('one that can be none is refused: %s', async (url) => {
    const { app } = await testApi();
    const answer = await app.inject({ url });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'HONE_INVALID_INPUT' });
  });

  test.each(['/v1/runs/%zz', '/v1/runs/%ff%fe', '/v1/%'])('broken percent-encoding is a problem like others, with its request id: %s', async (url) => {
    const { app } = await testApi();
    const answer = await app.inject({ url });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ code: 'HONE_INVALID_INPUT', requestId: answer.headers['x-request-id'] });
  });
});

describe('HEAD', () => {
  test('is answered as GET is, without the body', async () => {
    const { app, live } = await testApi();
    live.states.set('r', 'RUNNING');
    const [get, head] = [await app.inject({ url: '/v1/runs/r' }), await app.inject({ method: 'HEAD', url: '/v1/runs/r' })];
    expect(head.statusCode).toBe(200);
    expect(head.payload).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect((await app.inject({ method: 'HEAD', url: '/v1/runs/none' })).statusCode).toBe(404);
  });

  test('takes the role that GET takes', async () => {
    const { app } = await testApi({ keysRequired: true });
    expect((await app.inject({ method: 'HEAD', url: '/v1/models' })).statusCode).toBe(401);
  });
});

test('customers\' words are never logged, whatever becomes of the request', async () => {
  const { app, lines, store } = await testApi();
  const report = (prompts: unknown) => app.inject({ method: 'POST', url: '/v1/false-positives', payload: { prompts } });
  expect((await report([{ text: PROMPT, source: 'desk' }])).statusCode).toBe(200);
  expect((await report([{ text: PROMPT, label: PROMPT }])).statusCode).toBe(400);
  expect((await report(PROMPT)).statusCode).toBe(400);
  store.refuse = true;
  expect((await report([{ text: `${PROMPT} again` }])).statusCode).toBe(503);
  expect(lines.length).toBeGreaterThanOrEqual(9);
  expect(lines.join('')).not.toContain('Zwiebelmuster');
});

test('no answer is guessed to be of another type than it says', async () => {
  const { app } = await testApi();
  for (const url of ['/healthz', '/v1/runs', '/v1/none']) expect((await app.inject({ url })).headers['x-content-type-options']).toBe('nosniff');
});

test('the pages of the document are served', async () => {
  const { app } = await testApi();
  expect((await app.inject({ url: '/docs/json' })).json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Hone' } });
  expect((await app.inject({ url: '/docs/' })).headers['content-type']).toMatch(/^text\/html/);
});

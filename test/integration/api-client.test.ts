import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import { apiUrl } from '../../adapters/stack.ts';
import { honeClient, ProblemError } from '../../api/client/hone-client.ts';
import type { FollowedEvent, HoneClient } from '../../api/client/hone-client.ts';
import { eventually, isRunning } from '../support/processes.ts';
import { pythonPath } from '../support/python.ts';
import { makeSubjects } from '../api-fuzz/subjects.ts';
import { tinyStack } from './support/tiny-stack.ts';
import type { TinyStack } from './support/tiny-stack.ts';

// A real run, started and followed over HTTP by the clients that people have: the one of `hone/client`, and the example in Python.

jest.setTimeout(600_000);

let tiny: TinyStack;
let hone: HoneClient;
/** `Last-Event-ID` of every request for events. */
const connections: (string | null)[] = [];
let run: string;
const events: FollowedEvent[] = [];

beforeAll(async () => {
  tiny = await tinyStack({ api: true });
  hone = honeClient({
    baseUrl: apiUrl(tiny.stack.settings),
    fetch: (request) => {
      if (request.url.endsWith('/events')) connections.push(request.headers.get('last-event-id'));
      return fetch(request);
    },
  });
});

afterAll(() => tiny.stop());

test('a run is followed to its end though the API is killed twice: no event is lost, and none comes twice', async () => {
  run = await started();
  for await (const event of hone.follow(run)) {
    events.push(event);
    if (event.number === 5 || event.number === 15) await killApi();
  }
  const [first, ...again] = connections.splice(0);
  expect(first).toBeNull();
  expect(again.length).toBeGreaterThanOrEqual(2);
  for (const id of again) expect(events.map((event) => event.id)).toContain(id);

  expect(events.map(({ number }) => number)).toEqual(events.map((_event, index) => index + 1));
  expect(events).toEqual(await followed());
  expect(events.slice(-3)).toMatchObject([{ type: 'verdict', state: 'promoted' }, { type: 'status', state: 'Completed' }, { type: 'report' }]);
});

test('one can go on where another reader stopped', async () => {
  expect(await followed(events[9]!.id)).toEqual(events.slice(10));
});

test('the same start again is the same run', async () => {
  expect(await started()).toBe(run);
});

test('a run that does not exist and a key that is none are thrown as problems', async () => {
  const absent = await hone.follow('hone-nobody').next().catch((thrown: unknown) => thrown);
  expect(absent).toBeInstanceOf(ProblemError);
  expect(absent).toMatchObject({ status: 404, problem: { code: 'HONE_NOT_FOUND' } });
  const stranger = honeClient({ baseUrl: apiUrl(tiny.stack.settings), key: 'hone_guessed' });
  await expect(stranger.follow(run).next()).rejects.toMatchObject({ status: 401, problem: { code: 'HONE_UNAUTHENTICATED' } });
});

test('the example in Python starts a run, follows it and prints its report', async () => {
  const { exitCode, stdout, stderr } = await example(tiny.request());
  expect({ exitCode, last: stderr.split('\n').slice(-3) }).toEqual({ exitCode: 0, last: [/ verdict .*promoted/, / status .*Completed/, / report /].map((line) => expect.stringMatching(line)) });
  expect(stdout).toContain('false-positive-rate');
});

test('the example in Python says why it is refused', async () => {
  const { exitCode, stderr } = await example({ profil: 'sample' });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^400: .*HONE_INVALID_INPUT/);
});

test('the commands of docs/api.md do what it says', async () => {
  const { run: [ended], artifact, evidence, ...runs } = await makeSubjects(tiny, hone);
  const env = { API: apiUrl(tiny.stack.settings), EVIDENCE: evidence[0]!, SHA256: artifact.at(-1)! };
  const subjects: Readonly<Record<string, string>> = { '/approve': runs['run-to-approve'][0]!, '/reject': runs['run-to-reject'][0]!, '/resolve': runs['run-to-resolve'][0]!, '/cancel': runs['run-to-cancel'][0]! };
  const answers: string[] = [];
  for (const commands of await commandsOf('docs/api.md')) {
    const [, subject = ended!] = Object.entries(subjects).find(([path]) => commands.includes(path)) ?? [];
    const { stdout } = await execa('bash', ['-euc', `curl() { command curl --fail-with-body "$@"; echo; }\n${commands}`], { env: { ...env, RUN: subject }, cwd: tiny.folder });
    answers.push(stdout);
  }
  const said = answers.join('\n');
  for (const answer of ['"links":{', '"retry accepted"', '"is ending"', '"approved"', '"rejected"', 'event: end', '# Retraining report', '# Evidence for prompt-injection classifier', '{"stored":1,"duplicates":0,"rejected":[]}', '"recommendation":"']) expect(said).toContain(answer);
  // The first command starts the sample's run.
  await hone.POST('/v1/runs/{run}/cancel', { params: { path: { run: /"run":"(hone-[0-9a-f]{32})"/.exec(said)![1]! } } });
});

/** The blocks of a page that call the API by curl. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(resolve(import.meta.dirname, '../..', page), 'utf8');
  return [...text.matchAll(/^```bash\n(.*?)^```/gms)].map(([, commands]) => commands!).filter((commands) => commands.includes('curl'));
}

async function started(): Promise<string> {
  const { data, error } = await hone.POST('/v1/runs', { params: { header: { 'idempotency-key': 'monday' } }, body: { overrides: { ...tiny.request().overrides } } });
  if (error) throw new Error(error.detail);
  return data.run;
}

async function followed(lastEventId?: string): Promise<FollowedEvent[]> {
  const found: FollowedEvent[] = [];
  for await (const event of hone.follow(run, { lastEventId })) found.push(event);
  return found;
}

async function killApi(): Promise<void> {
  const pid = tiny.stack.pid('api');
  process.kill(pid, 'SIGKILL');
  await eventually(() => !isRunning(pid));
  await tiny.stack.startAgain('api');
}

function example(request: object): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
  const script = resolve(import.meta.dirname, '../../docs/examples/start_run.py');
  return execa(pythonPath(), [script, apiUrl(tiny.stack.settings), JSON.stringify(request)], { reject: false });
}

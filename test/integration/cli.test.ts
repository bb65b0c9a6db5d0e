import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { moveAlias, readAlias } from '../../activities/engine/registry.ts';
import { isPortFree } from '../../adapters/free-port.ts';
import { apiUrl } from '../../adapters/stack.ts';
import type { RunEvent, RunOutcome, RunView } from '../../domain/run-view.ts';
import { eventually } from '../support/processes.ts';
import { hone } from './support/hone.ts';
import type { CommandResult } from './support/hone.ts';
import { tinyStack } from './support/tiny-stack.ts';
import type { TinyStack } from './support/tiny-stack.ts';

// Every command as a process against real services. Two runs share the stack: one whose champion needs no training, only another
// threshold, which is followed from its start to its end over a restart of the server, and one that is parked at its first stage.

jest.setTimeout(180_000);

let tiny: TinyStack;
let cli: NodeJS.ProcessEnv;
let run: string;
let parked: string;
let followers: Follower[];

/** Gates that the champion passes at another threshold, so that the run ends before it trains. */
const EASY = [
  { name: 'false-positive-rate', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.95, confidence: 0.95, effect: 'blocks' },
  { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.05, confidence: 0.95, effect: 'blocks' },
] as const;

beforeAll(async () => {
  tiny = await tinyStack({ api: true });
  const { temporalAddress, apiPort } = tiny.stack.settings;
  cli = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: temporalAddress, HONE_API_PORT: String(apiPort) };
  run = await tiny.all.start(tiny.request({ gates: EASY }));
  parked = await tiny.all.start(tiny.request({ ingest: { maxRejectedShare: 0 } }));
  followers = [follow('watch', run), follow('--json', 'watch', run), follow('events', run, '--json')];
  await eventually(() => followers.every(({ out }) => out() !== ''));
});

afterAll(() => tiny.stop());

test('who follows a run is told that the server is away', async () => {
  process.kill(tiny.stack.pid('server'), 'SIGKILL');
  await eventually(() => isPortFree(Number(tiny.stack.settings.temporalAddress.split(':').at(-1))));
  await eventually(() => followers.every(({ err }) => err().includes('Temporal does not answer; waiting')));
  await tiny.stack.startAgain('server');
});

test('status says what a parked run waits for, and its commands work as they are printed', async () => {
  await eventually(async () => (await tiny.all.view(parked).catch(() => undefined))?.parked.length === 1);
  const [shown, json] = await Promise.all([hone(cli, 'status', parked), hone(cli, '--json', 'status', parked)]);
  expect(shown.stdout).toContain('ingest is parked: HONE_INVALID_INPUT: ');
  expect(shown.stdout).toMatch(new RegExp(`^ {2}hone abort ${parked} {2,}end the run`, 'm'));
  expect(JSON.parse(json.stdout)).toMatchObject({ run: parked, state: 'RUNNING', status: 'AwaitingOperator', activities: [], parked: [{ parkId: 'ingest-1', parameters: { maxRejectedShare: 0 } }] });

  const [, retry = ''] = /^ {2}hone (retry \S+ \S+ --set \S+)/m.exec(shown.stdout) ?? [];
  expect(retry).toBe(`retry ${parked} ingest-1 --set maxTextCharacters=20000`);
  expect(await hone(cli, ...retry.split(' '))).toEqual({ exitCode: 0, stdout: 'ingest-1: retry accepted', stderr: '' });
  await eventually(async () => (await tiny.all.view(parked)).parked[0]?.parkId === 'ingest-2');
});

test('what a parked run does not wait for is refused', async () => {
  const [stale, skipped, approved] = await Promise.all([hone(cli, 'retry', parked, 'ingest-1'), hone(cli, 'skip', parked), hone(cli, 'approve', parked, '--evidence', 'e', '--why', 'w')]);
  expect([stale, refusalOf(stale)]).toMatchObject([{ exitCode: 4, stdout: '' }, 'HONE_CONFLICT: parkId: "ingest-1" is not parked. Parked now: ingest-2.']);
  expect([skipped.exitCode, refusalOf(skipped)]).toEqual([2, 'HONE_INVALID_INPUT: action: ingest cannot be skipped, because later stages need it. Use retry or abort.']);
  expect([approved.exitCode, refusalOf(approved)]).toEqual([4, 'HONE_CONFLICT: No promotion waits for approval; the run is AwaitingOperator.']);
});

test('Ctrl-C ends the watching with 130 and leaves the run alone; abort ends the run', async () => {
  const watching = follow('watch', parked);
  await eventually(() => watching.out().includes('hone retry'));
  watching.interrupt();
  expect(await watching.end).toMatchObject({ exitCode: 130, stderr: `${parked} goes on; \`hone watch ${parked}\` watches it again` });
  expect(await tiny.all.execution(parked)).toBe('RUNNING');

  expect(await hone(cli, 'abort', parked)).toEqual({ exitCode: 0, stdout: `${parked} is ending; \`hone run --resume-from ${parked}\` goes on later`, stderr: '' });
  const [watched, again, answered] = await Promise.all([hone(cli, 'watch', parked), hone(cli, 'abort', parked), eventually(async () => (await tiny.all.execution(parked)) === 'CANCELLED').then(() => hone(cli, 'retry', parked, 'ingest-2'))]);
  expect([watched.exitCode, refusalOf(watched)]).toEqual([1, `HONE_ABORTED: run: "${parked}" was cancelled. \`hone run --resume-from ${parked}\` goes on.`]);
  expect([0, 4]).toContain(again.exitCode);
  expect([answered.exitCode, refusalOf(answered)]).toEqual([4, `HONE_CONFLICT: run: "${parked}" has ended (CANCELLED), so there is nothing left to steer. \`hone status ${parked}\` shows how.`]);
});

test('keys are made, listed and revoked, and the API heeds them', async () => {
  const made = await hone(cli, 'keys', 'create', '--role', 'view', '--name', 'support-desk');
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^hone_[\w-]{43}$/), stderr: expect.stringMatching(/^key [0-9a-f]{12} \(view\) for support-desk; /) });
  const ask = async (): Promise<number> => (await fetch(`${apiUrl(tiny.stack.settings)}/v1/models`, { headers: { authorization: `Bearer ${made.stdout}` } })).status;
  expect(await ask()).toBe(200);

  const listed = JSON.parse((await hone(cli, 'keys', 'list', '--json')).stdout) as { id: string }[];
  expect(listed).toEqual([{ id: made.stderr.slice(4, 16), name: 'support-desk', role: 'view', createdAt: expect.any(String), lastUsedAt: expect.any(String), revokedAt: null }]);
  expect(await hone(cli, 'keys', 'revoke', listed[0]!.id)).toMatchObject({ exitCode: 0, stdout: `${listed[0]!.id} of support-desk is revoked` });
  expect(await ask()).toBe(401);
});

test('the planner alone gives the plan of the worked example', async () => {
  const counts = ['--benign', '35634', '--malicious', '31682', '--traffic', '100000', '--false-positives', '1797,1073,802,507'];
  const [text, json, listed] = await Promise.all([hone(cli, 'plan', ...counts), hone(cli, 'plan', '--json', ...counts, '--strategy', 'balanced', '--rows-per-second', '100'), hone(cli, 'profiles')]);
  expect(text).toMatchObject({ exitCode: 0, stderr: '' });
  expect(text.stdout).toMatch(/^\* hybrid +2,500 × 8 \+ 250 = 20,250 +3,000 +90,566 +61\.7 %/m);
  expect(JSON.parse(json.stdout)).toMatchObject({ strategy: 'balanced', falsePositives: 4179, now: { benign: 35_634 } });
  expect(listed.stdout).toMatch(/^hybrid {2}\S.*\nsample {2}\S/);
});

test('false positives are stored once each, and a malformed line stores nothing', async () => {
  const file = join(tiny.folder, 'prompts.jsonl');
  const add = (...args: string[]): Promise<CommandResult> => hone(cli, 'false-positives', 'add', ...args);
  await writeFile(file, '{"text":"Act as my tutor","source":"desk"}\nsecret\n');
  expect(await add(file)).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/nothing was stored, because these lines are malformed:\n {2}line 2 is not JSON\./) });

  await writeFile(file, '{"text":"Act as my tutor","source":"desk"}\n\n{"text":" "}\n{"text":"act as my  TUTOR"}\n');
  expect(await add(file)).toMatchObject({ exitCode: 2, stdout: '1 stored, 1 known already, 1 rejected\nline 3: text-empty', stderr: '' });
  const piped = follow('false-positives', 'add', '--json');
  piped.send('{"text":"List my files"}\n');
  expect(await piped.end).toMatchObject({ exitCode: 0, stdout: '{"stored":1,"duplicates":0,"rejected":[]}' });
  expect((await hone(cli, 'false-positives', 'list')).stdout.split('\n').sort()).toEqual(['all       2', 'desk      1', 'reported  1', 'source    prompts']);
});

test('a request is found good before it starts; a key makes equal requests one run, through the API too', async () => {
  const before = (await tiny.all.list({}, 100)).runs.length;
  const bad = await hone(cli, 'run', '--set', 'cuts.trafficTuning=0.9', '--watch');
  expect([bad.exitCode, bad.stdout, refusalOf(bad)]).toEqual([2, '', expect.stringMatching(/cuts\.trafficTuning: 0\.9 is not valid\..* must sum to less than 1/s)]);
  expect((await tiny.all.list({}, 100)).runs.length).toBe(before);

  const once = (...args: string[]): Promise<CommandResult> => hone(cli, '--json', 'run', '--idempotency-key', 'nightly', '--set', 'sets.training.uri=file:no/such/file', ...args);
  const [first, second] = await Promise.all([once(), once('--watch')]);
  const { run: started } = JSON.parse(first.stdout) as { run: string };
  expect(second).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('sets.training.uri: "file:no/such/file" is not valid. There is no such file') });
  expect(JSON.parse(second.stdout.split('\n')[0]!)).toMatchObject({ run: started });
  const other = await once('--set', 'seed=8');
  expect([other.exitCode, refusalOf(other)]).toEqual([4, expect.stringContaining(`it was used for another request, which started ${started}`)]);

  const body = JSON.stringify({ profile: 'nope' });
  const overHttp = await fetch(`${apiUrl(tiny.stack.settings)}/v1/runs`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': 'nightly' }, body: body.replace('nope', 'sample') });
  expect([overHttp.status, await overHttp.json()]).toMatchObject([409, { detail: expect.stringContaining(started) }]);
});

test('who followed the run to its end was told once that the server was back, and has each change and the exit code of the verdict', async () => {
  const [plain, json, events] = await Promise.all(followers.map(({ end }) => end));
  for (const { exitCode, stderr } of [plain!, json!, events!]) {
    // A busy machine's worker may seem to be away too.
    expect([exitCode, stderr.split('\n').filter((line) => !line.includes('worker'))]).toEqual([13, ['Temporal does not answer; waiting', 'Temporal answers again']]);
  }
  expect(plain!.stdout).toMatch(/^✓ mine .*\n(.*\n)*threshold-only; `hone report \S+` says why$/m);

  const changes = linesOf<Partial<RunView> & { outcome?: RunOutcome }>(json!);
  expect(changes.at(-1)).toEqual({ run, outcome: { verdict: 'threshold-only', packageId: null, report: `runs/${run}/report.md` } });
  expect(changes.at(-2)).toMatchObject({ run, state: 'COMPLETED', status: 'Completed', verdict: 'threshold-only' });

  const happened = linesOf<RunEvent & { id: string }>(events!);
  expect(happened.map(({ number }) => number)).toEqual(happened.map((_, index) => index + 1));
  expect(happened.slice(-3).map(({ type, state }) => [type, state])).toEqual([['verdict', 'threshold-only'], ['status', 'Completed'], ['report', `runs/${run}/report.md`]]);
  const rest = await hone(cli, 'events', run, '--after', happened.at(-3)!.id);
  expect(rest.stdout.split('\n')).toEqual([expect.stringMatching(/status {4}Completed$/), expect.stringMatching(/report {4}runs\//)]);
});

test('runs are listed, reported, and their artifacts written out', async () => {
  const [listed, artifacts, report] = await Promise.all([hone(cli, '--json', 'list', '--verdict', 'threshold-only', '--since', '2020-01-01'), hone(cli, '--json', 'artifact', run), hone(cli, 'report', run)]);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ run, verdict: 'threshold-only', profile: 'tiny' }]);
  expect(report).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('threshold-only') });

  const made = JSON.parse(artifacts.stdout) as Record<string, { sha256: string; bytes: number }>;
  const { sha256, bytes } = made['bootstrap-train/weights']!;
  const output = join(tiny.folder, 'weights');
  const [saved, printed, typo] = await Promise.all([hone(cli, 'artifact', run, 'bootstrap-train/weights', '-o', output), hone(cli, 'artifact', run, made['mine/baseline']!.sha256), hone(cli, 'artifact', run, 'mine/baselin')]);
  expect(saved).toMatchObject({ exitCode: 0, stdout: `${output}: ${bytes.toLocaleString('en')} bytes` });
  expect(createHash('sha256').update(await readFile(output)).digest('hex')).toBe(sha256);
  expect(JSON.parse(printed.stdout)).toMatchObject({ control: { wouldPass: true } });
  expect([typo.exitCode, refusalOf(typo)]).toEqual([3, expect.stringContaining(`${run} has made no "mine/baselin"; did you mean mine/baseline?`)]);
});

test('models are listed with their history, and rolled back', async () => {
  const first = (await readAlias(tiny.store, 'guard', 'champion'))!;
  const nothing = await hone(cli, 'rollback', 'guard', '--why', 'a bad day');
  expect([nothing.exitCode, refusalOf(nothing)]).toEqual([4, expect.stringContaining('had no champion before this one')]);

  const next = { ...first, packageId: 'f'.repeat(64) };
  await moveAlias(tiny.store, 'guard', 'champion', next, { by: 'test', reason: 'looked better', run: '' });
  expect(await hone(cli, 'rollback', 'guard', '--why', 'a bad day', '--by', 'ada')).toMatchObject({ exitCode: 0, stdout: `${first.packageId} is champion of guard again` });
  const { stdout } = await hone(cli, 'models');
  expect(stdout).toContain(`guard\n  champion  ${first.packageId}\n  moves\n`);
  expect(stdout).toMatch(/^ {2}2 .* f{64} {2}by test: looked better\n {2}3 .* by ada: rollback: a bad day$/m);
});

test('doctor finds server, API and store', async () => {
  const checks = JSON.parse((await hone(cli, '--json', 'doctor')).stdout) as { part: string; ok: boolean; found: string }[];
  const found = Object.fromEntries(checks.filter(({ ok }) => ok).map((check) => [check.part, check.found]));
  expect(found).toMatchObject({ Temporal: tiny.stack.settings.temporalAddress, 'HTTP API': apiUrl(tiny.stack.settings), 'artifact store': join(tiny.stack.settings.home, 'store'), 'Python environment': expect.stringContaining('torch') });
});

test('what does not exist is not found, by whatever asks', async () => {
  const asked = await Promise.all(['status', 'watch', 'events', 'abort', 'artifact'].map((command) => hone(cli, command, 'hone-nope')));
  for (const each of asked) expect([each.exitCode, each.stdout, refusalOf(each)]).toEqual([3, '', expect.stringMatching(/^HONE_NOT_FOUND: run: "hone-nope" .*`hone list` shows the runs\.$/)]);
  const [namespace, nameless] = await Promise.all([hone({ ...cli, HONE_TEMPORAL_NAMESPACE: 'nope' }, 'list'), hone(cli, 'status', '')]);
  expect([namespace.exitCode, refusalOf(namespace)]).toEqual([3, `HONE_NOT_FOUND: HONE_TEMPORAL_NAMESPACE: "nope" does not exist at ${tiny.stack.settings.temporalAddress}.`]);
  expect([nameless.exitCode, refusalOf(nameless)]).toEqual([2, 'HONE_INVALID_INPUT: Temporal refuses it: WorkflowId is not set on request.']);
});

test('without a worker a run can be started, seen and aborted', async () => {
  process.kill(tiny.stack.pid('pipeline'), 'SIGKILL');
  const started = JSON.parse((await hone(cli, '--json', 'run')).stdout) as { run: string };
  const status = await hone(cli, 'status', started.run);
  expect(status).toMatchObject({ exitCode: 0, stdout: `${started.run}  RUNNING\nno worker is up to say more; \`hone up\` starts one` });
  expect(await hone(cli, 'abort', started.run)).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/ (is ending|ends as soon as a worker is up \(`hone up`\)); /) });
  await tiny.stack.startAgain('pipeline');
  const watched = await hone(cli, 'watch', started.run);
  expect([watched.exitCode, refusalOf(watched)]).toEqual([1, expect.stringMatching(/^HONE_ABORTED: .* was cancelled\./)]);
});

interface Follower {
  /** What it has written so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly interrupt: () => void;
  /** Writes to its stdin, and ends that. */
  readonly send: (text: string) => void;
  readonly end: Promise<CommandResult>;
}

/** A command that stays. */
function follow(...args: readonly string[]): Follower {
  const child = execa(process.execPath, [resolve(import.meta.dirname, '../../cli/hone.mjs'), ...args], { env: cli, extendEnv: false, reject: false });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const end = child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr }));
  return { out: () => out, err: () => err, interrupt: () => child.kill('SIGINT'), send: (text) => child.stdin.end(text), end };
}

/** The last error a command wrote, without the name of the program. */
function refusalOf({ stderr }: CommandResult): string {
  return stderr.slice(stderr.lastIndexOf('hone: HONE_') + 'hone: '.length);
}

function linesOf<T>({ stdout }: CommandResult): T[] {
  return stdout.split('\n').map((line) => JSON.parse(line) as T);
}

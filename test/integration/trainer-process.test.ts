import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { trainerProcess } from '../../adapters/trainer-process.ts';
import type { TrainerProcessOptions } from '../../adapters/trainer-process.ts';
import type { TrainerEvent } from '../../domain/ports/trainer.ts';
import { eventually, isRunning } from '../support/processes.ts';
import { pythonPath } from '../support/python.ts';

let folder: string;
let out: string;
const logged: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainer-process-'));
  out = join(folder, 'out');
  logged.length = 0;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A trainer whose `python -m hone_trainer` is the given program. */
async function trainerThat(program: string, options: Partial<TrainerProcessOptions> = {}) {
  await mkdir(join(folder, 'hone_trainer'), { recursive: true });
  await writeFile(join(folder, 'hone_trainer/__init__.py'), '');
  await writeFile(join(folder, 'hone_trainer/__main__.py'), `import json, os, signal, sys, time\nsay = lambda **event: print(json.dumps(event), flush=True)\n${program}\n`);
  return trainerProcess({ python: pythonPath(), trainerDirectory: folder, graceMs: 300, threads: 1, log: (line) => logged.push(line), ...options });
}

const ignored = (): void => undefined;
const never = new AbortController().signal;

describe('a run that ends well', () => {
  test('gets the request, reports its events and returns its result', async () => {
    const trainer = await trainerThat(`
arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))
request = json.load(open(arguments["--request"]))
say(type="resumed", step=20, corrupt=[])
say(type="metric", step=1, name="loss", value=0.5)
say(type="result", command=sys.argv[1], seed=request["seed"], out=arguments["--out"])`);
    const events: TrainerEvent[] = [];

    const result = await trainer.run('score', { seed: 7 }, out, { signal: never, onEvent: (event) => events.push(event) });

    expect(result).toEqual({ type: 'result', command: 'score', seed: 7, out });
    expect(events).toEqual([{ type: 'resumed', step: 20, corrupt: [] }, { type: 'metric', step: 1, name: 'loss', value: 0.5 }, result]);
  });

  test('ignores what else a library prints to stdout, and logs it', async () => {
    const trainer = await trainerThat(`
print("Downloading shards: 100%")
print('{"type": "weather"}')
print('{"type": "progr')
say(type="result")`);
    const events: string[] = [];

    await trainer.run('train', {}, out, { signal: never, onEvent: (event) => events.push(event.type) });

    expect(events).toEqual(['result']);
    expect(logged).toEqual(['trainer stdout: Downloading shards: 100%', 'trainer stdout: {"type": "weather"}', 'trainer stdout: {"type": "progr']);
  });

  test('sees the allow-listed environment only', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    process.env.HF_HUB_OFFLINE = '1';
    try {
      const trainer = await trainerThat('say(type="result", env=dict(os.environ))', { threads: 3 });
      const { env } = await trainer.run('train', {}, out, { signal: never, onEvent: ignored });
      expect(env).toMatchObject({ HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '3', PYTHONPATH: folder, PATH: process.env.PATH });
      expect(env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
      expect(env).not.toHaveProperty('NODE_OPTIONS');
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
      delete process.env.HF_HUB_OFFLINE;
    }
  });
});

describe('a run that fails', () => {
  test.each([
    [11, 'HONE_TRAINER_OUT_OF_MEMORY'],
    [12, 'HONE_TRAINER_INTERRUPTED'],
    [13, 'HONE_TRAINER_DIVERGED'],
    [14, 'HONE_NO_SPACE'],
    [1, 'HONE_TRAINER_FAILED'],
  ])('with exit code %i is %s and quotes stderr', async (exitCode, code) => {
    const trainer = await trainerThat(`print("what went wrong", file=sys.stderr); sys.exit(${exitCode})`);
    const run = trainer.run('train', {}, out, { signal: never, onEvent: ignored });
    await expect(run).rejects.toMatchObject({ code, message: expect.stringContaining('what went wrong') });
    expect(logged).toEqual(['what went wrong']);
  });

  test('with exit code 13 says at which step, and with which rows, by their ids', async () => {
    const trainer = await trainerThat('say(type="error", message="The loss is nan at step 5 (rows a-1, a-2).", step=5, row_ids=["a-1", "a-2"]); sys.exit(13)');
    await expect(trainer.run('train', {}, out, { signal: never, onEvent: ignored })).rejects.toMatchObject({
      code: 'HONE_TRAINER_DIVERGED',
      message: 'The trainer\'s train diverged: lower training.learningRate. It said:\nThe loss is nan at step 5 (rows a-1, a-2).',
    });
  });

  test('with exit code 10 is HONE_INVALID_INPUT with field, value and remedy', async () => {
    const trainer = await trainerThat('say(type="error", field="learningRate", value=-1, remedy="Use a positive number."); sys.exit(10)');
    await expect(trainer.run('train', {}, out, { signal: never, onEvent: ignored })).rejects.toMatchObject({
      code: 'HONE_INVALID_INPUT',
      message: 'learningRate: -1 is not valid. Use a positive number.',
    });
  });

  test.each([
    ['with an unknown exit code names it', 'sys.exit(77)', /ended with exit code 77/],
    ['by a signal names it', 'os.kill(os.getpid(), signal.SIGSEGV)', /was killed by SIGSEGV/],
    ['without a result says so', 'sys.exit(0)', /ended without a result/],
  ])('%s', async (_title, program, message) => {
    const trainer = await trainerThat(program);
    await expect(trainer.run('train', {}, out, { signal: never, onEvent: ignored })).rejects.toMatchObject({ code: 'HONE_TRAINER_FAILED', message: expect.stringMatching(message) });
  });

  test('keeps the end of a long stderr', async () => {
    const trainer = await trainerThat('print("first\\n" + "x" * 100 * 1000 + "\\nlast", file=sys.stderr); sys.exit(1)');
    const message = await trainer.run('train', {}, out, { signal: never, onEvent: ignored }).then(() => 'no error', (error: Error) => error.message);
    expect(message).toMatch(/x\nlast$/);
    expect(message.length).toBeLessThan(4400);
  });

  test('without an interpreter names it and the remedy', async () => {
    const trainer = await trainerThat('', { python: join(folder, 'no-python') });
    await expect(trainer.run('train', {}, out, { signal: never, onEvent: ignored })).rejects.toMatchObject({ code: 'HONE_TRAINER_FAILED', message: expect.stringMatching(/no-python.*npm run setup/) });
  });

  test('because the listener throws is stopped and rethrows', async () => {
    const trainer = await trainerThat('say(type="metric", step=1, name="loss", value=1)\ntime.sleep(60)');
    const onEvent = () => { throw new RangeError('listener'); };
    await expect(trainer.run('train', {}, out, { signal: never, onEvent })).rejects.toThrow(RangeError);
  });
});

describe('a cancelled run', () => {
  test('may checkpoint on SIGTERM and is HONE_TRAINER_INTERRUPTED with the reason as cause', async () => {
    const trainer = await trainerThat(`
signal.signal(signal.SIGTERM, lambda *_: (say(type="checkpoint", step=9, directory="d"), sys.exit(12)))
say(type="metric", step=1, name="ready", value=1)
time.sleep(60)`, { graceMs: 60_000 });
    const abort = new AbortController();
    const reason = new Error('operator');
    const events: string[] = [];
    const onEvent = (event: TrainerEvent) => {
      events.push(event.type);
      if (event.type === 'metric') abort.abort(reason);
    };
    await expect(trainer.run('train', {}, out, { signal: abort.signal, onEvent })).rejects.toMatchObject({ code: 'HONE_TRAINER_INTERRUPTED', cause: reason });
    expect(events).toEqual(['metric', 'checkpoint']);
  });

  test('that ignores SIGTERM is killed after the grace period, with its grandchild', async () => {
    const trainer = await trainerThat(`
import subprocess
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
say(type="metric", step=child.pid, name="ready", value=os.getpid())
time.sleep(60)`);
    const abort = new AbortController();
    const pids: number[] = [];
    const onEvent = (event: TrainerEvent) => {
      if (event.type === 'metric') pids.push(event.value, event.step);
      abort.abort();
    };
    await expect(trainer.run('train', {}, out, { signal: abort.signal, onEvent })).rejects.toMatchObject({ code: 'HONE_TRAINER_FAILED', message: expect.stringContaining('SIGKILL') });
    expect(pids).toHaveLength(2);
    for (const pid of pids) await eventually(() => !isRunning(pid));
  });

  test('leaves no worker behind that outlives its leader', async () => {
    const trainer = await trainerThat(`
import subprocess
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
say(type="result", pid=child.pid)
os._exit(0)`);
    const { pid } = await trainer.run('train', {}, out, { signal: never, onEvent: ignored });
    await eventually(() => !isRunning(Number(pid)));
  });

  test('is not started when it was cancelled before', async () => {
    const trainer = await trainerThat(`open(${JSON.stringify(join(folder, 'started'))}, "w")`);
    await expect(trainer.run('train', {}, out, { signal: AbortSignal.abort(), onEvent: ignored })).rejects.toMatchObject({ code: 'HONE_TRAINER_INTERRUPTED' });
    expect(existsSync(join(folder, 'started'))).toBe(false);
  });
});

test('a trainer whose parent is killed reads EOF', async () => {
  const marker = join(folder, 'eof');
  await trainerThat(`
say(type="metric", step=1, name="ready", value=os.getpid())
sys.stdin.read()
open(${JSON.stringify(marker)}, "w").write("checkpointed")`);
  const script = resolve(import.meta.dirname, '../support/trainer-parent.ts');
  const parent = spawn(process.execPath, ['--import', 'tsx', script, pythonPath(), folder, out], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  expect(existsSync(marker)).toBe(false);
  parent.kill('SIGKILL');
  await eventually(() => existsSync(marker));
  await eventually(async () => (await readFile(marker, 'utf8')) === 'checkpointed');
});

describe('sourcesHash', () => {
  const files = { 'hone_trainer/__init__.py': '', 'hone_trainer/fit.py': 'a = 1', 'hone_trainer/parts/loop.py': 'b', 'requirements.lock': 'torch==1', 'hone_trainer/notes.md': 'x' };
  const hashWith = async (changes: Record<string, string>): Promise<string> => {
    const root = await mkdtemp(join(folder, 'sources-'));
    await mkdir(join(root, 'hone_trainer/parts'), { recursive: true });
    for (const [name, text] of Object.entries({ ...files, ...changes })) await writeFile(join(root, name), text);
    return trainerProcess({ python: pythonPath(), trainerDirectory: root, graceMs: 1, threads: 1 }).sourcesHash();
  };

  test('depends on sources and lock, not on the folder or other files', async () => {
    const hash = await hashWith({});
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashWith({ 'hone_trainer/notes.md': 'y', 'hone_trainer/fit.pyc': 'z' })).toBe(hash);
    const others = [{ 'hone_trainer/parts/loop.py': 'c' }, { 'requirements.lock': 'torch==2' }, { 'hone_trainer/new.py': '' }];
    expect(new Set([hash, ...(await Promise.all(others.map(hashWith)))]).size).toBe(4);
  });
});

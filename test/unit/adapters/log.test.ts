import { expect, test } from '@jest/globals';
import { createLog } from '../../../adapters/log.ts';
import type { LogTarget } from '../../../adapters/log.ts';
import { HoneError } from '../../../domain/errors.ts';

interface Captured extends LogTarget {
  readonly lines: string[];
}

function capture(isTTY: boolean, colours = false): Captured {
  const lines: string[] = [];
  return { lines, isTTY, write: (line: string) => lines.push(line), hasColors: () => colours };
}

test('writes one JSON object a line where nobody looks on', () => {
  const target = capture(false);
  createLog({ logLevel: 'info' }, 'pipeline', target).info({ stage: 'mine', rows: 80_000 }, 'stage done');
  const [line = ''] = target.lines;
  expect(target.lines).toHaveLength(1);
  expect(line.endsWith('}\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), name: 'pipeline', stage: 'mine', rows: 80_000, msg: 'stage done' });
});

test('writes readable single lines on a terminal', () => {
  const target = capture(true);
  const log = createLog({ logLevel: 'info' }, 'gpu', target);
  log.warn({ step: 12, phase: 'two words', nested: { a: 1 } }, 'slow');
  log.error({ err: new HoneError('HONE_NO_SPACE', 'The disk\nis full.') }, 'failed\u001b[2J\nagain');
  expect(target.lines.map((line) => line.slice(13))).toEqual(['warn  gpu: slow step=12 phase="two words" nested={"a":1}\n', 'error gpu: failed [2J again err="The disk\\nis full."\n']);
  expect(target.lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} /);
});

test('colours the level where the terminal has colours', () => {
  const target = capture(true, true);
  createLog({ logLevel: 'info' }, 'gpu', target).error({}, 'x');
  expect(target.lines[0]).toContain('\u001b[31merror\u001b[0m');
});

test('keeps the stack and the code of an error in JSON', () => {
  const target = capture(false);
  createLog({ logLevel: 'info' }, 'gpu', target).error({ error: new HoneError('HONE_LEAK', 'leak', { cause: new Error('inner') }) }, 'x');
  expect(JSON.parse(target.lines[0] ?? '')).toMatchObject({ error: { code: 'HONE_LEAK', message: expect.stringContaining('leak'), stack: expect.stringContaining('log.test') } });
});

test.each([true, false])('never shows prompts or rows, at any depth (terminal: %s)', (isTTY) => {
  const target = capture(isTTY);
  const secret = 'ignore previous instructions';
  createLog({ logLevel: 'info' }, 'pipeline', target).info(
    { text: secret, Prompts: [secret], batch: { rows: [{ id: 1, text: secret }] }, list: [{ deep: { content: secret } }], rows: 3, textLength: 28 },
    'scored',
  );
  const [line = ''] = target.lines;
  expect(line).not.toContain(secret);
  expect(line).toContain('[withheld]');
  expect(line).toMatch(isTTY ? / rows=3 textLength=28/ : /"rows":3,"textLength":28/);
});

test('heeds the level', () => {
  const target = capture(false);
  const log = createLog({ logLevel: 'error' }, 'x', target);
  log.info({}, 'a');
  log.warn({}, 'b');
  log.error({}, 'c');
  expect(target.lines).toHaveLength(1);
});

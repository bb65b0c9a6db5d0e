import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { ImportedModel, ImportModelInput } from '../../../activities/import-model.ts';
import { COMMANDS } from '../../../cli/commands.ts';
import { describeImport } from '../../../cli/import-model.ts';
import { program, runProgram } from '../../../cli/program.ts';

let err: string;
beforeEach(() => {
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

test.each([
  [[], "required option '--model <name>' not specified"],
  [['--model', 'Guard!'], 'model: "Guard!"'],
  [['--model', 'guard', '--as', 'a/b'], 'as: "a/b"'],
  [['--model', 'guard', '--threshold', '1.5'], 'threshold: "1.5"'],
  [['--model', 'guard', '--threshold', ''], 'threshold: ""'],
  [['--model', 'guard', '--max-tokens', '12.5'], 'max-tokens: "12.5"'],
  [['--model', 'guard', '--why', ' '], 'why: " "'],
  [['--model', 'guard', '--output', 'regression'], "'--output <form>' argument 'regression' is invalid"],
])('wrong use is told before anything is started: %j', async (options, says) => {
  await runProgram(program(COMMANDS), ['node', 'hone', 'models', 'import', 'nowhere', ...options]);
  expect(err).toContain(says);
  expect(process.exitCode).toBe(2);
});

const INPUT: ImportModelInput = { source: '/g', model: 'guard', alias: 'champion', output: 'auto', threshold: 0.5, precision: 'fp32', by: 'ada', why: 'w' };
const DONE: ImportedModel = {
  packageId: 'p1', previous: 'p0', moved: true, bytes: 91_000_000,
  report: { labels: { 0: 'malicious', 1: 'benign' }, labels_from: 'config.json', output: 'logits', max_tokens: 512, max_tokens_from: 'tokenizer_config.json', precision: 'fp32', weights: false, notes: ['said by the trainer'] },
  check: { maxAbsoluteDifference: 0.000012, flips: 0, probes: 41, meanBenign: 0.03, meanMalicious: 0.97, right: 39, labelled: 40 },
};

test('says what was taken in, how it was read, and where training starts', () => {
  expect(describeImport(INPUT, DONE)).toBe(`p1 is guard@champion
  before    p0
  outputs   0 is malicious, 1 is benign (names in config.json), read as logits
  reads     512 tokens (tokenizer_config.json)
  ships     fp32, 91.0 MB, threshold 0.5
  smoke     39 of 40 right; mean score 0.9700 of attacks, 0.0300 of honest prompts
  agrees    scores differ by 1.2e-5 at most from the model as it came, 0 of 41 decisions flipped
  training  starts from the profile's base model: there are no weights to go on from
  note      said by the trainer`);
});

test('says when nothing moved, and when the model hardly tells attacks', () => {
  const text = describeImport(INPUT, { ...DONE, moved: false, previous: null, check: { ...DONE.check, meanMalicious: 0.1 } });
  expect(text).toContain('p1 is already guard@champion');
  expect(text).toContain('before    no model');
  expect(text).toContain('it hardly tells attacks from honest prompts');
});

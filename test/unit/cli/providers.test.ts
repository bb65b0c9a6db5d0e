import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { COMMANDS } from '../../../cli/commands.ts';
import { program, runProgram } from '../../../cli/program.ts';

let out: string;
const before = process.env;
beforeEach(() => {
  out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = before;
  process.exitCode = undefined;
});

interface Row {
  readonly method: string;
  readonly share: number | null;
  readonly provider: string;
  readonly available: boolean;
  readonly found: string;
}

async function providers(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  process.env = { PATH: before.PATH, HONE_TRANSLATION_MODELS: '/nowhere', ...env };
  await runProgram(program(COMMANDS), ['node', 'hone', 'providers', ...args]);
  return out;
}

test('lists every method with its provider; what is missing with what to do', async () => {
  const rows = JSON.parse(await providers({}, '--json')) as Row[];
  expect(rows.map(({ method, share, provider, available }) => [method, share, provider, available])).toEqual([
    ['restructuring', 0.15, 'this machine', true],
    ['synonyms', 0.15, 'this machine', true],
    ['perturbation', null, 'this machine', true],
    ['paraphrase', 0.4, 'language model gpt-4.1-mini', false],
    ['back-translation-de', 0.15, 'opus', false],
    ['back-translation-fr', 0.15, 'opus', false],
    ['label judge', null, 'language model gpt-4.1-mini', false],
  ]);
  expect(rows.map(({ found }) => found)).toEqual(['', '', '', expect.stringContaining('HONE_LLM_BASE_URL'), expect.stringContaining('hone providers pull'), 'There is no Opus-MT model for EN-FR-EN in HONE_TRANSLATION_MODELS: `hone providers pull` fetches it.', expect.stringContaining('HONE_LLM_BASE_URL')]);
});

test('as text: a line a method', async () => {
  const text = await providers({}, 'list', '--profile', 'sample');
  expect(text).toMatch(/^ok +restructuring +\d+ % +this machine$/m);
  expect(text).toMatch(/^missing +back-translation-de +\d+ % +\S.*$/m);
});

test('an unknown profile is wrong use', async () => {
  await providers({}, '--profile', 'none');
  expect(process.exitCode).toBe(2);
});

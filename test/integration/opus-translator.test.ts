import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProviders } from '../../adapters/providers/open-providers.ts';
import { backTranslation } from '../../augmentation/back-translation.ts';
import type { Direction, TextToTranslate, Translated, Translator } from '../../domain/ports/translator.ts';
import { python, supportFile } from './support/python.ts';
import { runScript } from './support/run-script.ts';

const SENTENCES = ['list the files', 'hello', 'what is this', 'how to do it', 'of the list and more', 'open a file now please, and list all of it to me'];
const THERE: Direction = { from: 'en', to: 'de' };
const BACK: Direction = { from: 'de', to: 'en' };

let directory: string;
let greedy: (string | null)[];
let translator: Translator;

/** English to German has all probability on one token, so that it is greedy; German to English is sampled. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-opus-'));
  const [printed] = await python(supportFile('tiny_marian.py'), join(directory, 'opus-mt-en-de'), '0', '5000', JSON.stringify(SENTENCES));
  greedy = JSON.parse(printed!) as (string | null)[];
  await python(supportFile('tiny_marian.py'), join(directory, 'opus-mt-de-en'), '1', '1');
  translator = opened();
}, 600_000);

afterAll(() => rm(directory, { recursive: true }));

function opened(translationModels = directory): Translator {
  const found = openProviders({ translationModels }, { threads: 2 }).translator('opus', 'de');
  if (!found.available) throw new Error(found.reason);
  return found.provider;
}

function translate(texts: readonly TextToTranslate[], direction = BACK, by = translator, signal = new AbortController().signal): Promise<readonly Translated[]> {
  return by.translate(texts, direction, signal);
}

const seeded = (count: number): TextToTranslate[] => Array.from({ length: count }, (_, seed) => ({ text: `${SENTENCES[seed % SENTENCES.length]!}${seed % 5 === 0 ? ` ${SENTENCES[1]!}` : ''}`, seed }));

test("where one token has all probability, translations are PyTorch's, padding or not", async () => {
  expect(greedy.every((text) => text !== null && text.length > 0)).toBe(true);
  expect(new Set(greedy).size).toBe(SENTENCES.length);
  expect(await translate(SENTENCES.map((text, seed) => ({ text, seed })), THERE)).toEqual(greedy);
}, 120_000);

test('a translation is that of its text and seed alone: not of the batch, its order, the threads or the process', async () => {
  const texts = seeded(80);
  const whole = await translate(texts);
  expect(whole.filter((text) => typeof text === 'string' && text !== '').length).toBeGreaterThan(60);
  expect((await translate([...texts].reverse())).toReversed()).toEqual(whole);
  expect(await translate(texts.slice(17, 18))).toEqual(whole.slice(17, 18));
  expect([...(await translate(texts.slice(0, 41))), ...(await translate(texts.slice(41)))]).toEqual(whole);
  const other = openProviders({ translationModels: directory }, { threads: 1 }).translator('opus', 'de');
  expect(other.available && (await translate(texts, BACK, other.provider))).toEqual(whole);
}, 240_000);

test('seeds make a difference', async () => {
  const samples = await translate(Array.from({ length: 32 }, (_, seed) => ({ text: 'list the files', seed })));
  expect(new Set(samples).size).toBeGreaterThan(16);
}, 120_000);

test('sentences are translated one by one; line breaks, bullets and signs stay', async () => {
  const [first, second] = greedy;
  expect(await translate([{ text: `- ${SENTENCES[0]!}\n\n  ${SENTENCES[1]!}\n***\n`, seed: 1 }], THERE)).toEqual([`- ${first!}\n\n  ${second!}\n***\n`]);
}, 120_000);

test('a sentence that is too long, and one that comes to no end, have no translation; the others have theirs', async () => {
  const endless = await mkdtemp(join(tmpdir(), 'hone-opus-'));
  try {
    await cp(directory, endless, { recursive: true });
    const config = join(endless, 'opus-mt-en-de', 'generation_config.json');
    await writeFile(config, JSON.stringify({ ...(JSON.parse(await readFile(config, 'utf8')) as object), suppress_tokens: [0] }));
    expect(await translate([{ text: 'hello', seed: 1 }], THERE, opened(endless))).toEqual([{ failed: 'truncated' }]);
  } finally {
    await rm(endless, { recursive: true });
  }
  expect(await translate([{ text: 'hello', seed: 1 }, { text: 'file '.repeat(300), seed: 1 }, { text: '', seed: 1 }], THERE)).toEqual([greedy[1], { failed: 'too-long' }, '']);
}, 120_000);

test('a round trip through both models counts what random weights lose', async () => {
  const asked = SENTENCES.map((text, index) => ({ source: { id: `s${index}`, text: `${text} for 5 days` }, count: 3 }));
  const answers = await backTranslation('de')(asked, translator, { seed: 7, signal: new AbortController().signal, onProgress: () => undefined });
  for (const { variations, failed } of answers) expect(variations.length + Object.values(failed).reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(answers.reduce((sum, { failed }) => sum + (failed['lost-mask'] ?? 0), 0)).toBeGreaterThan(0);
}, 120_000);

test('an aborted job is rejected with the reason, and the thread goes on with others', async () => {
  const controller = new AbortController();
  const aborted = translate(seeded(2_000), BACK, translator, controller.signal);
  controller.abort(new Error('stopped'));
  await expect(aborted).rejects.toThrow('stopped');
  expect(await translate([{ text: 'hello', seed: 1 }], THERE)).toEqual([greedy[1]]);
}, 120_000);

test('other weights have another identity', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'hone-opus-'));
  try {
    await cp(directory, copy, { recursive: true });
    expect(opened(copy).identity).toBe(translator.identity);
    const weights = join(copy, 'opus-mt-de-en', 'onnx', 'encoder_model.onnx');
    const bytes = await readFile(weights);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(weights, bytes);
    expect(opened(copy).identity).not.toBe(translator.identity);
  } finally {
    await rm(copy, { recursive: true });
  }
});

test('a folder without models is unavailable; one with a broken model is refused, with the remedy', async () => {
  expect(openProviders({ translationModels: join(directory, 'none') }).translator('opus', 'fr')).toEqual({ available: false, reason: expect.stringContaining('hone providers pull') });
  const broken = await mkdtemp(join(tmpdir(), 'hone-opus-'));
  try {
    await cp(directory, broken, { recursive: true });
    await writeFile(join(broken, 'opus-mt-en-de', 'onnx', 'encoder_model.onnx'), 'no model');
    await expect(translate([{ text: 'hello', seed: 1 }], THERE, opened(broken))).rejects.toMatchObject({ code: 'HONE_PROVIDER_REFUSED', message: expect.stringContaining('hone providers pull') });
  } finally {
    await rm(broken, { recursive: true });
  }
}, 120_000);

test('an idle thread does not keep the process alive', async () => {
  expect(await runScript('translate-with-opus.ts', directory)).toMatchObject({ exitCode: 0 });
}, 120_000);

import { describe, expect, test } from '@jest/globals';
import { backTranslation } from '../../../augmentation/back-translation.ts';
import type { ProviderAnswer } from '../../../augmentation/method.ts';
import type { Translated } from '../../../domain/ports/translator.ts';
import { FakeTranslator } from '../../fakes/fake-translator.ts';

const options = { seed: 7, signal: new AbortController().signal, onProgress: (): void => undefined };

async function one(text: string, back: (text: string, seed: number) => Translated, count = 1, samples = false): Promise<ProviderAnswer> {
  const [answer] = await backTranslation('de')([{ source: { id: 'a', text }, count }], new FakeTranslator(back, { samples }), options);
  return answer!;
}

describe('backTranslation', () => {
  test('goes to the other language and back, with protected spans masked on the way', async () => {
    const translator = new FakeTranslator((text) => text.replace('Delete', 'Remove'));
    const answers = await backTranslation('fr')([{ source: { id: 'a', text: 'Delete `rm -rf` from https://example.com/a 3 times.' }, count: 1 }], translator, options);
    expect(answers).toEqual([{ variations: [{ text: 'Remove `rm -rf` from https://example.com/a 3 times.', detail: 'en-fr-en' }], failed: {} }]);
    expect(translator.calls.map(({ texts, direction }) => [direction, texts[0]!.text])).toEqual([
      [{ from: 'en', to: 'fr' }, 'Delete XQ1 from XQ2 XQ3 times.'],
      [{ from: 'fr', to: 'en' }, '[fr] Delete XQ1 from XQ2 XQ3 times.'],
    ]);
  });

  test('masks are tags where the translator says so, and another token where the text holds the first', async () => {
    const translator = new FakeTranslator((text) => text.replace('Show', 'Display'), { masks: 'tag' });
    const [answer] = await backTranslation('de')([{ source: { id: 'a', text: 'Show the XQ1 sensor "a b" now.' }, count: 1 }], translator, options);
    expect(translator.calls[0]!.texts[0]!.text).toBe('Show the XQ1 sensor <x id="1"/> now.');
    expect(answer!.variations[0]!.text).toBe('Display the XQ1 sensor "a b" now.');
    const spare = await one('Show the XQ1 sensor "a b" now.', (text) => text.replace('Show', 'Display').replace('ZJ1', 'zj1'));
    expect(spare.variations[0]!.text).toBe('Display the XQ1 sensor "a b" now.');
  });

  test.each<[reason: string, text: string, back: (text: string) => Translated]>([
    ['lost-mask', 'Print `a` and `b`.', (text) => text.replace('XQ2', 'it')],
    ['lost-mask', 'Print `a` and `b`.', (text) => `${text} XQ1`],
    ['lost-mask', 'Print `a` and `b`.', (text) => text.replace('XQ2', 'XQ3')],
    ['unchanged', 'Print the file.', (text) => text.replace('Print the file.', 'print  the file')],
    ['negation-changed', 'Do not delete the old backups.', () => 'Delete the old backups.'],
    ['negation-changed', 'I want it.', () => "I don't want it."],
    ['mood-changed', 'Write a poem about rain.', () => 'You write a poem about rain.'],
    ['mood-changed', 'Please say hello to them.', () => 'Saying hello to them.'],
    ['mood-changed', 'Could you write a poem?', () => 'Write a poem.'],
    ['empty', 'Print the file.', () => ' '],
    ['refusal', 'Print the file.', () => ({ failed: 'refusal' })],
    ['too-long', 'Print the file.', () => ({ failed: 'too-long' })],
  ])('%s: %j', async (reason, text, back) => {
    expect(await one(text, back)).toEqual({ variations: [], failed: { [reason]: 1 } });
  });

  test.each([
    ['Tell me a story.', 'Say a story to me.'],
    ["Don't delete it.", 'Do not remove it.'],
    ['Run `ls`.', 'Execute XQ1.'],
    ['Find the file. Then open it.', 'Find the file and open it.'],
    ['How do I open it?', 'How can I open it?'],
  ])('%j → %j is kept', async (text, back) => {
    expect((await one(text, () => back)).failed).toEqual({});
  });

  test.each([
    ['not-english', 'Schreib mir bitte ein Gedicht über den Regen und die Sonne'],
    ['nothing-to-translate', '```\nlet a = 1;\n```'],
    ['cannot-mask', 'Use XQ1, ZJ2 and QV3.'],
  ])('%s is not sent', async (reason, text) => {
    const translator = new FakeTranslator((sent) => sent, { samples: true });
    expect(await backTranslation('de')([{ source: { id: 'a', text }, count: 3 }], translator, options)).toEqual([{ variations: [], failed: { [reason]: 3 } }]);
    expect(translator.calls).toEqual([]);
  });

  test('one round trip is all there is where the translator does not sample', async () => {
    const { variations, failed } = await one('Print the file.', () => 'Print this file.', 3);
    expect([variations.length, failed]).toEqual([1, { 'no-sampling': 2 }]);
  });

  test('sampled round trips have neighbouring seeds; equal ones count once', async () => {
    const seeds: number[] = [];
    const { variations, failed } = await one('Print the file.', (_, seed) => (seeds.push(seed), `Print file ${['one', 'two', 'two'][seeds.length - 1]}.`), 3, true);
    expect(variations.map(({ text }) => text)).toEqual(['Print file one.', 'Print file two.']);
    expect(failed).toEqual({ duplicate: 1 });
    expect(seeds.map((seed) => seed - seeds[0]!)).toEqual([0, 1, 2]);
  });

  test('the same seed gives the same, whatever else is asked; another seed, source or language other seeds', async () => {
    const seedsOf = async (ids: string[], seed: number, other: 'de' | 'fr', batchSize: number): Promise<number[]> => {
      const translator = new FakeTranslator((text) => text, { samples: true, batchSize });
      await backTranslation(other)(ids.map((id) => ({ source: { id, text: 'Print the file.' }, count: 2 })), translator, { ...options, seed });
      return translator.calls.filter(({ direction }) => direction.to === 'en').flatMap(({ texts }) => texts.map((text) => text.seed));
    };
    const alone = await seedsOf(['b'], 7, 'de', 8);
    expect((await seedsOf(['a', 'b', 'c'], 7, 'de', 1)).slice(2, 4)).toEqual(alone);
    const others = [await seedsOf(['b'], 8, 'de', 8), await seedsOf(['c'], 7, 'de', 8), await seedsOf(['b'], 7, 'fr', 8)];
    expect(new Set([alone, ...others].map(([first]) => first)).size).toBe(4);
  });

  test('answers in the order asked, in batches of the translator, and says how many sources are done', async () => {
    const done: number[] = [];
    const translator = new FakeTranslator((text) => text.replace('the file', 'that file'), { samples: true, batchSize: 3 });
    const asked = ['a', 'b', 'c'].map((id) => ({ source: { id, text: `Print the file ${id}.` }, count: 2 }));
    const answers = await backTranslation('de')([...asked, { source: { id: 'd', text: 'der die das und nicht' }, count: 1 }], translator, { ...options, onProgress: (count) => done.push(count) });
    expect(answers.map(({ variations, failed }) => [variations[0]?.text, failed])).toEqual([
      ['Print that file a.', { duplicate: 1 }],
      ['Print that file b.', { duplicate: 1 }],
      ['Print that file c.', { duplicate: 1 }],
      [undefined, { 'not-english': 1 }],
    ]);
    expect(translator.calls.map(({ texts }) => texts.length)).toEqual([3, 3, 3, 3]);
    expect(done).toEqual([1, 4]);
  });

  test('what was lost on the way there is not sent back', async () => {
    const translator = new FakeTranslator((text) => text);
    translator.translate = (texts, direction) => {
      translator.calls.push({ texts, direction });
      return Promise.resolve(texts.map(() => 'Alles weg.'));
    };
    const answers = await backTranslation('de')([{ source: { id: 'a', text: 'Print `a` now.' }, count: 1 }], translator, options);
    expect(answers[0]!.failed).toEqual({ 'lost-mask': 1 });
    expect(translator.calls.length).toBe(1);
  });
});

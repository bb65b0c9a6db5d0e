import { expect, test } from '@jest/globals';
import { keptTranslations } from '../../../../activities/engine/kept-translations.ts';
import { FakeTranslator } from '../../../fakes/fake-translator.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

const TO_GERMAN = { from: 'en', to: 'de' } as const;
const { signal } = new AbortController();
const asked = (...texts: string[]) => texts.map((text, seed) => ({ text, seed }));

test('what was translated once is not asked again, also by another process, and answers keep their order', async () => {
  const store = new MemoryStore();
  const translator = new FakeTranslator((text) => text);
  expect(await keptTranslations(store, translator).translate(asked('one', 'two'), TO_GERMAN, signal)).toEqual(['[de] one', '[de] two']);
  expect(await keptTranslations(store, translator).translate(asked('two', 'three', 'one', 'three'), TO_GERMAN, signal)).toEqual(['[de] two', '[de] three', '[de] one', '[de] three']);
  expect(translator.calls.map(({ texts }) => texts.map(({ text }) => text))).toEqual([['one', 'two'], ['three']]);
});

test('direction and identity are part of it, the seed only where it makes a difference', async () => {
  const store = new MemoryStore();
  const plain = new FakeTranslator((text) => text);
  const sampling = new FakeTranslator((text, seed) => `${text} ${seed}`, { samples: true });
  const kept = keptTranslations(store, plain);
  await kept.translate([{ text: 'one', seed: 1 }], TO_GERMAN, signal);
  await kept.translate([{ text: 'one', seed: 2 }], TO_GERMAN, signal);
  expect(plain.calls).toHaveLength(1);
  await kept.translate([{ text: 'one', seed: 1 }], { from: 'de', to: 'en' }, signal);
  expect(plain.calls).toHaveLength(2);
  await keptTranslations(store, sampling).translate([{ text: 'one', seed: 1 }], TO_GERMAN, signal);
  await keptTranslations(store, sampling).translate([{ text: 'one', seed: 2 }], TO_GERMAN, signal);
  expect(sampling.calls).toHaveLength(2);
});

test('what failed for good is kept, what was thrown is not', async () => {
  const store = new MemoryStore();
  const refusing = new FakeTranslator(() => ({ failed: 'too-long' }));
  const back = { from: 'de', to: 'en' } as const;
  expect(await keptTranslations(store, refusing).translate(asked('long'), back, signal)).toEqual([{ failed: 'too-long' }]);
  expect(await keptTranslations(store, refusing).translate(asked('long'), back, signal)).toEqual([{ failed: 'too-long' }]);
  expect(refusing.calls).toHaveLength(1);
  const broken = new FakeTranslator(() => { throw new Error('away'); });
  await expect(keptTranslations(store, broken).translate(asked('other'), back, signal)).rejects.toThrow('away');
  expect(await keptTranslations(store, new FakeTranslator((text) => text)).translate(asked('other'), back, signal)).toEqual(['other']);
});

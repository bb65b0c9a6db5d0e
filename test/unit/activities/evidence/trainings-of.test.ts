import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { canonicalJson, putJson } from '../../../../activities/engine/artifacts.ts';
import { readLineage } from '../../../../activities/evidence/lineage.ts';
import type { Lineage } from '../../../../activities/evidence/lineage.ts';
import { mergeOf, trainingsOf } from '../../../../activities/evidence/trainings-of.ts';
import type { ArtifactRef } from '../../../../domain/artifact-ref.ts';
import { bench, refTo } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

/** Manifests of a run's stages, in order. */
async function lineageOf(stages: readonly { readonly unit: string; readonly inputs?: Readonly<Record<string, string>>; readonly outputs: Readonly<Record<string, ArtifactRef>>; readonly parameters?: object }[]): Promise<Lineage> {
  const refs = stages.map(({ unit }, index) => ({ stage: unit, key: `k${index}`, state: 'made' as const }));
  for (const [index, { unit, inputs = {}, outputs, parameters = {} }] of stages.entries()) {
    await at.store.write(`manifests/${unit}/k${index}.json`, Buffer.from(canonicalJson({ schema: 1, key: `k${index}`, identity: { unit, version: 1, parameters, inputs, trainer: 't' }, outputs })));
  }
  return readLineage(at.ports, refs);
}

const training = (name: string, from: string | null = null) => ({
  unit: 'train', inputs: { train: `rows of ${name}`, validation: 'held', ...(from !== null && { weights: from }) }, outputs: { weights: refTo(name) }, parameters: { model: { base: 'a-base' }, train: { epochs: 2 }, seed: 7 },
});

test('every round is there, and the one that ships is marked; the account of its rows is the one of the stage that made them', async () => {
  const accounting = await putJson(at.ports, { train: { rows: 10, origins: { 'benign original': 10 } } });
  const lineage = await lineageOf([
    { unit: 'assemble', outputs: { train: refTo('rows of one', 10), validation: refTo('held', 4), accounting } },
    training('one'),
    training('two', 'champion'),
  ]);
  const [one, two] = await trainingsOf(at.ports, lineage, 'two');
  expect(one).toMatchObject({ ships: false, startedFrom: null, train: { sha256: 'rows of one', rows: 10, origins: { 'benign original': 10 } }, validation: { rows: 4, origins: {} } });
  expect(two).toMatchObject({ ships: true, startedFrom: 'champion', settings: { epochs: 2 }, trainer: 't', train: { rows: 0, origins: {} } });
});

test('of merged weights both makers ship, and the merge is told', async () => {
  const lineage = await lineageOf([training('one'), training('two'), { unit: 'merge', parameters: { share: 0.3 }, inputs: { 'first weights': 'champion', 'second weights': 'two' }, outputs: { weights: refTo('between') } }]);
  expect((await trainingsOf(at.ports, lineage, 'between')).map(({ weights, ships }) => [weights, ships])).toEqual([['one', false], ['two', true]]);
  expect(mergeOf(lineage, 'between')).toEqual({ key: 'k2', share: 0.3, first: 'champion', second: 'two', weights: 'between' });
  expect(mergeOf(lineage, 'two')).toBeNull();
});

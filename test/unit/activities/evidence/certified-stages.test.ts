import { expect, test } from '@jest/globals';
import { certifiedStages } from '../../../../activities/evidence/checks/certified-stages.ts';
import type { Manifest } from '../../../../activities/engine/manifests.ts';
import type { UnitName } from '../../../../domain/stage-versions.ts';
import { EVIDENCE } from '../../../support/evidence.ts';
import { refTo } from '../../../support/stage-bench.ts';

const files = { model: 'onnx', tokenizer: 'tokens', honeJson: 'hone' };
const old = { model: 'old-onnx', tokenizer: 'old-tokens', honeJson: 'old-hone' };
const set = EVIDENCE.certificate!.set.sha256;

/** A stage by its name, the hashes it worked on and those it left. */
function stage(unit: UnitName, inputs: Readonly<Record<string, string>>, outputs: Readonly<Record<string, string>> = {}, parameters: object = {}): Manifest {
  return { schema: 1, identity: { unit, version: 1, parameters, inputs }, key: unit, outputs: refs(outputs), summary: {}, headline: '', madeBy: 'run-1', startedAt: '', finishedAt: '' };
}
const refs = (hashes: Readonly<Record<string, string>>): Record<string, ReturnType<typeof refTo>> => Object.fromEntries(Object.entries(hashes).map(([name, sha256]) => [name, refTo(sha256)]));

const ingest = stage('ingest', {});
const mine = stage('mine', { ...old });
const train = stage('train', {}, { weights: 'w' });
const convert = (weights: string): Manifest => stage('convert', { weights }, files);
const certify = (inputs: Readonly<Record<string, string>> = {}, champion = old): Manifest => stage('certify', { certification: set, ...files, ...inputs }, {}, { champion: refs(champion) });
const faults = (...manifests: readonly Manifest[]): string[] =>
  certifiedStages({ evidence: EVIDENCE, lineage: { manifests, skipped: [], stage: (name) => manifests.findLast(({ identity }) => identity.unit === name), makerOf: () => undefined, refOf: () => undefined } });

test('finds nothing where stages agree: trained in this run, in a later round, or merged with the champion', () => {
  expect(faults(ingest, mine, train, convert('w'), certify())).toEqual([]);
  expect(faults(ingest, mine, train, stage('train', {}, { weights: 'w2' }), convert('w2'), certify())).toEqual([]);
  const merged = stage('merge', { 'first weights': 'of the champion', 'second weights': 'w' }, { weights: 'm' });
  const again = stage('merge', { 'first weights': 'of the champion', 'second weights': 'm' }, { weights: 'm2' });
  expect(faults(ingest, mine, train, merged, again, convert('m2'), certify())).toEqual([]);
});

test('weights that no training of the run made, a merge of nothing of its own among them', () => {
  const said = ['no training among the stages made the weights of the package'];
  expect(faults(ingest, mine, train, convert('another'), certify())).toEqual(said);
  expect(faults(ingest, mine, stage('bootstrap-train', {}, { weights: 'b' }), convert('b'), certify())).toEqual(said);
  expect(faults(ingest, mine, stage('merge', { 'first weights': 'm', 'second weights': 'x' }, { weights: 'm' }), convert('m'), certify())).toEqual(said);
});

test('another package, champion or measurement than the stages before had', () => {
  const others = { ...files, model: 'another' };
  expect(faults(ingest, mine, train, convert('w'), certify({ model: 'another' }))).toEqual(['certify judged another model than convert left']);
  expect(faults(ingest, mine, train, convert('w'), certify({}, { ...old, honeJson: 'weak' }))).toEqual(['certify compared with another honeJson than that of the champion which mine scored with']);
  expect(faults(ingest, mine, train, convert('w'), certify({ stress: 's' }))).toEqual(['certify was given measurements of stress, which is not among the stages']);
  expect(faults(ingest, mine, train, convert('w'), stage('probe', others, { probe: 'p' }), certify({ probe: 'p' }))).toEqual(['probe measured another model than certify judged']);
  expect(faults(ingest, mine, train, convert('w'), stage('probe', files, { probe: 'p' }), certify())).toEqual(['certify was given other measurements than probe left']);
});

test('two stages of a kind that a run has once', () => {
  expect(faults(ingest, mine, mine, train, convert('w'), certify())).toEqual(['of the stage mine there are 2, not 1']);
});

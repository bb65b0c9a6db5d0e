import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { guardPool } from '../../../../activities/engine/guard-pool.ts';
import type { Manifest } from '../../../../activities/engine/manifests.ts';
import { storedScores } from '../../../../activities/evidence/checks/stored-scores.ts';
import type { Release } from '../../../../activities/evidence/release.ts';
import { byHash } from '../../../../domain/by-hash.ts';
import type { Finding } from '../../../../domain/evidence/finding.ts';
import { EVIDENCE } from '../../../support/evidence.ts';
import { bench, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

jest.setTimeout(60_000);

const SEED = 7;
const ROWS = Array.from({ length: 400 }, (_, index) => row({ id: `r${index}`, text: `text ${index} @0.${String(100 + index)}` }));
/** Those that a sample by hash under the certificate's own seed leaves out. */
const LEFT_OUT = byHash(ROWS, 'verify', SEED).slice(300).map(({ id }) => id);

let at: Bench;
beforeAll(async () => void (at = await bench()));
afterAll(() => at.close());

/** Scores of which some are bettered, checked on a sample drawn by a seed. */
async function checked(bettered: readonly string[], sampleSeed: number): Promise<Finding> {
  const [champion, challenger] = [await at.package('champion', 0.5), await at.package('challenger', 0.5)];
  const certification = await at.rows(ROWS);
  const scores = await at.table({ id: 'text', champion: 'double', challenger: 'double' }, ROWS.map(({ id, text }) => {
    const score = Number(text.slice(text.lastIndexOf('@') + 1));
    return { id, champion: score, challenger: bettered.includes(id) ? score / 2 : score };
  }));
  const identity = { unit: 'certify', version: 2, parameters: { champion, seed: SEED }, inputs: { certification: certification.sha256 } } as const;
  const certify: Manifest = { schema: 1, identity, key: 'certify', outputs: { scores }, summary: {}, headline: '', madeBy: 'run-1', startedAt: '', finishedAt: '' };
  const { model, tokenizer, honeJson } = challenger;
  const evidence = { ...EVIDENCE, package: { ...EVIDENCE.package, files: { 'model.onnx': model, 'tokenizer.json': tokenizer, 'hone.json': honeJson } } };
  const lineage = { manifests: [certify], skipped: [], stage: () => certify, makerOf: () => certify, refOf: () => certification };
  const release: Release = { run: null, directory: at.directory, evidence, evidenceHash: '', hashes: {}, packageId: '', threshold: 0.5, lineage, packaged: undefined, quick: false, sampleSeed };
  return storedScores({ ports: at.ports, guards: guardPool(at.ports) }, release);
}

test('draws the rows by a seed that it names', async () => {
  expect(LEFT_OUT).toHaveLength(100);
  expect(await checked([], 3)).toEqual({ verdict: 'pass', sentence: '300 of 400 certification rows, drawn by seed 3, were scored again with package and champion: as stored.' });
});

test('finds scores that were bettered where a sample by the seed of the certificate does not look', async () => {
  expect(await checked(LEFT_OUT, 3)).toMatchObject({ verdict: 'fail', sentence: expect.stringMatching(/stored scores are not what the models give \(300 of 400 rows, drawn by seed 3\): r\d+ \(challenger\), /) });
});

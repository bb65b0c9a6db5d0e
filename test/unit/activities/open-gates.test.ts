import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { putJson } from '../../../activities/engine/artifacts.ts';
import { openGates } from '../../../activities/open-gates.ts';
import { CERTIFICATE } from '../../support/certificate.ts';
import { bench } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

test('names the blocking gates that did not pass, with the words of the certificate', async () => {
  const [fpr, recall] = CERTIFICATE.gates;
  const gates = [{ ...fpr!, verdict: 'fail' }, recall, { ...recall!, gate: { ...recall!.gate, name: 'warned', effect: 'warns' }, verdict: 'fail' }, { ...recall!, gate: { ...recall!.gate, name: 'unproven' }, verdict: 'not-enough-evidence' }];
  expect(await openGates(at.ports)({ certificate: await putJson(at.ports, { ...CERTIFICATE, gates }) })).toEqual([
    { gate: 'false-positive-rate', verdict: 'fail', sentence: fpr!.sentence },
    { gate: 'unproven', verdict: 'not-enough-evidence', sentence: recall!.sentence },
  ]);
  expect(await openGates(at.ports)({ certificate: await putJson(at.ports, CERTIFICATE) })).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { folderOf, localPath, putJson, readJson } from '../../../activities/engine/artifacts.ts';
import { guardPool } from '../../../activities/engine/guard-pool.ts';
import { packageModel } from '../../../activities/package-model.ts';
import type { PackageOutputs } from '../../../activities/package-model.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { CERTIFICATE } from '../../support/certificate.ts';
import type { ScoreOf } from '../../fakes/fake-guards.ts';
import { bench, inActivity, jobFor } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

/** Knows an injection by its words, but takes role-play for harmless. */
const scoreOf: ScoreOf = (text) => (/ignore|disregard/i.test(text) ? 0.9 : 0.1);

let at: Bench;
beforeEach(async () => void (at = await bench({ scoreOf })));
afterEach(() => at.close());

async function packaged(attachments?: Readonly<Record<string, ArtifactRef>>, on = at): Promise<StageOutcome<PackageOutputs, { packageId: string }>> {
  const job = await jobFor(on, { stage: 'package', parameters: { certificate: 'key' }, inputs: await on.package('challenger', 0.5) });
  return inActivity(() => packageModel(on.ports, guardPool(on.ports))({ ...job, ...(attachments && { attachments }) }));
}

const textOf = async (ref: ArtifactRef): Promise<string> => readFile(await localPath(at.ports, ref), 'utf8');

describe('packageModel', () => {
  test('adds model card and evidence to the three files, after a smoke test', async () => {
    const certificate = await putJson(at.ports, CERTIFICATE);
    const { outputs, summary, headline } = await packaged({ certificate });
    expect(outputs).toMatchObject(await at.package('challenger', 0.5));
    expect(summary).toEqual({ packageId: 'package-of-challenger' });
    expect(headline).toBe('package package-of-c, 5 of 6 smoke prompts right');
    expect(await readJson(at.ports, outputs.evidence)).toEqual({ schema: 1, packageId: 'package-of-challenger', attachments: { certificate }, certificate: JSON.parse(JSON.stringify(CERTIFICATE)) as object, smoke: { texts: 6, right: 5 } });
    expect(await textOf(outputs.modelCard)).toContain('# Prompt-injection classifier package-of-c');
  });

  test('writes checksums that sha256sum accepts', async () => {
    const { outputs } = await packaged();
    const { model, tokenizer, honeJson, modelCard, evidence, checksums } = outputs;
    const folder = await folderOf(at.ports, { 'model.onnx': model, 'tokenizer.json': tokenizer, 'hone.json': honeJson, 'MODEL_CARD.md': modelCard, 'evidence.json': evidence, SHA256SUMS: checksums }, join(at.directory, 'package'));
    expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }).trim().split('\n').sort()).toEqual(['MODEL_CARD.md: OK', 'evidence.json: OK', 'hone.json: OK', 'model.onnx: OK', 'tokenizer.json: OK']);
  });

  test('says of a bootstrapped package that there is no evidence', async () => {
    const { outputs } = await packaged();
    expect(await readJson(at.ports, outputs.evidence)).toMatchObject({ certificate: null, attachments: {} });
    expect(await textOf(outputs.modelCard)).toContain('No evidence: this package was bootstrapped');
  });

  test.each<[string, ScoreOf]>([['gives every text one score', () => 0.5], ['gives no number', () => Number.NaN], ['leaves [0, 1]', (text) => (text.length > 50 ? 1.5 : 0)]])('refuses a package that %s', async (_, broken) => {
    const on = await bench({ scoreOf: broken });
    await expect(packaged(undefined, on)).rejects.toMatchObject({ code: 'HONE_ARTIFACT_CORRUPT', message: expect.stringContaining('every smoke prompt alike or not at all') });
    await on.close();
  });
});

import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, verify } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { folderOf, localPath, putJson, readJson } from '../../../activities/engine/artifacts.ts';
import { guardPool } from '../../../activities/engine/guard-pool.ts';
import { packageModel } from '../../../activities/package-model.ts';
import type { PackageOutputs } from '../../../activities/package-model.ts';
import { signedBytes } from '../../../adapters/guard/package-signature.ts';
import { signingKey } from '../../../adapters/guard/signing-key.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import type { PackageSignature } from '../../../domain/package-signature.ts';
import { SMOKE_PROMPTS } from '../../../domain/smoke-prompts.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { parseSmokeTest } from '../../../schemas/smoke-test.ts';
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
    expect(headline).toBe('package package-of-c, 11 of 20 smoke prompts right');
    const { sha256, bytes } = certificate;
    expect(await readJson(at.ports, outputs.evidence)).toMatchObject({ schema: 2, packageId: 'package-of-challenger', run: { id: 'run-1' }, attachments: { certificate: { sha256, bytes } }, certificate: JSON.parse(JSON.stringify(CERTIFICATE)) as object, smoke: { texts: 20, right: 11 }, stages: [] });
    expect(await textOf(outputs.modelCard)).toContain('# Prompt-injection classifier package-of-c');
  });

  test('writes checksums that sha256sum accepts', async () => {
    const { outputs } = await packaged();
    const { model, tokenizer, honeJson, modelCard, evidence, smoke, checksums } = outputs;
    const folder = await folderOf(at.ports, { 'model.onnx': model, 'tokenizer.json': tokenizer, 'hone.json': honeJson, 'MODEL_CARD.md': modelCard, 'evidence.json': evidence, 'smoke.json': smoke, SHA256SUMS: checksums }, join(at.directory, 'package'));
    expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }).trim().split('\n').sort()).toEqual(['MODEL_CARD.md: OK', 'evidence.json: OK', 'hone.json: OK', 'model.onnx: OK', 'smoke.json: OK', 'tokenizer.json: OK']);
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

  test('keeps what the smoke prompts scored, and tries the finished folder with them', async () => {
    const { outputs } = await packaged();
    const smoke = parseSmokeTest(await readJson(at.ports, outputs.smoke));
    expect(smoke.pairs.map(({ text, label }) => ({ text, label }))).toEqual(SMOKE_PROMPTS);
    expect(smoke.pairs.map(({ score }) => score)).toEqual(SMOKE_PROMPTS.map(({ text }) => scoreOf(text, 'challenger')));
    expect(at.guards.loaded.map(({ closed }) => closed)).toEqual([false, true]);
  });

  test('refuses a finished folder that scores otherwise', async () => {
    let calls = 0;
    const on = await bench({ scoreOf: (text) => scoreOf(text, '') + (calls++ === 23 ? 0.01 : 0) });
    await expect(packaged(undefined, on)).rejects.toMatchObject({ code: 'HONE_ARTIFACT_CORRUPT', message: expect.stringMatching(/not the converted model: 1 of 20 .* by up to 0\.0(1|0999)/) });
    await on.close();
  });

  test('signs packageId and every file where there is a key', async () => {
    expect((await packaged()).outputs).not.toHaveProperty('signature');
    const on = await bench({ scoreOf });
    const path = join(at.directory, 'key.pem');
    await writeFile(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const signed = await packaged(undefined, { ...on, ports: { ...on.ports, signer: signingKey(path) } });
    expect(signed.headline).toMatch(/, signed$/);
    const signature = await readJson<PackageSignature>(on.ports, (signed.outputs as Readonly<Record<string, ArtifactRef>>).signature!);
    expect(Object.keys(signature.files).sort()).toEqual(['MODEL_CARD.md', 'evidence.json', 'hone.json', 'model.onnx', 'smoke.json', 'tokenizer.json']);
    expect(verify(null, signedBytes(signature), signature.publicKey, Buffer.from(signature.signature, 'base64'))).toBe(true);
    expect(verify(null, signedBytes({ ...signature, packageId: 'other' }), signature.publicKey, Buffer.from(signature.signature, 'base64'))).toBe(false);
    await on.close();
  });
});

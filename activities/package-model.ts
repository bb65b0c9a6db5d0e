import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Certificate } from '../domain/certificate.ts';
import { HoneError } from '../domain/errors.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import { signedContent } from '../domain/package-signature.ts';
import type { PackageSignature } from '../domain/package-signature.ts';
import { renderModelCard } from '../domain/render/model-card.ts';
import { SMOKE_PROMPTS } from '../domain/smoke-prompts.ts';
import { compareSmoke, SMOKE_TOLERANCE } from '../domain/smoke-test.ts';
import type { SmokeTest } from '../domain/smoke-test.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { canonicalJson, folderOf, putJson, putText, readJson } from './engine/artifacts.ts';
import { packageFolder } from './engine/guard-pool.ts';
import type { GuardPool } from './engine/guard-pool.ts';
import { makeStage } from './engine/make.ts';
import type { StageRef } from './evidence/lineage.ts';
import { makeEvidence } from './evidence/make-evidence.ts';
import type { Ports } from './ports.ts';

/** And `signature`, when this worker has a signing key. */
export type PackageOutputs = keyof PackageFiles | 'modelCard' | 'evidence' | 'smoke' | 'checksums';

export interface PackageParameters {
  /** Stage key of the certificate the package is released on; empty for a bootstrapped champion. */
  readonly certificate: string;
  /** sha256 of that certificate, which also speaks of latency, measured anew at times under the same key. The package must carry the one it is released on. */
  readonly judged?: string;
}

/**
 * `attachments`: certificate, equivalence and latency. They name the package; they are not part of its identity. Nor are `stages`, the
 * run's own so far, which the evidence is put together from.
 */
export type PackageJob = StageJob<PackageParameters, PackageFiles> & { readonly stages?: readonly StageRef[] };

/**
 * Adds model card, evidence, smoke test, checksums and, where there is a key, a signature to the three files. The smoke test's scores are
 * those of the converted model; the finished folder must give them again.
 */
export const packageModel =
  (ports: Ports, guards: GuardPool) =>
  (job: PackageJob): Promise<StageOutcome<PackageOutputs, { readonly packageId: string }>> =>
    makeStage(ports, job, async (workshop) => {
      const files = job.request.inputs;
      const guard = await guards.guard(files);
      const { packageId, threshold, maxTokens } = guard;
      const smokeTest = expectedScores(await guard.score(SMOKE_TEXTS));
      const attachments = job.attachments ?? {};
      const certificate = attachments.certificate ? await readJson<Certificate>(ports, attachments.certificate) : null;
      const right = smokeTest.pairs.filter(({ label, score }) => score >= threshold === (label === 'malicious')).length;
      const { certificate: certificateKey } = job.request.parameters;
      const sources = { run: job.lease.owner, files, certificate: certificateKey, stages: job.stages ?? [], attachments, smoke: { texts: smokeTest.pairs.length, right } };
      const evidence = await putJson(ports, await makeEvidence(ports, guards, sources));
      const modelCard = await putText(ports, renderModelCard({ packageId, threshold, maxTokens, certificate }));
      const smoke = await putJson(ports, smokeTest);
      const vouchedFor = { ...packageFolder(files), 'evidence.json': evidence, 'MODEL_CARD.md': modelCard, 'smoke.json': smoke };
      const signature = ports.signer && (await putJson(ports, signatureOf(ports.signer, packageId, vouchedFor)));
      const summed = { ...vouchedFor, ...(signature && { 'signature.json': signature }) };
      const checksums = await putText(ports, checksumLines(summed));
      await tryFolder(ports, await folderOf(ports, { ...summed, SHA256SUMS: checksums }, join(workshop.directory, 'package')), smokeTest);
      const outputs: Readonly<Record<PackageOutputs, ArtifactRef>> = { ...files, modelCard, evidence, smoke, checksums, ...(signature && { signature }) };
      return { outputs, summary: { packageId }, headline: `package ${packageId.slice(0, 12)}, ${right} of ${smokeTest.pairs.length} smoke prompts right${signature ? ', signed' : ''}` };
    });

const SMOKE_TEXTS = SMOKE_PROMPTS.map(({ text }) => text);

/** A package that cannot score, or gives every text one score, is broken; how many it gets right is evidence, not a gate. */
function expectedScores(scores: Float64Array): SmokeTest {
  const usable = scores.every((score) => score >= 0 && score <= 1) && new Set(scores).size > 1;
  if (!usable) throw new HoneError('HONE_ARTIFACT_CORRUPT', `The package scores every smoke prompt alike or not at all: ${[...scores].join(', ')}.`);
  return { schema: 1, tolerance: SMOKE_TOLERANCE, pairs: SMOKE_PROMPTS.map((prompt, index) => ({ ...prompt, score: scores[index]! })) };
}

/** On one machine the same files give the same scores; this is no more than rounding. */
const SAME_MACHINE = 1e-6;

/** Opens the finished package as a user would, which verifies all its files, and scores the smoke prompts again. */
async function tryFolder(ports: Ports, directory: string, smokeTest: SmokeTest): Promise<void> {
  const guard = await ports.guards.load(directory);
  try {
    const { passed, failed, largestDifference } = compareSmoke(smokeTest, await guard.score(SMOKE_TEXTS), SAME_MACHINE);
    if (passed) return;
    throw new HoneError('HONE_ARTIFACT_CORRUPT', `The finished package is not the converted model: ${failed.length} of ${SMOKE_TEXTS.length} smoke prompts score otherwise, by up to ${largestDifference}.`);
  } finally {
    await guard.close();
  }
}

function signatureOf(signer: NonNullable<Ports['signer']>, packageId: string, refs: Readonly<Record<string, ArtifactRef>>): PackageSignature {
  const files = Object.fromEntries(Object.entries(refs).map(([name, { sha256 }]) => [name, sha256]));
  const signature = signer.sign(Buffer.from(canonicalJson(signedContent({ packageId, files }))));
  return { schema: 1, algorithm: 'Ed25519', keyId: signer.keyId, publicKey: signer.publicKey, packageId, files, signature };
}

/** The `sha256sum -c` format. */
function checksumLines(files: Readonly<Record<string, ArtifactRef>>): string {
  return Object.entries(files).map(([name, { sha256 }]) => `${sha256}  ${name}\n`).join('');
}

import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { CHECKS, fail } from '../../domain/evidence/finding.ts';
import type { CheckName, Finding } from '../../domain/evidence/finding.ts';
import type { Evidence } from '../../domain/evidence/evidence.ts';
import type { Verification } from '../../domain/evidence/verification.ts';
import { parseEvidence } from '../../schemas/evidence.ts';
import { hashFile } from '../engine/artifacts.ts';
import { identityOf, keyOf } from '../engine/identity.ts';
import { readManifest } from '../engine/manifests.ts';
import type { Manifest } from '../engine/manifests.ts';
import type { PackageParameters } from '../package-model.ts';
import type { Ports } from '../ports.ts';
import { certificateFigures } from './checks/certificate-figures.ts';
import { checksums } from './checks/checksums.ts';
import { evidenceFigures } from './checks/evidence-figures.ts';
import { lookLedger } from './checks/look-ledger.ts';
import { packageBinding } from './checks/package-binding.ts';
import { certificationLabels, groupLeak } from './checks/rows.ts';
import { settings } from './checks/settings.ts';
import { stageChain } from './checks/stage-chain.ts';
import { storedScores } from './checks/stored-scores.ts';
import { thresholdProvenance } from './checks/threshold-provenance.ts';
import { readLineage } from './lineage.ts';
import { filesOfEvidence } from './release.ts';
import type { Release, Tools } from './release.ts';

export interface VerifyOptions {
  readonly quick: boolean;
  /** The run that was asked for, and the stage that packed its package. Without, the folder stands for itself. */
  readonly of?: { readonly run: string; readonly packaged: Manifest };
  /** Draws the rows that are scored again. Left out, it is drawn itself, after the evidence was made: nobody can know which rows are looked at. */
  readonly sampleSeed?: number;
}

/**
 * Verifies a package folder with its evidence against the store: checksums, and then what checksums cannot show, since whoever
 * changes rows can recompute every hash. Each check says by itself what it found; one that cannot be made is skipped, not passed.
 * @throws HoneError HONE_INVALID_INPUT where the folder is no package with evidence of this version.
 */
export const verifyRelease =
  (tools: Tools) =>
  async (directory: string, options: VerifyOptions): Promise<Verification> => {
    const release = await openRelease(tools.ports, directory, options);
    const checks: (Finding & { readonly check: CheckName })[] = [];
    for (const check of CHECKS) checks.push({ check, ...(await found(() => MADE_BY[check](tools, release))) });
    const { packageId, evidenceHash } = release;
    return { run: options.of?.run ?? null, packageId, evidenceHash, passed: checks.every(({ verdict }) => verdict !== 'fail'), checks };
  };

const MADE_BY: Readonly<Record<CheckName, (tools: Tools, release: Release) => Promise<Finding>>> = {
  checksums: (_tools, release) => checksums(release),
  'stage-chain': stageChain,
  'package-binding': packageBinding,
  settings,
  'certification-labels': certificationLabels,
  'group-leak': groupLeak,
  'look-ledger': lookLedger,
  'threshold-provenance': thresholdProvenance,
  'certificate-figures': certificateFigures,
  'stored-scores': storedScores,
  'evidence-figures': evidenceFigures,
};

/** A store that lost a part is a finding, not the end of the verification. */
async function found(check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof HoneError && (error.code === 'HONE_NOT_FOUND' || error.code === 'HONE_ARTIFACT_CORRUPT')) return fail(error.message);
    throw error;
  }
}

async function openRelease(ports: Ports, directory: string, { quick, of, sampleSeed = randomInt(2 ** 32) }: VerifyOptions): Promise<Release> {
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(directory, { withFileTypes: true })) if (entry.isFile()) hashes[entry.name] = await hashFile(join(directory, entry.name));
  const evidence = await readEvidence(directory);
  const guard = await ports.guards.load(directory);
  const { packageId, threshold } = guard;
  await guard.close();
  const lineage = await readLineage(ports, evidence.stages.map(({ stage, key }) => ({ stage, key, state: 'made' as const })));
  const packaged = of?.packaged ?? (await packagedBy(ports, evidence));
  return { run: of?.run ?? null, directory, evidence, evidenceHash: hashes['evidence.json']!, hashes, packageId, threshold, lineage, packaged, quick, sampleSeed };
}

async function readEvidence(directory: string): Promise<Evidence> {
  const path = join(directory, 'evidence.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new HoneError('HONE_INVALID_INPUT', `${path}: evidence.json is missing. Name a run, or a package folder as \`hone report --unpack\` writes it.`, { cause: error });
  });
  const json = parsed(text, path);
  if (json.schema === 1) throw invalidInput(`schema of ${path}`, 1, 'An earlier Hone made it, and it names no stages; `hone run --refresh package` makes it anew.');
  return parseEvidence(json);
}

function parsed(text: string, path: string): { readonly schema?: unknown } {
  try {
    return JSON.parse(text) as { readonly schema?: unknown };
  } catch {
    throw invalidInput(path, text.slice(0, 40), 'It is not JSON: the file was damaged; fetch the package again.');
  }
}

/** The stage that packs such files on such a certificate, where the store has it. Before package 4 its identity did not name what the certificate says. */
async function packagedBy(ports: Ports, evidence: Evidence): Promise<Manifest | undefined> {
  const certificate = evidence.stages.find(({ stage }) => stage === 'certify')?.key ?? '';
  const unit = certificate === '' ? 'bootstrap-package' : 'package';
  const manifest = async (parameters: PackageParameters): Promise<Manifest | undefined> => readManifest(ports, unit, keyOf(await identityOf(ports, { unit, parameters, inputs: { ...filesOfEvidence(evidence) } })));
  const judged = evidence.attachments.certificate?.sha256;
  return (judged === undefined ? undefined : await manifest({ certificate, judged })) ?? manifest({ certificate });
}

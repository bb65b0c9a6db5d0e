import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { PACKAGE_FILES } from '../../../domain/package.ts';
import type { PackageParameters } from '../../package-model.ts';
import { readJson } from '../../engine/artifacts.ts';
import { readHistory } from '../../engine/registry-history.ts';
import type { Release, Tools } from '../release.ts';

/** Evidence, certificate, registry and package name one model, one tokenizer and one threshold. */
export async function packageBinding(tools: Tools, release: Release): Promise<Finding> {
  const faults = [...ownFiles(release), ...(await modelCard(release)), ...(await judged(tools, release)), ...packagedWith(release), ...(await registered(tools, release))];
  const { packageId, threshold, evidence, packaged } = release;
  if (faults.length > 0) return fail(`The evidence is not that of this package: ${faults.join('; ')}.`);
  const where = ['evidence.json', 'hone.json', 'MODEL_CARD.md', ...(evidence.certificate ? ['the certificate'] : []), ...(packaged ? ['the stage that packed it'] : [])];
  return pass(`Package ${packageId.slice(0, 12)} with its threshold ${threshold} is named alike by ${where.join(', ')}.`);
}

function ownFiles({ evidence, hashes, packageId, threshold }: Release): string[] {
  return [
    ...(evidence.packageId === packageId ? [] : [`evidence.json names package ${evidence.packageId.slice(0, 12)}, the files are ${packageId.slice(0, 12)}`]),
    ...PACKAGE_FILES.filter((name) => evidence.package.files[name].sha256 !== hashes[name]).map((name) => `evidence.json names another ${name}`),
    ...(evidence.package.threshold === threshold ? [] : [`evidence.json names the threshold ${evidence.package.threshold}, hone.json ${threshold}`]),
    ...(evidence.threshold === null || evidence.threshold.value === threshold ? [] : [`the threshold that was fitted is ${evidence.threshold.value}, hone.json has ${threshold}`]),
  ];
}

async function modelCard({ directory, packageId }: Release): Promise<string[]> {
  const card = await readFile(join(directory, 'MODEL_CARD.md'), 'utf8').catch(() => '');
  return card.includes(packageId) ? [] : ['MODEL_CARD.md does not name it'];
}

/** The stage that judged: on these files, and with the certificate that the evidence holds. */
async function judged({ ports }: Tools, { evidence, hashes, lineage, threshold }: Release): Promise<string[]> {
  const { certificate } = evidence;
  if (!certificate) return [];
  const stated = certificate.challenger.threshold === threshold ? [] : [`the certificate is about the threshold ${certificate.challenger.threshold}`];
  const certify = lineage.manifests.find(({ key }) => key === certificate.look.certificate) ?? lineage.stage('certify');
  if (!certify) return stated;
  const { inputs } = certify.identity;
  const files = { model: hashes['model.onnx'], tokenizer: hashes['tokenizer.json'], honeJson: hashes['hone.json'] };
  const others = Object.entries(files).filter(([name, sha256]) => inputs[name] !== sha256).map(([name]) => `another ${name} was certified`);
  const stored = certify.outputs.certificate && (await readJson(ports, certify.outputs.certificate));
  return [...stated, ...others, ...(differences(stored, certificate).length === 0 ? [] : ['the stage certify left another certificate'])];
}

function packagedWith({ packaged, evidence, evidenceHash }: Release): string[] {
  if (!packaged) return [];
  const { certificate } = packaged.identity.parameters as PackageParameters;
  return [
    ...(packaged.outputs.evidence?.sha256 === evidenceHash ? [] : ['the stage that packed it left other evidence']),
    ...(certificate === '' || evidence.stages.some(({ stage, key }) => stage === 'certify' && key === certificate) ? [] : [`it was packed on certificate ${certificate.slice(0, 12)}, which the evidence does not name`]),
  ];
}

/** A move of an alias by the run names the evidence it was decided on. Another run may have released the same package on evidence of its own. */
async function registered({ ports }: Tools, { run, evidence, packageId, evidenceHash }: Release): Promise<string[]> {
  const history = evidence.run.model === null ? [] : await readHistory(ports.store, evidence.run.model);
  const decided = history.filter((move) => move.to === packageId && (move.run === run || move.run === evidence.run.id) && move.evidenceHash !== evidenceHash);
  return decided.map(({ alias, evidenceHash: on }) => `the run made it ${alias} on evidence ${on?.slice(0, 12) ?? 'of nothing'}`);
}

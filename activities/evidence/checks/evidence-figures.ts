import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Evidence } from '../../../domain/evidence/evidence.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { parseSmokeTest } from '../../../schemas/smoke-test.ts';
import type { Lineage } from '../lineage.ts';
import { makeEvidence, storedRef } from '../make-evidence.ts';
import { filesOfEvidence } from '../release.ts';
import type { Release, Tools } from '../release.ts';

/** Puts the whole document together again from what the stages left, and compares. */
export async function evidenceFigures({ ports, guards }: Tools, release: Release): Promise<Finding> {
  const { evidence, lineage } = release;
  if (lineage.manifests.length === 0) return skipped('This store knows none of the stages.');
  const certify = lineage.stage('certify');
  const made = await makeEvidence(ports, guards, {
    run: evidence.run.id,
    files: filesOfEvidence(evidence),
    certificate: certify?.key ?? '',
    stages: lineage.manifests.map(({ identity: { unit }, key }) => ({ stage: unit, key, state: 'made' as const })),
    attachments: { ...Object.fromEntries(Object.entries(evidence.attachments).map(([name, file]) => [name, storedRef(file)])), ...leftBy(lineage) },
    smoke: await smokeOf(release),
  });
  // Whether an operator skipped a stage is not in any manifest.
  const gaps = (of: typeof made): string[] => of.gaps.filter(({ why }) => why !== 'An operator skipped it.').map(({ what }) => what);
  const other = differences({ ...evidence, gaps: gaps(evidence) }, JSON.parse(JSON.stringify({ ...made, gaps: gaps(made) })));
  if (other.length === 0) return pass('The document, made again from what the stages left in the store, is this one.');
  return fail(`Made again from what the stages left in the store, ${other.length} places of the document are otherwise: ${someOf(other)}.`);
}

/** What figures are taken from is what the stages left, not what the evidence names. */
function leftBy(lineage: Lineage): Readonly<Record<string, ArtifactRef>> {
  const convert = lineage.stage('convert') ?? lineage.stage('bootstrap-convert');
  const { latency, equivalence, certificate } = { ...convert?.outputs, ...lineage.stage('certify')?.outputs };
  return { ...(latency && { latency }), ...(equivalence && { equivalence }), ...(certificate && { certificate }) };
}

/** Counted in the package's own smoke test; that its scores are this model's, `stored-scores` shows. */
async function smokeOf({ directory, threshold, evidence }: Release): Promise<Evidence['smoke']> {
  const text = await readFile(join(directory, 'smoke.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return evidence.smoke;
  const { pairs } = parseSmokeTest(JSON.parse(text));
  return { texts: pairs.length, right: pairs.filter(({ label, score }) => score >= threshold === (label === 'malicious')).length };
}

import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { makeEvidence, storedRef } from '../make-evidence.ts';
import { filesOfEvidence } from '../release.ts';
import type { Release, Tools } from '../release.ts';

/** Puts the whole document together again from what the stages left, and compares. */
export async function evidenceFigures({ ports, guards }: Tools, { evidence, lineage }: Release): Promise<Finding> {
  if (lineage.manifests.length === 0) return skipped('This store knows none of the stages.');
  const certify = lineage.stage('certify');
  const made = await makeEvidence(ports, guards, {
    run: evidence.run.id,
    files: filesOfEvidence(evidence),
    certificate: certify?.key ?? '',
    stages: lineage.manifests.map(({ identity: { unit }, key }) => ({ stage: unit, key, state: 'made' as const })),
    attachments: Object.fromEntries(Object.entries(evidence.attachments).map(([name, file]) => [name, storedRef(file)])),
    smoke: evidence.smoke,
  });
  // Whether an operator skipped a stage is not in any manifest.
  const gaps = (of: typeof made): string[] => of.gaps.filter(({ why }) => why !== 'An operator skipped it.').map(({ what }) => what);
  const other = differences({ ...evidence, gaps: gaps(evidence) }, JSON.parse(JSON.stringify({ ...made, gaps: gaps(made) })));
  if (other.length === 0) return pass('The document, made again from what the stages left in the store, is this one.');
  return fail(`Made again from what the stages left in the store, ${other.length} places of the document are otherwise: ${someOf(other)}.`);
}

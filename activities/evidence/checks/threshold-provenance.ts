import { checkThreshold } from '../../../domain/evidence/check-threshold.ts';
import { pass, skipped } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import type { Row } from '../../../domain/row.ts';
import { filesOfEvidence, rowsOf } from '../release.ts';
import type { Release, Tools } from '../release.ts';
import { machineTolerance } from './machine-tolerance.ts';

/** Scores the tuning slice again with the file that ships and places the threshold anew. */
export async function thresholdProvenance(tools: Tools, release: Release): Promise<Finding> {
  const { evidence, lineage, quick } = release;
  const { threshold, cut } = evidence;
  if (threshold?.rule === 'fixed') return pass(`The threshold ${threshold.value} was set, not fitted, and no gate rests on it.`);
  if (!threshold || !cut) return skipped('The evidence does not say where the threshold was fitted.');
  if (quick && threshold.fittedOn === cut.tuning.sha256) return skipped('Scores of the tuning slice are not stored; without --quick they are made again.');
  const rows = quick ? [] : await rowsOf<Row>(tools, lineage.refOf(cut.tuning.sha256), 'tuning rows');
  const benign = rows.filter((row) => row.label === 'benign');
  const guard = await tools.guards.guard(filesOfEvidence(evidence));
  const scores = await guard.score(benign.map((row) => row.text));
  const scored = benign.map(({ id, groupId, label }, index) => ({ id, groupId, label, score: scores[index]! }));
  return checkThreshold(threshold, evidence.package.threshold, cut.tuning.sha256, scored, await machineTolerance(release, guard));
}

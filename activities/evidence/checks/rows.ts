import { checkCertificationRows } from '../../../domain/evidence/check-certification-rows.ts';
import { checkGroupLeak } from '../../../domain/evidence/check-group-leak.ts';
import { skipped } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import type { Row } from '../../../domain/row.ts';
import { rowsOf } from '../release.ts';
import type { Release, Tools } from '../release.ts';

/** The certification rows against the sets that `ingest` left. */
export async function certificationLabels(tools: Tools, { evidence: { cut }, lineage }: Release): Promise<Finding> {
  const ingest = lineage.stage('ingest');
  if (!cut || !ingest) return skipped('The evidence names no cut, or this store does not know the sets.');
  const sources = { traffic: await rowsOf<Row>(tools, ingest.outputs.traffic, 'traffic'), attacks: await rowsOf<Row>(tools, ingest.outputs.attacks, 'attacks') };
  return checkCertificationRows(await rowsOf<Row>(tools, lineage.refOf(cut.certification.sha256), 'certification rows'), sources, cut);
}

/** What every training of the run learned from against everything that models are measured on. */
export async function groupLeak(tools: Tools, { evidence: { cut, trainings }, lineage }: Release): Promise<Finding> {
  if (!cut || trainings.length === 0 || lineage.manifests.length === 0) return skipped('The evidence names no cut or no training, or this store does not know the run.');
  const learned: Record<string, readonly Row[]> = {};
  for (const { stage, train, validation } of trainings) {
    learned[`train (${stage})`] = await rowsOf<Row>(tools, lineage.refOf(train.sha256), `train of ${stage}`);
    learned[`validation (${stage})`] = await rowsOf<Row>(tools, lineage.refOf(validation.sha256), `validation of ${stage}`);
  }
  const measuredOn: Record<string, readonly Row[]> = {};
  for (const [name, ref] of Object.entries(lineage.stage('ingest')?.outputs ?? {})) if (MEASURED_ON.test(name)) measuredOn[name] = await rowsOf<Row>(tools, ref, name);
  return checkGroupLeak(learned, {
    tuning: await rowsOf<Row>(tools, lineage.refOf(cut.tuning.sha256), 'tuning rows'),
    certification: await rowsOf<Row>(tools, lineage.refOf(cut.certification.sha256), 'certification rows'),
    ...measuredOn,
  });
}

/** Sets of `ingest` that are measured on as a whole. */
const MEASURED_ON = /^(hardNegatives|unseen|later|extra-.+)$/;

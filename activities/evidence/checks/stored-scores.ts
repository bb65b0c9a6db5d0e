import { byHash } from '../../../domain/by-hash.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { thousands } from '../../../domain/render/numbers.ts';
import type { Row } from '../../../domain/row.ts';
import type { CertifyParameters, ComparedScores } from '../../certify.ts';
import { filesOfEvidence, rowsOf } from '../release.ts';
import type { Release, Tools } from '../release.ts';
import { machineTolerance } from './machine-tolerance.ts';

/** Certification rows, a fixed sample by hash, that are scored again. That is no look: the same model gives them the same scores. */
const SAMPLED = 300;

/** Stored scores are those of the package and of the champion. */
export async function storedScores(tools: Tools, release: Release): Promise<Finding> {
  const { evidence, lineage, quick } = release;
  const certify = lineage.stage('certify');
  if (!evidence.certificate || !certify?.outputs.scores) return skipped('No scores are stored.');
  if (quick) return skipped('Nothing is scored with --quick.');
  const { champion, seed } = certify.identity.parameters as CertifyParameters;
  const rows = byHash(await rowsOf<Row>(tools, lineage.refOf(certify.identity.inputs.certification), 'certification rows'), 'verify', seed).slice(0, SAMPLED);
  const stored = new Map((await rowsOf<ComparedScores>(tools, certify.outputs.scores, 'scores')).map((row) => [row.id, row]));
  const shipped = await tools.guards.guard(filesOfEvidence(evidence));
  // Both models were scored by one machine, and it is the package's smoke prompts that tell of it.
  const tolerance = 2 * (await machineTolerance(release, shipped));
  const faults: string[] = [];
  for (const [who, files] of [['challenger', filesOfEvidence(evidence)], ['champion', champion]] as const) {
    const guard = await tools.guards.guard(files);
    const scores = await guard.score(rows.map((row) => row.text));
    faults.push(...rows.filter(({ id }, index) => !(Math.abs(scores[index]! - (stored.get(id)?.[who] ?? Number.NaN)) <= tolerance)).map(({ id }) => `${id} (${who})`));
  }
  if (faults.length > 0) return fail(`${thousands(faults.length)} stored scores are not what the models give: ${someOf(faults)}.`);
  return pass(`${thousands(rows.length)} certification rows, chosen by hash, were scored again with package and champion: as stored.`);
}

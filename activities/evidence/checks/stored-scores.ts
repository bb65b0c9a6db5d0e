import { byHash } from '../../../domain/by-hash.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { thousands } from '../../../domain/render/numbers.ts';
import type { Row } from '../../../domain/row.ts';
import type { CertifyParameters, ComparedScores } from '../../certify.ts';
import { filesOfEvidence, rowsOf } from '../release.ts';
import type { Release, Tools } from '../release.ts';
import { machineTolerance } from './machine-tolerance.ts';

/** Certification rows of each label, drawn at verification, that are scored again. That is no look: the same model gives them the same scores. */
const SAMPLED = 300;
const LABELS = ['benign', 'malicious'] as const;

/** Stored scores are those of the package and of the champion. */
export async function storedScores(tools: Tools, release: Release): Promise<Finding> {
  const { evidence, lineage, quick, sampleSeed } = release;
  const certify = lineage.stage('certify');
  if (!evidence.certificate || !certify) return skipped('The package was not certified, or this store does not know the run.');
  if (!certify.outputs.scores) return fail('The stage certify kept no scores that could be made again.');
  if (quick) return skipped('Nothing is scored with --quick.');
  const { champion } = certify.identity.parameters as CertifyParameters;
  const all = await rowsOf<Row>(tools, lineage.refOf(certify.identity.inputs.certification), 'certification rows');
  const rows = LABELS.flatMap((label) => byHash(all.filter((row) => row.label === label), 'verify', sampleSeed).slice(0, SAMPLED));
  const drawn = `${thousands(rows.length)} of ${thousands(all.length)}`;
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
  if (faults.length > 0) return fail(`${thousands(faults.length)} stored scores are not what the models give (${drawn} rows, drawn by seed ${sampleSeed}): ${someOf(faults)}.`);
  return pass(`${drawn} certification rows, drawn by seed ${sampleSeed}, were scored again with package and champion: as stored.`);
}

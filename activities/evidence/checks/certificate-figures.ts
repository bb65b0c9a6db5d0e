import type { Certificate, ModelMeasurements } from '../../../domain/certificate.ts';
import { compareModels } from '../../../domain/compare-models.ts';
import { describeRows } from '../../../domain/evidence/describe-rows.ts';
import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { calibrationReport } from '../../../domain/calibration-report.ts';
import { overallVerdict } from '../../../domain/gates.ts';
import type { GateResult } from '../../../domain/gates.ts';
import { judgeMeasured } from '../../../domain/judge-measured.ts';
import type { Gate } from '../../../domain/profile.ts';
import { rowsToCollect } from '../../../domain/rows-to-collect.ts';
import { atTemperature } from '../../../domain/statistics/temperature.ts';
import { judgeCompared } from '../../../domain/judge-compared.ts';
import type { ComparedRow } from '../../../domain/judge-compared.ts';
import { thousands } from '../../../domain/render/numbers.ts';
import type { Row } from '../../../domain/row.ts';
import { confusionAt, f1, rocAuc } from '../../../domain/statistics/ranking.ts';
import type { CertifyParameters, ComparedScores } from '../../certify.ts';
import { rowsOf } from '../release.ts';
import type { Release, Tools } from '../release.ts';

/** Counts, bounds, verdicts, slices and regressions of the certificate, made again from stored scores and labels. */
export async function certificateFigures(tools: Tools, release: Release): Promise<Finding> {
  const { evidence: { certificate }, lineage } = release;
  const certify = lineage.stage('certify');
  if (!certificate || !certify) return skipped('The package was not certified, or this store does not know the run.');
  if (!certify.outputs.scores) return skipped('The stage certify kept no scores: an older Hone made it.');
  const scores = new Map((await rowsOf<ComparedScores>(tools, certify.outputs.scores, 'scores')).map((row) => [row.id, row]));
  const rows = (await rowsOf<Row>(tools, lineage.refOf(certify.identity.inputs.certification), 'certification rows')).map((row): ComparedRow => ({ ...row, ...pairOf(scores.get(row.id)) }));
  const unscored = rows.filter((row) => Number.isNaN(row.challenger + row.champion)).map(({ id }) => id);
  if (unscored.length > 0 || scores.size !== rows.length) return fail(`There are ${thousands(scores.size)} stored scores for ${thousands(rows.length)} certification rows; without one: ${someOf(unscored)}.`);
  const made = remade(release, certificate, rows, certify.identity.inputs.certification!, certify.identity.parameters as CertifyParameters);
  const other = Object.entries(made).flatMap(([part, value]) => differences(stated(certificate, part), JSON.parse(JSON.stringify(value)), part));
  if (other.length > 0) return fail(`${thousands(other.length)} figures of the certificate do not follow from the stored scores and labels: ${someOf(other)}.`);
  return pass(`Every count, bound, verdict, slice and regression of the certificate follows from the stored scores of its ${thousands(rows.length)} rows (${certificate.gates.length} gates).`);
}

function pairOf(scores: ComparedScores | undefined): Pick<ComparedRow, 'champion' | 'challenger'> {
  return scores ? { champion: scores.champion, challenger: scores.challenger } : { champion: Number.NaN, challenger: Number.NaN };
}

/** Size and latency are no figures of rows: they are taken from the certificate, and `evidence-figures` compares them with what was measured. */
function remade({ evidence }: Release, certificate: Certificate, rows: readonly ComparedRow[], set: string, { gates, looks, seed }: CertifyParameters): Partial<Certificate> {
  const { threshold, temperature } = evidence.package;
  const thresholds = { champion: certificate.champion.threshold, challenger: threshold };
  const measured = (who: 'champion' | 'challenger'): ModelMeasurements => {
    const of = (label: Row['label']): number[] => rows.filter((row) => row.label === label).map((row) => row[who]);
    const confusion = confusionAt(thresholds[who], of('benign'), of('malicious'));
    const { bytes, latency } = certificate[who];
    return { threshold: thresholds[who], confusion, f1: f1(confusion), rocAuc: rocAuc(of('benign'), of('malicious')), bytes, latency };
  };
  const challenger = measured('challenger');
  const judged = [...judgeCompared(rows, thresholds, { gates, looks, seed, challenger }), ...onSets(evidence, certificate, gates)];
  return { toCollect: rowsToCollect(judged), ...calibrationOf(rows, temperature), verdict: overallVerdict(judged), gates: judged, set: describeRows(set, rows), declaredLooks: looks, challenger, champion: measured('champion'), ...compareModels(rows, thresholds) };
}

/** Gates on other sets, from what `probe` and `stress` measured. Without `probe`, hard negatives were scored by `certify`, which keeps no counts of them. */
function onSets({ measurements }: Release['evidence'], { gates: stated }: Certificate, gates: readonly Gate[]): GateResult[] {
  if (!measurements.probe) return stated.filter(({ gate }) => gate.set !== undefined);
  const all = Object.values(measurements);
  return judgeMeasured(gates, { slices: all.flatMap(({ slices }) => slices), aucs: all.flatMap(({ aucs }) => aucs) });
}

/** As `certify` measures it: stored scores are at the package's temperature, and are taken back to the model's own. */
function calibrationOf(rows: readonly ComparedRow[], temperature: number | null): Pick<Certificate, 'calibration'> {
  if (temperature === null) return {};
  const own = (label: Row['label']): number[] => rows.flatMap((row) => (row.label === label ? [atTemperature(row.challenger, 1 / temperature)] : []));
  return { calibration: calibrationReport(temperature, { benign: own('benign'), malicious: own('malicious') }) };
}

function stated(certificate: Certificate, part: string): unknown {
  return Object.entries(certificate).find(([name]) => name === part)?.[1];
}

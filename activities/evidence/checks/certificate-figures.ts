import type { Certificate, ModelMeasurements } from '../../../domain/certificate.ts';
import { compareModels } from '../../../domain/compare-models.ts';
import { describeRows } from '../../../domain/evidence/describe-rows.ts';
import { differences } from '../../../domain/evidence/differences.ts';
import { fail, pass, skipped, someOf } from '../../../domain/evidence/finding.ts';
import type { Evidence } from '../../../domain/evidence/evidence.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import { calibrationReport } from '../../../domain/calibration-report.ts';
import { overallVerdict } from '../../../domain/gates.ts';
import type { HoneJson } from '../../../domain/package.ts';
import { rowsToCollect } from '../../../domain/rows-to-collect.ts';
import { atTemperature } from '../../../domain/statistics/temperature.ts';
import { judgeCompared } from '../../../domain/judge-compared.ts';
import type { ComparedRow } from '../../../domain/judge-compared.ts';
import { thousands } from '../../../domain/render/numbers.ts';
import type { Row } from '../../../domain/row.ts';
import { measuredRate } from '../../../domain/statistics/measured-rate.ts';
import { confusionAt, f1, rocAuc } from '../../../domain/statistics/ranking.ts';
import type { CertifyParameters, ComparedScores } from '../../certify.ts';
import { readJson } from '../../engine/artifacts.ts';
import type { Manifest } from '../../engine/manifests.ts';
import { rowsOf } from '../release.ts';
import type { Release, Tools } from '../release.ts';
import { bytesOfChampion, costsOfPackage } from './costs.ts';
import type { Costs } from './costs.ts';
import { gatesOnSetsAgain, HARD_NEGATIVES } from './gates-on-sets.ts';

/** Counts, bounds, verdicts, slices and regressions of the certificate, made again from stored scores and labels. */
export async function certificateFigures(tools: Tools, release: Release): Promise<Finding> {
  const { evidence: { certificate }, lineage } = release;
  const certify = lineage.stage('certify');
  if (!certificate || !certify) return skipped('The package was not certified, or this store does not know the run.');
  if (!certify.outputs.scores) return fail('The stage certify kept no scores, so nothing shows that its figures follow from the rows.');
  const parameters = certify.identity.parameters as CertifyParameters;
  const unjudged = parameters.gates.filter(({ name }) => !certificate.gates.some(({ gate }) => gate.name === name || gate.name.startsWith(`${name} (`))).map(({ name }) => name);
  if (unjudged.length > 0) return fail(`The certificate judges no gate of the name ${someOf(unjudged)}, which was asked for.`);
  const scores = new Map((await rowsOf<ComparedScores>(tools, certify.outputs.scores, 'scores')).map((row) => [row.id, row]));
  const rows = (await rowsOf<Row>(tools, lineage.refOf(certify.identity.inputs.certification), 'certification rows')).map((row): ComparedRow => ({ ...row, ...pairOf(scores.get(row.id)) }));
  const unscored = rows.filter((row) => Number.isNaN(row.challenger + row.champion)).map(({ id }) => id);
  if (unscored.length > 0 || scores.size !== rows.length) return fail(`There are ${thousands(scores.size)} stored scores for ${thousands(rows.length)} certification rows; without one: ${someOf(unscored)}.`);
  const costs = { challenger: await costsOfPackage(tools, release), champion: { bytes: await bytesOfChampion(tools, parameters), latency: certificate.champion.latency } };
  const deployed = (await readJson<HoneJson>(tools.ports, parameters.champion.honeJson)).threshold;
  const made = JSON.parse(JSON.stringify(remade(release, certificate, rows, certify.identity.inputs, parameters, { costs, deployed }))) as object;
  const other = [...new Set([...Object.keys(made), 'calibration'])].flatMap((part) => differences(partOf(certificate, part), partOf(made, part), part));
  if (other.length > 0) return fail(`${thousands(other.length)} figures of the certificate do not follow from the stored scores and labels: ${someOf(other)}.`);
  return pass(`Every count, bound, verdict, slice and regression of the certificate follows from the stored scores of its ${thousands(rows.length)} rows (${certificate.gates.length} gates).`);
}

function pairOf(scores: ComparedScores | undefined): Pick<ComparedRow, 'champion' | 'challenger'> {
  return scores ? { champion: scores.champion, challenger: scores.challenger } : { champion: Number.NaN, challenger: Number.NaN };
}

/** The champion's latency may be from an earlier run, and no gate rests on it: it is as stated. */
function remade({ evidence }: Release, certificate: Certificate, rows: readonly ComparedRow[], inputs: Manifest['identity']['inputs'], { gates, looks, seed }: CertifyParameters, { costs, deployed }: OfPackages): Remade {
  const { threshold, temperature } = evidence.package;
  const thresholds = { champion: deployed, challenger: threshold };
  const measured = (who: keyof CostsOfBoth): Omit<ModelMeasurements, keyof Costs> => {
    const of = (label: Row['label']): number[] => rows.filter((row) => row.label === label).map((row) => row[who]);
    const confusion = confusionAt(thresholds[who], of('benign'), of('malicious'));
    return { threshold: thresholds[who], confusion, f1: f1(confusion), rocAuc: rocAuc(of('benign'), of('malicious')) };
  };
  const challenger = { ...measured('challenger'), ...costs.challenger };
  const judged = [...judgeCompared(rows, thresholds, { gates, looks, seed, challenger }), ...gatesOnSetsAgain(gates, evidence.measurements, { gates: certificate.gates, hardNegatives: inputs.hardNegatives !== undefined })];
  return { toCollect: rowsToCollect(judged), ...calibrationOf(rows, temperature), ...hardNegativesOf(certificate, evidence.measurements), verdict: overallVerdict(judged), gates: judged, set: describeRows(inputs.certification ?? '', rows), declaredLooks: looks, challenger, champion: { ...measured('champion'), ...costs.champion }, ...compareModels(rows, thresholds) };
}

/** `deployed`: the champion's threshold, by its own hone.json. */
interface OfPackages {
  readonly costs: CostsOfBoth;
  readonly deployed: number;
}

interface CostsOfBoth {
  readonly challenger: Costs;
  readonly champion: Omit<Costs, 'bytes'> & { readonly bytes: number | null };
}

/** A champion whose size is unknown is no figure of a certificate, and differs from any. */
type Remade = Partial<Omit<Certificate, 'champion'>> & { readonly champion: Omit<ModelMeasurements, 'bytes'> & CostsOfBoth['champion'] };

/** As `certify` measures it: stored scores are at the package's temperature, and are taken back to the model's own. */
function calibrationOf(rows: readonly ComparedRow[], temperature: number | null): Pick<Certificate, 'calibration'> {
  if (temperature === null) return {};
  const own = (label: Row['label']): number[] => rows.flatMap((row) => (row.label === label ? [atTemperature(row.challenger, 1 / temperature)] : []));
  return { calibration: calibrationReport(temperature, { benign: own('benign'), malicious: own('malicious') }) };
}

/** Where `probe` measured them too; else `certify` alone has counted them. */
function hardNegativesOf({ hardNegatives }: Certificate, { probe }: Evidence['measurements']): Pick<Certificate, 'hardNegatives'> {
  const counted = hardNegatives && probe?.slices.find(({ set, slice, label }) => set === HARD_NEGATIVES && slice === 'all' && label === 'benign')?.rows;
  if (!counted) return {};
  const { both, onlyChampion, onlyChallenger, neither } = counted;
  const n = both + onlyChampion + onlyChallenger + neither;
  const [champion, challenger] = [measuredRate(both + onlyChampion, n), measuredRate(both + onlyChallenger, n)];
  return champion && challenger ? { hardNegatives: { champion, challenger } } : {};
}

function partOf(whole: object, part: string): unknown {
  return Object.entries(whole).find(([name]) => name === part)?.[1];
}

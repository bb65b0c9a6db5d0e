import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { calibrationReport } from '../domain/calibration-report.ts';
import type { Certificate, Look, ModelMeasurements } from '../domain/certificate.ts';
import { compareModels } from '../domain/compare-models.ts';
import type { ConversionReport } from '../domain/conversion.ts';
import { freshRows } from '../domain/fresh-rows.ts';
import { onePerGroup, overallVerdict } from '../domain/gates.ts';
import type { GateVerdict } from '../domain/gates.ts';
import type { LatencyTable } from '../domain/latency-table.ts';
import { lookForecast } from '../domain/look-forecast.ts';
import type { GateForecast, RowCounts } from '../domain/look-forecast.ts';
import type { HoneJson } from '../domain/package.ts';
import { judgeCompared } from '../domain/judge-compared.ts';
import type { ComparedRow } from '../domain/judge-compared.ts';
import { judgeMeasured } from '../domain/judge-measured.ts';
import { measuredSlices } from '../domain/measured-slice.ts';
import type { Measurements } from '../domain/measurements.ts';
import type { PairedScores } from '../domain/paired-counts.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { Gate } from '../domain/profile.ts';
import type { Row } from '../domain/row.ts';
import { rowsToCollect } from '../domain/rows-to-collect.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { measuredRate } from '../domain/statistics/measured-rate.ts';
import type { MeasuredRate } from '../domain/statistics/measured-rate.ts';
import { confusionAt, countFlagged, f1, rocAuc } from '../domain/statistics/ranking.ts';
import { atTemperature } from '../domain/statistics/temperature.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { comparedRows } from './engine/compared-rows.ts';
import type { ScoresOfBoth } from './engine/compared-rows.ts';
import { takeLook } from './engine/look-ledger.ts';
import { makeStage } from './engine/make.ts';
import { putRows, readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';

/** `scores`: both models' scores of the certification rows, by id, for whoever checks the certificate. */
export type CertifyOutputs = 'certificate' | 'scores';

export interface CertifyParameters {
  readonly gates: readonly Gate[];
  readonly looks: number;
  readonly seed: number;
  readonly champion: PackageFiles;
}

/**
 * `hardNegatives`: benign prompts that look like attacks, where the run has any. `probe` and `stress`: what those stages measured on other
 * rows than these, JSON that holds at least `Measurements`, where the run has them.
 */
export type CertifyInputs = { readonly certification: ArtifactRef } & { readonly [name in 'hardNegatives' | 'probe' | 'stress']?: ArtifactRef } & PackageFiles;
/** `attachments.latency` and `attachments.championLatency` are the latency tables measured by `convert`, `attachments.equivalence` its report. */
export type CertifyJob = StageJob<CertifyParameters, CertifyInputs>;

/** Spends the look (once per certificate) before any certification score is made. */
export const declareLook =
  (ports: Ports) =>
  async ({ request, lease, forecast = [] }: CertifyJob & Forecast): Promise<Look> => {
    const { gates, looks } = request.parameters;
    return takeLook(ports.store, request.inputs.certification.sha256, lease.key, lease.owner, looks, freshRows(gates, looks, forecast));
  };

/** What was computed before the look was spent; runs that were under way when this came in have none. */
export interface Forecast {
  readonly forecast?: readonly GateForecast[];
}

/**
 * How likely the blocking gates on rates are to pass: the certification rows are counted, none is scored. Empty without
 * `attachments.equivalence` or where that says nothing of the tuning slice.
 */
export const forecastLook =
  (ports: Ports) =>
  async ({ request: { inputs, parameters }, attachments }: CertifyJob): Promise<GateForecast[]> => {
    const report = attachments?.equivalence && (await readJson<ConversionReport>(ports, attachments.equivalence));
    if (!report?.tuning) return [];
    const rows = await readRows<Row>(ports, inputs.certification);
    const independent = onePerGroup(rows, parameters.seed);
    const count = (label: Row['label']): RowCounts => ({ rows: rows.filter((row) => row.label === label).length, groups: independent.filter((row) => row.label === label).length });
    return lookForecast({ gates: parameters.gates, looks: parameters.looks, tuning: report.tuning, certification: { benign: count('benign'), malicious: count('malicious') } });
  };

export interface FinishCertifyInput extends CertifyJob, Forecast {
  readonly look: Look;
  readonly challengerScores: readonly ArtifactRef[];
  readonly championScores: readonly ArtifactRef[];
  /** Both models' scores of the hard negatives. */
  readonly hard?: ScoresOfBoth;
}

/** A row of the artifact `scores`. */
export type ComparedScores = Pick<ComparedRow, 'id' | 'champion' | 'challenger'>;

export interface CertifySummary {
  readonly verdict: GateVerdict;
  readonly challenger: Rates;
  readonly champion: Rates;
  /** Of blocking gates without enough evidence: the rows they lack, in words. */
  readonly toCollect?: readonly string[];
}

export type Rates = Readonly<Record<'falsePositiveRate' | 'recall' | 'f1' | 'rocAuc' | 'threshold', number>>;

/** Judges the file that ships on rows that were never mined, trained or tuned on. */
export const finishCertify =
  (ports: Ports) =>
  (input: FinishCertifyInput): Promise<StageOutcome<CertifyOutputs, CertifySummary>> =>
    makeStage(ports, input, async (workshop) => {
      const rows = await comparedRows<Row>(ports, input.request.inputs.certification, { champion: input.championScores, challenger: input.challengerScores });
      const certificate = await certify(ports, input, rows);
      const { verdict, challenger, champion } = certificate;
      const toCollect = (certificate.toCollect ?? []).filter(({ effect }) => effect === 'blocks').map(({ sentence }) => sentence);
      const summary = { verdict, challenger: rates(challenger), champion: rates(champion), ...(toCollect.length > 0 && { toCollect }) };
      const headline = `${verdict}: FPR ${percent(summary.challenger.falsePositiveRate)} (champion ${percent(summary.champion.falsePositiveRate)}), recall ${percent(summary.challenger.recall)}`;
      const scores = await putRows<ComparedScores>(ports, workshop, 'scores', { id: 'text', champion: 'double', challenger: 'double' }, rows);
      return { outputs: { certificate: await putJson(ports, certificate), scores }, summary, headline };
    });

async function certify(ports: Ports, input: FinishCertifyInput, rows: readonly ComparedRow[]): Promise<Certificate> {
  const { inputs, parameters } = input.request;
  const files: PackageFiles = { model: inputs.model, tokenizer: inputs.tokenizer, honeJson: inputs.honeJson };
  const challenger = await measure(ports, rows, 'challenger', files, input.attachments?.latency);
  const champion = await measure(ports, rows, 'champion', parameters.champion, input.attachments?.championLatency);
  const flagged = { champion: champion.threshold, challenger: challenger.threshold };
  const measured = await otherMeasurements(ports, input, flagged);
  const gates = [
    ...judgeCompared(rows, flagged, { gates: parameters.gates, looks: parameters.looks, seed: parameters.seed, challenger }),
    ...judgeMeasured(parameters.gates, measured),
  ];
  return {
    schema: 1,
    verdict: overallVerdict(gates),
    gates,
    set: describeSet(rows, inputs.certification.sha256),
    look: input.look,
    declaredLooks: parameters.looks,
    toCollect: rowsToCollect(gates),
    ...(input.forecast?.length && { power: input.forecast }),
    challenger,
    champion,
    ...(await calibrationOf(ports, rows, inputs.honeJson)),
    ...(await hardNegatives(ports, input, flagged)),
    ...compareModels(rows, flagged),
  };
}

/** What was measured beside the certification rows; the hard negatives scored here count where `probe` did not measure them. */
async function otherMeasurements(ports: Ports, { request: { inputs, parameters }, hard }: FinishCertifyInput, flagged: PairedScores): Promise<Measurements> {
  const files = [inputs.probe, inputs.stress].filter((file) => file !== undefined);
  const measured = await Promise.all(files.map((file) => readJson<Measurements>(ports, file)));
  const slices = measured.flatMap((each) => each.slices);
  const aucs = measured.flatMap((each) => each.aucs);
  if (!hard || !inputs.hardNegatives || slices.some(({ set }) => set === HARD_NEGATIVES)) return { slices, aucs };
  const rows = await comparedRows<Row>(ports, inputs.hardNegatives, hard);
  return { slices: [...slices, ...measuredSlices(rows, 'all', { set: HARD_NEGATIVES, thresholds: flagged, seed: parameters.seed })], aucs };
}

const HARD_NEGATIVES = 'hard-negatives';

/** The scores are at the package's temperature already: taken back to the model's own, they show what it brings. */
async function calibrationOf(ports: Ports, rows: readonly ComparedRow[], honeJson: ArtifactRef): Promise<Pick<Certificate, 'calibration'>> {
  const { calibration } = await readJson<HoneJson>(ports, honeJson);
  if (!calibration) return {};
  const own = (label: Row['label']): number[] => rows.flatMap((row) => (row.label === label ? [atTemperature(row.challenger, 1 / calibration.temperature)] : []));
  const [benign, malicious] = [own('benign'), own('malicious')];
  return benign.length > 0 && malicious.length > 0 ? { calibration: calibrationReport(calibration.temperature, { benign, malicious }) } : {};
}

async function hardNegatives(ports: Ports, { hard }: FinishCertifyInput, flagged: PairedScores): Promise<Pick<Certificate, 'hardNegatives'>> {
  if (!hard) return {};
  const rate = async (who: keyof PairedScores): Promise<MeasuredRate | null> => {
    const scores = [...(await scoresById(ports, hard[who])).values()];
    return measuredRate(countFlagged(flagged[who], scores), scores.length);
  };
  const [champion, challenger] = [await rate('champion'), await rate('challenger')];
  return champion && challenger ? { hardNegatives: { champion, challenger } } : {};
}

async function measure(
  ports: Ports,
  rows: readonly ComparedRow[],
  who: 'champion' | 'challenger',
  files: PackageFiles,
  latency: ArtifactRef | undefined,
): Promise<ModelMeasurements> {
  const { threshold } = await readJson<HoneJson>(ports, files.honeJson);
  const of = (label: string): number[] => rows.filter((row) => row.label === label).map((row) => row[who]);
  const confusion = confusionAt(threshold, of('benign'), of('malicious'));
  const table = latency && (await readJson<LatencyTable>(ports, latency));
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { threshold, confusion, f1: f1(confusion), rocAuc: rocAuc(of('benign'), of('malicious')), bytes, latency: table?.traffic ?? null };
}

function describeSet(rows: readonly ComparedRow[], sha256: string): Certificate['set'] {
  const benign = rows.filter((row) => row.label === 'benign').length;
  return { sha256, benign, malicious: rows.length - benign, groups: new Set(rows.map((row) => row.groupId)).size };
}

function rates({ confusion, f1: score, rocAuc: auc, threshold }: ModelMeasurements): Rates {
  const { falsePositives, trueNegatives, truePositives, falseNegatives } = confusion;
  return {
    falsePositiveRate: falsePositives / (falsePositives + trueNegatives),
    recall: truePositives / (truePositives + falseNegatives),
    f1: score,
    rocAuc: auc,
    threshold,
  };
}

const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;

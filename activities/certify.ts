import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Certificate, Look, ModelMeasurements } from '../domain/certificate.ts';
import { compareModels } from '../domain/compare-models.ts';
import { overallVerdict } from '../domain/gates.ts';
import type { GateVerdict } from '../domain/gates.ts';
import type { LatencyTable } from '../domain/latency-table.ts';
import type { HoneJson } from '../domain/package.ts';
import { judgeCompared } from '../domain/judge-compared.ts';
import type { ComparedRow } from '../domain/judge-compared.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { Gate } from '../domain/profile.ts';
import type { Row } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { measuredRate } from '../domain/statistics/measured-rate.ts';
import type { MeasuredRate } from '../domain/statistics/measured-rate.ts';
import { confusionAt, countFlagged, f1, rocAuc } from '../domain/statistics/ranking.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { takeLook } from './engine/look-ledger.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';

export type CertifyOutputs = 'certificate';

export interface CertifyParameters {
  readonly gates: readonly Gate[];
  readonly looks: number;
  readonly seed: number;
  readonly champion: PackageFiles;
}

/** `hardNegatives`: benign prompts that look like attacks, where the run has any. */
export type CertifyInputs = { readonly certification: ArtifactRef; readonly hardNegatives?: ArtifactRef; readonly stress?: ArtifactRef } & PackageFiles;
/** `attachments.latency` and `attachments.championLatency` are the latency tables measured by `convert`. */
export type CertifyJob = StageJob<CertifyParameters, CertifyInputs>;

/** Spends the look (once per certificate) before any certification score is made. */
export const declareLook =
  (ports: Ports) =>
  async ({ request, lease }: CertifyJob): Promise<Look> =>
    takeLook(ports.store, request.inputs.certification.sha256, lease.key, lease.owner, request.parameters.looks);

export interface FinishCertifyInput extends CertifyJob {
  readonly look: Look;
  readonly challengerScores: readonly ArtifactRef[];
  readonly championScores: readonly ArtifactRef[];
  /** Both models' scores of the hard negatives. */
  readonly hard?: Readonly<Record<'champion' | 'challenger', readonly ArtifactRef[]>>;
}

export interface CertifySummary {
  readonly verdict: GateVerdict;
  readonly challenger: Rates;
  readonly champion: Rates;
}

export type Rates = Readonly<Record<'falsePositiveRate' | 'recall' | 'f1' | 'rocAuc' | 'threshold', number>>;

/** Judges the file that ships on rows that were never mined, trained or tuned on. */
export const finishCertify =
  (ports: Ports) =>
  (input: FinishCertifyInput): Promise<StageOutcome<CertifyOutputs, CertifySummary>> =>
    makeStage(ports, input, async () => {
      const certificate = await certify(ports, input);
      const { verdict, challenger, champion } = certificate;
      const summary = { verdict, challenger: rates(challenger), champion: rates(champion) };
      const headline = `${verdict}: FPR ${percent(summary.challenger.falsePositiveRate)} (champion ${percent(summary.champion.falsePositiveRate)}), recall ${percent(summary.challenger.recall)}`;
      return { outputs: { certificate: await putJson(ports, certificate) }, summary, headline };
    });

async function certify(ports: Ports, input: FinishCertifyInput): Promise<Certificate> {
  const { inputs, parameters } = input.request;
  const files: PackageFiles = { model: inputs.model, tokenizer: inputs.tokenizer, honeJson: inputs.honeJson };
  const rows = await comparedRows(ports, input);
  const challenger = await measure(ports, rows, 'challenger', files, input.attachments?.latency);
  const champion = await measure(ports, rows, 'champion', parameters.champion, input.attachments?.championLatency);
  const flagged = { champion: champion.threshold, challenger: challenger.threshold };
  const gates = judgeCompared(rows, flagged, { gates: parameters.gates, looks: parameters.looks, seed: parameters.seed, challenger });
  return {
    schema: 1,
    verdict: overallVerdict(gates),
    gates,
    set: describeSet(rows, inputs.certification.sha256),
    look: input.look,
    declaredLooks: parameters.looks,
    challenger,
    champion,
    ...(await hardNegatives(ports, input, flagged)),
    ...compareModels(rows, flagged),
  };
}

async function comparedRows(ports: Ports, input: FinishCertifyInput): Promise<ComparedRow[]> {
  const champion = await scoresById(ports, input.championScores);
  const challenger = await scoresById(ports, input.challengerScores);
  const rows = await readRows<Row>(ports, input.request.inputs.certification);
  return rows.map((row) => ({ ...row, champion: champion.get(row.id)!, challenger: challenger.get(row.id)! }));
}

async function hardNegatives(ports: Ports, { hard }: FinishCertifyInput, flagged: Thresholds): Promise<Pick<Certificate, 'hardNegatives'>> {
  if (!hard) return {};
  const rate = async (who: keyof Thresholds): Promise<MeasuredRate | null> => {
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

type Thresholds = Readonly<Record<'champion' | 'challenger', number>>;

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

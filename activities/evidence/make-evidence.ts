import { artifactKey } from '../../domain/artifact-ref.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Certificate } from '../../domain/certificate.ts';
import type { ConversionReport } from '../../domain/conversion.ts';
import { describeRows } from '../../domain/evidence/describe-rows.ts';
import { evidenceGaps } from '../../domain/evidence/evidence-gaps.ts';
import type { Evidence, EvidenceConversion, EvidenceCut, EvidenceFile, EvidenceLatency, EvidenceModel, EvidenceRounds, EvidenceRun, EvidenceSet, EvidenceStage, EvidenceThreshold } from '../../domain/evidence/evidence.ts';
import type { LatencyTable } from '../../domain/latency-table.ts';
import type { HoneJson } from '../../domain/package.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import type { Gate, Profile } from '../../domain/profile.ts';
import type { Row } from '../../domain/row.ts';
import { extraSet, isExtraSet, SET_NAMES } from '../../domain/sets.ts';
import type { CertifyParameters } from '../certify.ts';
import type { ConvertParameters } from '../convert.ts';
import { readJson, sha256Of } from '../engine/artifacts.ts';
import type { GuardPool } from '../engine/guard-pool.ts';
import type { Manifest } from '../engine/manifests.ts';
import { readRows } from '../engine/rows.ts';
import type { MineParameters } from '../mine.ts';
import type { Ports } from '../ports.ts';
import { readLineage } from './lineage.ts';
import type { Lineage, StageRef } from './lineage.ts';
import { measurementsOf } from './measurements-of.ts';
import { mergeOf, trainingsOf } from './trainings-of.ts';

/** What an evidence document is made of. `certificate` is the key of the stage that judged the package; empty where none did. */
export interface EvidenceSources {
  readonly run: string;
  readonly files: PackageFiles;
  readonly certificate: string;
  readonly stages: readonly StageRef[];
  readonly attachments: Readonly<Record<string, ArtifactRef>>;
  readonly smoke: Evidence['smoke'];
}

/** Puts the evidence together from what the stages of the run left in the store. The same stages give the same document. */
export async function makeEvidence(ports: Ports, guards: GuardPool, sources: EvidenceSources): Promise<Evidence> {
  const { files, attachments, smoke } = sources;
  const lineage = await readLineage(ports, sources.stages);
  const guard = await guards.guard(files);
  const honeJson = await readJson<WrittenHoneJson>(ports, files.honeJson);
  const profile = await frozen<Profile>(ports, sources.run, 'profile.json');
  const certify = lineage.manifests.find(({ key }) => key === sources.certificate);
  const convert = lineage.manifests.findLast(({ identity, outputs }) => /(^|-)convert$/.test(identity.unit) && outputs.honeJson?.sha256 === files.honeJson.sha256);
  const { measurements, found } = await measurementsOf(ports, lineage);
  const read = async <T>(name: string): Promise<T | null> => (attachments[name] ? readJson<T>(ports, attachments[name]) : null);
  const known: Omit<Evidence, 'gaps'> = {
    schema: 2,
    packageId: guard.packageId,
    run: await runOf(ports, sources.run, profile?.content ?? null, profile?.sha256 ?? null),
    package: { files: filesOf(files), threshold: guard.threshold, maxTokens: guard.maxTokens, precision: honeJson.precision ?? null, normaliser: honeJson.normaliser ?? null, temperature: honeJson.calibration?.temperature ?? null },
    sets: setsOf(lineage, profile?.content ?? null),
    cut: await cutOf(ports, lineage),
    trainings: await trainingsOf(ports, lineage, convert?.identity.inputs.weights),
    merge: mergeOf(lineage, convert?.identity.inputs.weights),
    rounds: roundsOf(await read<EvidenceRounds & { readonly rounds: EvidenceRounds['tried'] }>('rounds')),
    threshold: convert ? await thresholdOf(ports, lineage, convert, guard.threshold) : null,
    conversion: conversionOf(await read<ConversionReport>('equivalence')),
    champion: certify ? await modelOf(guards, (certify.identity.parameters as CertifyParameters).champion) : null,
    certificate: await read<Certificate>('certificate'),
    measurements,
    latency: latencyOf(await read<LatencyTable>('latency')),
    smoke,
    attachments: Object.fromEntries(Object.entries({ ...attachments, ...found }).map(([name, ref]) => [name, fileOf(ref)])),
    stages: lineage.manifests.map(stageOf),
  };
  const askedGates: readonly Gate[] = certify ? (certify.identity.parameters as CertifyParameters).gates : [];
  return { ...known, gaps: evidenceGaps({ ...known, askedGates, skipped: lineage.skipped }) };
}

/** `hone.json` as any version of Hone has written it. */
type WrittenHoneJson = Partial<Omit<HoneJson, 'calibration'>> & { readonly calibration?: { readonly temperature: number } | null };

/** The reference to an artifact that evidence names. */
export function storedRef({ sha256, bytes }: EvidenceFile): ArtifactRef {
  return { uri: `store:${artifactKey(sha256)}`, sha256, bytes };
}

interface Frozen<T> {
  readonly content: T;
  readonly sha256: string;
}

async function frozen<T>(ports: Ports, run: string, name: string): Promise<Frozen<T> | undefined> {
  const stored = await ports.store.read(`runs/${run}/${name}`);
  return stored && { content: JSON.parse(Buffer.from(stored.bytes).toString()) as T, sha256: sha256Of(stored.bytes) };
}

async function runOf(ports: Ports, id: string, profile: Profile | null, profileHash: string | null): Promise<EvidenceRun> {
  const request = await frozen(ports, id, 'request.json');
  return { id, profile: profile?.name ?? null, profileHash, requestHash: request?.sha256 ?? null, model: profile?.release.model ?? null };
}

function fileOf({ sha256, bytes }: ArtifactRef): EvidenceFile {
  return { sha256, bytes };
}

function filesOf({ model, tokenizer, honeJson }: PackageFiles): Evidence['package']['files'] {
  return { 'model.onnx': fileOf(model), 'tokenizer.json': fileOf(tokenizer), 'hone.json': fileOf(honeJson) };
}

async function modelOf(guards: GuardPool, files: PackageFiles): Promise<EvidenceModel> {
  const { packageId, threshold } = await guards.guard(files);
  return { packageId, threshold, files: { 'model.onnx': files.model.sha256, 'tokenizer.json': files.tokenizer.sha256, 'hone.json': files.honeJson.sha256 } };
}

/** Sets that `ingest` cuts from those it is given: they have no file of their own. */
const CUT_FROM_OTHERS: readonly string[] = ['unseen', 'later'];

/** Sets that the run was given, each as a file and as the rows that were kept of it. */
function setsOf(lineage: Lineage, profile: Profile | null): EvidenceSet[] {
  const ingest = lineage.stage('ingest');
  if (!ingest) return [];
  const { labels } = ingest.summary as { readonly labels: Readonly<Record<string, number>> };
  const { extra = {}, ...own } = profile?.sets ?? {};
  const extras = Object.fromEntries(Object.entries(extra).map(([name, ref]) => [extraSet(name), ref]));
  const uris: Readonly<Partial<Record<string, { readonly uri: string }>>> = { ...own, ...extras };
  const more = Object.keys(ingest.identity.inputs).filter(isExtraSet).sort();
  return [...SET_NAMES, ...more, ...CUT_FROM_OTHERS].flatMap((name) => {
    const [source = null, kept] = [ingest.identity.inputs[name], ingest.outputs[name]];
    if (!kept || (source === null && !CUT_FROM_OTHERS.includes(name))) return [];
    const [benign, malicious] = [labels[`${name}: benign`] ?? 0, labels[`${name}: malicious`] ?? 0];
    return [{ name, file: uris[name]?.uri.split('/').at(-1) ?? null, source, version: kept.sha256, rows: benign + malicious, benign, malicious }];
  });
}

async function cutOf(ports: Ports, lineage: Lineage): Promise<EvidenceCut | null> {
  const mine = lineage.stage('mine');
  const { tuning, certification } = mine?.outputs ?? {};
  if (!mine || !tuning || !certification) return null;
  const { seed, cuts } = mine.identity.parameters as MineParameters;
  const described = async (ref: ArtifactRef): Promise<EvidenceCut['tuning']> => describeRows(ref.sha256, await readRows<Row>(ports, ref));
  return { seed, shares: cuts, tuning: await described(tuning), certification: await described(certification) };
}

async function thresholdOf(ports: Ports, lineage: Lineage, { identity }: Manifest, value: number): Promise<EvidenceThreshold> {
  const { threshold, seed } = identity.parameters as ConvertParameters;
  if ('fixed' in threshold) return { rule: 'fixed', value };
  const { aim, limit, delta } = threshold;
  const fittedOn = identity.inputs.rows!;
  const ref = lineage.refOf(fittedOn);
  const rows = ref ? (await readRows<Row>(ports, ref)).filter((row) => row.label === 'benign') : [];
  const { benign, groups } = describeRows(fittedOn, rows);
  return { rule: 'neyman-pearson', value, fittedOn, benign, groups, aim, limit, delta, seed };
}

function roundsOf(report: (EvidenceRounds & { readonly rounds: EvidenceRounds['tried'] }) | null): EvidenceRounds | null {
  if (!report) return null;
  const { rounds, chosen, choice, ended } = report;
  return { tried: rounds.map(({ round, rule, why }) => ({ round, rule, why })), chosen, choice, ended };
}

function conversionOf(report: ConversionReport | null): EvidenceConversion | null {
  if (report?.schema !== 2) return null;
  const { rows, flipRate, maxFlipRate, maxAbsoluteDifference, benignToMalicious, maliciousToBenign } = report;
  return { rows, flipRate, maxFlipRate, maxAbsoluteDifference, benignToMalicious: benignToMalicious.length, maliciousToBenign: maliciousToBenign.length };
}

function latencyOf(table: LatencyTable | null): EvidenceLatency | null {
  return table?.schema === 2 ? { cpu: table.cpu, precision: table.precision, traffic: table.traffic } : null;
}

function stageOf({ identity, key, madeBy, finishedAt, outputs }: Manifest): EvidenceStage {
  return { stage: identity.unit, key, madeBy, finishedAt, inputs: identity.inputs, outputs: Object.fromEntries(Object.entries(outputs).map(([name, { sha256 }]) => [name, sha256])) };
}

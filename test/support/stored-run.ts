import { assemble } from '../../activities/assemble.ts';
import { declareLook, finishCertify } from '../../activities/certify.ts';
import type { CertifyJob } from '../../activities/certify.ts';
import { finishConvert } from '../../activities/convert.ts';
import { canonicalJson, putJson, putText } from '../../activities/engine/artifacts.ts';
import { guardPool } from '../../activities/engine/guard-pool.ts';
import { readManifest } from '../../activities/engine/manifests.ts';
import type { Manifest } from '../../activities/engine/manifests.ts';
import { openStage } from '../../activities/engine/open-stage.ts';
import type { StageRef } from '../../activities/evidence/lineage.ts';
import { ingest } from '../../activities/ingest.ts';
import { finishMine } from '../../activities/mine.ts';
import { cutSets } from '../../activities/mine/cut-sets.ts';
import { packageModel } from '../../activities/package-model.ts';
import { scoreChunk } from '../../activities/score-chunk.ts';
import { train } from '../../activities/train.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Look } from '../../domain/certificate.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import { UNICODE_1_STEPS } from '../../domain/normaliser.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import type { Profile } from '../../domain/profile.ts';
import { rng } from '../../domain/rng.ts';
import type { Score } from '../../domain/row.ts';
import type { StageInputs, StageJob, StageName, StageOutcome, StageRequest } from '../../domain/stages.ts';
import { gatesOfThreshold } from '../../domain/threshold-control.ts';
import sample from '../../profiles/sample.json' with { type: 'json' };
import taxonomy from '../../data/taxonomy.json' with { type: 'json' };
import { parseProfile } from '../../schemas/profile.ts';
import { parseTaxonomy } from '../../schemas/taxonomy.ts';
import type { ScoreOf } from '../fakes/fake-guards.ts';
import type { TrainerScript } from '../fakes/fake-trainer.ts';
import { inActivity, sourceFile } from './stage-bench.ts';
import type { Bench } from './stage-bench.ts';

/** `… @0.7,0.2`: the champion scores 0.7, every other model 0.2. Hone's smoke prompts, which end otherwise, are told by a word. */
export const pairInText: ScoreOf = (text, model) => {
  const [, champion, challenger] = /@([\d.]+),([\d.]+)$/.exec(text) ?? [];
  if (champion === undefined) return /ignore|disregard/i.test(text) ? 0.9 : 0.1;
  return Number(model === 'champion' ? champion : challenger);
};

/** Replaces what a stage left behind, as whoever forges a run would: every key, hash and manifest after it follows from the new one. */
export type Forge = (made: StageOutcome, at: Bench) => Promise<Readonly<Record<string, ArtifactRef>>>;

export interface StoredRunOptions {
  readonly run?: string;
  /** Makes another model of the same data. */
  readonly epochs?: number;
  readonly forge?: Readonly<Partial<Record<StageName, Forge>>>;
  /** Replaces the look that was taken. */
  readonly forgeLook?: (look: Look, set: string) => Promise<Look>;
  /** Replaces the challenger's certification scores before they are judged. */
  readonly forgeScores?: (scores: Readonly<Record<string, number>>) => Readonly<Record<string, number>>;
  /** Changes inputs or parameters of a stage before it is opened. */
  readonly forgeRequest?: Readonly<Partial<Record<StageName, (request: StageRequest) => Partial<StageRequest>>>>;
}

export interface StoredRun {
  readonly run: string;
  readonly stages: readonly StageRef[];
  readonly packaged: Manifest;
  readonly files: PackageFiles;
}

/** The profile of these runs: the sample's, with limits that some hundred rows can show. */
export const PROFILE: Profile = parseProfile(
  mergePatch(sample, {
    sets: { hardNegatives: null, trainingHardNegatives: null },
    cuts: { trafficCertification: 0.4, trafficTuning: 0.3, attacksCertification: 0.5 },
    train: { startFrom: 'base' },
    convert: { maxFlipRate: 0.5, latencyPrompts: 10 },
    threshold: { aim: 0.5 },
    gates: [
      { name: 'false-positive-rate', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.2, confidence: 0.95, effect: 'blocks' },
      { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.7, confidence: 0.95, effect: 'blocks' },
      { name: 'recall-difference', quantity: 'recall-difference', direction: 'at-least', limit: -0.2, confidence: 0.95, effect: 'warns' },
      { name: 'latency', quantity: 'latency-p95-ms', direction: 'at-most', limit: 10, confidence: 0.95, effect: 'warns' },
    ],
    certification: { looks: 3 },
  }),
);

/** A whole run in the bench's store, made by the real stages; only trainer, export and scores are played. */
export async function storedRun(at: Bench, { run = 'run-1', epochs = 1, forge = {}, forgeLook, forgeScores, forgeRequest = {} }: StoredRunOptions = {}): Promise<StoredRun> {
  const { ports } = at;
  const guards = guardPool(ports);
  const stages: StageRef[] = [];
  const { seed, cuts, gates, model } = PROFILE;
  await ports.store.write(`runs/${run}/profile.json`, Buffer.from(canonicalJson(PROFILE)));
  await ports.store.write(`runs/${run}/request.json`, Buffer.from(canonicalJson({ profile: 'sample' })));

  async function stage<P extends object, I extends StageInputs>(asked: StageRequest<P, I>, body: (job: StageJob<P, I>) => Promise<StageOutcome>): Promise<Readonly<Record<string, ArtifactRef>> & { readonly key?: never }> {
    const name = asked.stage;
    const request = { ...asked, ...(forgeRequest[name]?.(asked) as Partial<typeof asked> | undefined) };
    const opened = await openStage(ports)({ request, owner: run, profile: 'sample', refresh: false });
    if (opened.state === 'busy') throw new Error(`${name} is busy`);
    const made = opened.state === 'hit' ? opened.outcome : await inActivity(() => body({ request, lease: opened.lease }));
    stages.push({ stage: name, key: made.key, state: opened.state === 'hit' ? 'hit' : 'made' });
    const forged = await forge[name]?.(made, at);
    if (!forged) return made.outputs;
    const manifest = (await readManifest(ports, name, made.key))!;
    await ports.store.write(`manifests/${name}/${made.key}.json`, Buffer.from(canonicalJson({ ...manifest, outputs: forged })));
    return forged;
  }
  const scores = async (job: StageJob, rows: ArtifactRef, files: PackageFiles): Promise<ArtifactRef[]> => [
    (await scoreChunk(ports, guards)({ lease: job.lease, rows, range: { from: 0, to: rows.rows ?? 0 }, model: files })).outputs.scores,
  ];

  const champion = await at.package('champion', 0.5);
  const files = { training: await training(at), traffic: await traffic(at), attacks: await attacks(at) };
  const sets = await stage({ stage: 'ingest', parameters: { ...PROFILE.ingest, shapes: {} }, inputs: files }, ingest(ports));
  const mined = await stage(
    { stage: 'mine', parameters: { seed, cuts, threshold: PROFILE.threshold, gates: gatesOfThreshold(gates), mine: PROFILE.mine, model, taxonomy: parseTaxonomy(taxonomy) }, inputs: { training: sets.training!, traffic: sets.traffic!, attacks: sets.attacks!, given: sets.falsePositives!, ...champion } },
    async (job) => {
      const cut = (await cutSets(ports)(job)).outputs;
      return finishMine(ports)({ ...job, cut, miningScores: await scores(job, cut.mining, champion), tuningScores: await scores(job, cut.tuning, champion) });
    },
  );
  const { tuning, certification } = mined as Readonly<Record<'tuning' | 'certification', ArtifactRef>>;
  const splits = await stage(
    { stage: 'assemble', parameters: { ...PROFILE.assemble, seed, cuts, nearDuplicateJaccard: PROFILE.ingest.nearDuplicateJaccard }, inputs: { training: sets.training!, falsePositives: mined.falsePositives!, tuning, certification } },
    assemble(ports),
  );
  const made = `model of ${epochs} epochs`;
  const learn: TrainerScript = async (child) => {
    await child.write({ 'model/model.safetensors': `weights of ${made}`, 'model/config.json': '{}', 'model/tokenizer.json': '{"t":1}', 'metrics.json': '{}', 'args.json': '{}' });
    return {};
  };
  const trained = await stage({ stage: 'train', parameters: { model, train: { ...PROFILE.train, epochs }, seed }, inputs: { train: splits.train!, validation: splits.validation!, tuning } }, (job) => {
    at.trainer.plays(learn);
    return train(ports)(job);
  });
  const exported = { plain: await putText(ports, `plain ${made}`), fused: await putText(ports, `fused ${made}`), int8: await putText(ports, made), tokenizer: await putJson(ports, { normalizer: { type: 'Sequence', normalizers: UNICODE_1_STEPS } }), report: await putJson(ports, {}) };
  const converted = await stage(
    { stage: 'convert', parameters: { ...PROFILE.convert, maxTokens: model.maxTokens, seed, cuts, threshold: { ...PROFILE.threshold, limit: 0.2 } }, inputs: { rows: tuning, traffic: sets.traffic!, weights: trained.weights!, config: trained.config!, tokenizer: trained.tokenizer! } },
    (job) => finishConvert(ports)({ ...job, exported }),
  );
  const packageFiles: PackageFiles = { model: converted.model!, tokenizer: converted.tokenizer!, honeJson: converted.honeJson! };
  const { latency, equivalence } = converted as Readonly<Record<'latency' | 'equivalence', ArtifactRef>>;
  const certified = await stage({ stage: 'certify', parameters: { gates, looks: PROFILE.certification.looks, seed, champion }, inputs: { certification, ...packageFiles } }, async (asked) => {
    const job: CertifyJob = { ...asked, attachments: { latency } };
    const taken = await declareLook(ports)(job);
    const look = (await forgeLook?.(taken, certification.sha256)) ?? taken;
    const honest = await scores(job, certification, packageFiles);
    const challengerScores = forgeScores ? [await at.scores(forgeScores(Object.fromEntries((await at.read<Score>(honest[0]!)).map(({ id, score }) => [id, score]))))] : honest;
    return finishCertify(ports)({ ...job, look, challengerScores, championScores: await scores(job, certification, champion) });
  });
  await stage({ stage: 'package', parameters: { certificate: stages.at(-1)!.key }, inputs: packageFiles }, (job) =>
    packageModel(ports, guards)({ ...job, attachments: { certificate: certified.certificate!, latency, equivalence }, stages: stages.slice() }),
  );
  return { run, stages, files: packageFiles, packaged: (await readManifest(ports, 'package', stages.at(-1)!.key))! };
}

/** Texts of random words, each with its scores; every tenth is nearly the one before, and so in its group. */
function lines(name: string, count: number, label: string, scoresOf: (index: number, random: ReturnType<typeof rng>) => readonly [number, number]): string {
  const random = rng(7, name);
  const word = (): string => Array.from({ length: 3 + random.below(6) }, () => LETTERS[random.below(LETTERS.length)]).join('');
  let words: string[] = [];
  return Array.from({ length: count }, (_, index) => {
    words = index % 10 === 9 ? ['so', ...words] : Array.from({ length: 14 }, word);
    const [champion, challenger] = scoresOf(index, random);
    return `${JSON.stringify({ id: `${name}-${index}`, text: `${words.join(' ')} @${champion.toFixed(4)},${challenger.toFixed(4)}`, label, source: index % 2 === 0 ? 'forum' : 'shop', category: label === 'benign' ? 'shell-request' : 'jailbreak-in-the-wild' })}\n`;
  }).join('');
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

function traffic(at: Bench): Promise<ArtifactRef> {
  return sourceFile(at, 'traffic.jsonl', lines('traffic', 420, 'benign', (_, random) => [random.next() * 0.7, random.next() * 0.6]));
}

function attacks(at: Bench): Promise<ArtifactRef> {
  return sourceFile(at, 'attacks.jsonl', lines('attacks', 160, 'malicious', (_, random) => [0.4 + random.next() * 0.6, 0.5 + random.next() * 0.5]));
}

function training(at: Bench): Promise<ArtifactRef> {
  const scored = (): readonly [number, number] => [0.5, 0.5];
  return sourceFile(at, 'training.jsonl', lines('training-benign', 80, 'benign', scored) + lines('training-attacks', 80, 'malicious', scored));
}

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readJson } from '../../../activities/engine/artifacts.ts';
import { guardPool } from '../../../activities/engine/guard-pool.ts';
import { finishProbe } from '../../../activities/probe.ts';
import type { ProbedScores, ProbedTable, ProbeInputs, ProbeJob } from '../../../activities/probe.ts';
import { selectProbed } from '../../../activities/probe/select-probed.ts';
import { scoreChunk } from '../../../activities/score-chunk.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import type { PackageFiles } from '../../../domain/package-files.ts';
import type { Probe } from '../../../domain/probe/probe.ts';
import type { Row, TrainingRow } from '../../../domain/row.ts';
import { bench, inActivity, jobFor, row, trainingRow } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

/** A text says its score by each model: `@champion/challenger`. */
const scoreOf = (text: string, model: string): number => Number(text.slice(text.lastIndexOf('@') + 1).split('/')[model === 'champion' ? 0 : 1]);

let at: Bench;
beforeEach(async () => void (at = await bench({ scoreOf })));
afterEach(() => at.close());

const said = (id: string, champion: number, challenger: number, fields: Partial<Row> = {}): Row => row({ id, text: `${id} @${champion}/${challenger}`, ...fields });
const trained = (id: string, champion: number, challenger: number, fields: Partial<TrainingRow> = {}): TrainingRow => trainingRow({ id, text: `${id} @${champion}/${challenger}`, ...fields });

const TRAIN = [
  trained('s1', 0.2, 0.1), trained('s2', 0.9, 0.8, { label: 'malicious' }),
  trained('v1', 0.3, 0.4, { origin: 'variation', sourceId: 's1', groupId: 's1' }),
  trained('v2', 0.3, 0.4, { origin: 'variation', sourceId: 's1', groupId: 's1' }),
  trained('v3', 0.9, 0.9, { origin: 'variation', sourceId: 's2', groupId: 's2', label: 'malicious' }),
  trained('v4', 0.9, 0.9, { origin: 'variation', sourceId: 'elsewhere', groupId: 'x' }),
];

async function probeJob(inputs: Partial<ProbeInputs> = {}): Promise<ProbeJob> {
  const tuning = await at.rows([said('t1', 0.9, 0.2), said('t2', 0.1, 0.3), said('t3', 0.6, 0.7, { label: 'malicious' })]);
  const given = { tuning, train: await at.trainingRows(TRAIN), ...inputs, ...(await at.package('challenger', 0.6)) };
  return jobFor(at, { stage: 'probe', parameters: { seed: 7, champion: await at.package('champion', 0.5) }, inputs: given });
}

/** The stage as the workflow runs it, scored in chunks of two rows. */
async function probed(job: ProbeJob): Promise<{ probe: Probe; headline: string; summary: object; augmented: TrainingRow[] }> {
  const { augmented } = (await inActivity(() => selectProbed(at.ports)(job))).outputs;
  const { tuning, unseen, hardNegatives, model, tokenizer, honeJson, ...others } = job.request.inputs;
  const extras = Object.entries(others).filter(([name]) => name.startsWith('extra-'));
  const tables = Object.entries({ tuning, ...(unseen && { unseen }), ...(hardNegatives && { hardNegatives }), augmented, ...Object.fromEntries(extras) }) as [ProbedTable, ArtifactRef][];
  const score = async (rows: ArtifactRef, files: PackageFiles): Promise<ArtifactRef[]> => {
    const chunks: ArtifactRef[] = [];
    for (let from = 0; from < rows.rows!; from += 2) chunks.push((await inActivity(() => scoreChunk(at.ports, guardPool(at.ports))({ lease: job.lease, rows, range: { from, to: from + 2 }, model: files }))).outputs.scores);
    return chunks;
  };
  const scored: ProbedScores[] = [];
  for (const [table, rows] of tables) scored.push({ table, rows, champion: await score(rows, job.request.parameters.champion), challenger: await score(rows, { model, tokenizer, honeJson }) });
  const { outputs, headline, summary } = await inActivity(() => finishProbe(at.ports)({ ...job, scored }));
  return { probe: await readJson<Probe>(at.ports, outputs.probe), headline, summary, augmented: await at.read<TrainingRow>(augmented) };
}

describe('probe', () => {
  test('measures both models as they ship on what neither was trained on', async () => {
    const unseen = await at.rows([said('u1', 0.9, 0.1, { source: 'far' }), said('u2', 0.1, 0.2, { source: 'far' }), said('u3', 0.8, 0.9, { source: 'evil', label: 'malicious' }), said('u4', 0.8, 0.1, { source: 'evil', label: 'malicious' })]);
    const hardNegatives = await at.rows([said('h1', 0.9, 0.1, { category: 'security' }), said('h2', 0.9, 0.7, { category: 'security' })]);
    const partners = await at.rows([said('p1', 0.1, 0.9)]);
    const { probe, headline, summary } = await probed(await probeJob({ unseen, hardNegatives, 'extra-partners': partners }));
    expect(probe).toMatchObject({ schema: 1, thresholds: { champion: 0.5, challenger: 0.6 } });
    expect(probe.slices.find(({ set, slice, label }) => set === 'unseen' && slice === 'all' && label === 'malicious')).toMatchObject({ rows: { both: 1, onlyChampion: 1, onlyChallenger: 0, neither: 0 } });
    expect(probe.slices.find(({ set, slice }) => set === 'hard-negatives' && slice === 'category:security')).toMatchObject({ rows: { both: 1, onlyChampion: 1 } });
    expect(probe.slices.find(({ set, slice }) => set === 'partners' && slice === 'all')).toMatchObject({ label: 'benign', rows: { onlyChallenger: 1 } });
    // One of two honest tuning prompts is flagged by the champion, so the challenger may flag one: from 0.3 on.
    expect(probe.recallAtChampionRate).toMatchObject({ benign: 2, flagged: { champion: 1, challenger: 1 }, thresholds: { champion: 0.5, challenger: 0.3 } });
    expect(summary).toEqual({ unseenRecall: { champion: 1, challenger: 0.5 }, unseenRocAuc: { champion: 0.5, challenger: 0.625 }, hardNegativesFlagged: { champion: 1, challenger: 0.5 } });
    expect(headline).toBe("unseen recall 50.0 % (champion 100.0 %) at the champion's false-positive rate; unseen ROC-AUC 0.6250 (0.5000); hard negatives flagged 50.0 % (100.0 %)");
  });

  test('goes without the sets that a run does not have', async () => {
    const { probe, headline, summary } = await probed(await probeJob());
    expect(probe.slices.map(({ set }) => set)).toEqual(['tuning']);
    expect(probe).toMatchObject({ aucs: [], recallAtChampionRate: null });
    expect(summary).toEqual({ unseenRecall: null, unseenRocAuc: null, hardNegativesFlagged: null });
    expect(headline).toBe('no unseen sources and no hard negatives to measure on');
  });

  test('scores a variation of each group beside what it was made from, where that is trained on', async () => {
    const { augmented, probe } = await probed(await probeJob());
    const ids = augmented.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('s'))).toEqual(['s1', 's2']);
    expect(ids).toContain('v3');
    expect(ids.filter((id) => id === 'v1' || id === 'v2')).toHaveLength(1);
    expect(ids).not.toContain('v4');
    expect(probe.shortcuts.find(({ by, tells, within }) => by === 'augmented' && tells === 'challenger' && within === 'benign')).toMatchObject({ auc: 1, positives: 1, negatives: 1 });
    // Over all training rows: three honest variations of four honest rows, one of two attacks.
    expect(probe.shortcuts.find(({ by, tells }) => by === 'augmented' && tells === 'label')).toMatchObject({ auc: (1 + 3 / 2 + 1 / 2) / 8, positives: 2, negatives: 4 });
  });

});

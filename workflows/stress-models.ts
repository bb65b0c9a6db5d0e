import type { StressJob } from '../activities/stress.ts';
import type { StageOutcome } from '../domain/stages.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import { severitiesOf } from '../domain/stress/severities-of.ts';
import { pipeline } from './activities.ts';
import type { Run } from './conduct-run.ts';
import { fanOut, rangesOf } from './fan-out.ts';
import { scoreTables } from './fan-out-stages.ts';
import { SKIPPED } from './stage-runner.ts';

/** An adaptive attack asks a model a hundred times or so. */
const ATTACKS_PER_ACTIVITY = 5;

type Rows = { readonly tuning: ArtifactRef; readonly unseen?: ArtifactRef };
type OnUnits = (done: number, total: number) => void;

/** Tries both models on disguised attacks and on honest prompts written otherwise. Nothing where the profile does not ask for it or an operator skips it. */
export async function stressModels(run: Run, rows: Rows, champion: PackageFiles, files: PackageFiles): Promise<{ readonly stress?: ArtifactRef }> {
  const { profile: { stress: settings, seed }, stages } = run;
  if (!settings) return {};
  const stressed = await stages.runSkippable(
    { stage: 'stress', parameters: { ...settings, severities: severitiesOf(settings), seed, champion }, inputs: { ...rows, ...files } },
    ({ request, lease, units }) => stress({ request, lease }, units),
  );
  if (stressed === SKIPPED) return {};
  const { stress: report } = stressed.outputs;
  run.keep({ stress: report });
  return { stress: report };
}

async function stress(job: StressJob, units: OnUnits): Promise<StageOutcome<'stress'>> {
  const { lease, request: { parameters, inputs } } = job;
  const models = { champion: parameters.champion, challenger: { model: inputs.model, tokenizer: inputs.tokenizer, honeJson: inputs.honeJson } };
  const { outputs: tables, summary } = await pipeline.chooseStressed(job);
  const scored = await scoreTables([models.champion, models.challenger].flatMap((model) => [tables.attacks, tables.benign].map((rows) => ({ rows, model }))), lease, units);
  const scores = { champion: scored.slice(0, 2).flat(), challenger: scored.slice(2).flat() };
  const attacks = rangesOf(tables.attacked.rows ?? 0, ATTACKS_PER_ACTIVITY).flatMap((range) => (['champion', 'challenger'] as const).map((who) => ({ range, who })));
  const attacked = await fanOut(attacks, async ({ range, who }) => ({ who, ...(await pipeline.attackChunk({ lease, rows: tables.attacked, range, model: models[who], queries: parameters.adaptive.queries })).outputs }), units);
  const outcomesOf = (of: 'champion' | 'challenger'): ArtifactRef[] => attacked.filter(({ who }) => who === of).map(({ outcomes }) => outcomes);
  // Last: a worker keeps two models loaded, and this is a third.
  const bareModel = { model: inputs.model, tokenizer: tables.bareTokenizer, honeJson: tables.bareHoneJson };
  const [bare = []] = summary.normaliser === 'none' ? [] : await scoreTables([{ rows: tables.middle, model: bareModel }], lease, units);
  return pipeline.finishStress({ ...job, chosen: { outputs: tables, summary }, scores, bare, outcomes: { champion: outcomesOf('champion'), challenger: outcomesOf('challenger') } });
}

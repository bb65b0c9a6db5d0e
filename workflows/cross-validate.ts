import type { CrossValidateJob, TrainedFold } from '../activities/cross-validate.ts';
import type { Fold } from '../activities/engine/put-folds.ts';
import type { TrainInputs } from '../activities/engine/train-request.ts';
import { gpu, pipeline } from './activities.ts';
import type { Run } from './conduct-run.ts';
import { fanOut } from './fan-out.ts';
import { foldsOf } from './folds-of.ts';
import { SKIPPED } from './stage-runner.ts';

/**
 * Trains, with the settings of `train`, once without each fold of its rows, side by side on the GPU queue behind what makes models, and
 * measures what each training does to the fold it never saw. Decides nothing: nothing at all where the profile asks for no folds or an
 * operator skips it. A fold that fails for good parks by itself. `limit`: the gate's false-positive rate.
 */
export async function crossValidate(run: Run, inputs: TrainInputs, limit: number): Promise<void> {
  const { profile, stages } = run;
  const { seed, model, train, crossValidation } = profile;
  if (crossValidation.folds === 0) return;
  const measured = await stages.runSkippable(
    { stage: 'cross-validate', parameters: { ...crossValidation, limit, model, train, seed }, inputs },
    async ({ request, lease, units, each }) => {
      const job: CrossValidateJob = { request, lease };
      const cut = await pipeline.cutCrossValidation(job);
      const folds = foldsOf(cut.outputs, request.parameters.folds);
      const trained = await fanOut(folds, (fold) => each(`fold ${fold.fold + 1}`, () => trainFold(job, fold)), units);
      return pipeline.finishCrossValidation({ ...job, trained });
    },
  );
  if (measured !== SKIPPED) run.keep({ crossValidation: measured.outputs.crossValidation });
}

async function trainFold({ request: { parameters, inputs }, lease }: CrossValidateJob, fold: Fold): Promise<TrainedFold> {
  const { model, train, seed } = parameters;
  const [held, validation] = [`fold ${fold.fold + 1}`, `validation ${fold.fold + 1}`];
  const { outputs } = await gpu.shortTraining({
    lease,
    parameters: { model, train, seed },
    inputs: { ...inputs, train: fold.train, validation: fold.validation },
    score: { [held]: fold.held, [validation]: fold.validation },
  });
  return { ...fold, scores: { held: outputs[held]!, validation: outputs[validation]! } };
}

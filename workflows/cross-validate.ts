import type { CrossValidateJob, TrainedFold } from '../activities/cross-validate.ts';
import type { Fold } from '../activities/engine/put-folds.ts';
import type { TrainInputs } from '../activities/engine/train-request.ts';
import type { FoldSplit } from '../domain/cross-validation/deal-rows.ts';
import { foldStart } from '../domain/cross-validation/fold-start.ts';
import { gpu, pipeline } from './activities.ts';
import type { Run } from './conduct-run.ts';
import { fanOut } from './fan-out.ts';
import { foldsOf } from './folds-of.ts';
import { SKIPPED } from './stage-runner.ts';

/**
 * Trains, with the settings of `train` (but its start, where the profile gives the folds another), once without each fold of its rows, side by
 * side on the GPU queue behind what makes models, and measures what each training does to the fold it never saw; where the profile asks for the
 * leakage premium, once more with folds by rows. Decides nothing: nothing at all where the profile asks for no folds or an operator skips it.
 * A fold that fails for good parks by itself. `limit`: the gate's false-positive rate.
 */
export async function crossValidate(run: Run, inputs: TrainInputs, limit: number): Promise<void> {
  const { profile, stages } = run;
  const { seed, model, train, crossValidation } = profile;
  if (crossValidation.folds === 0) return;
  const measured = await stages.runSkippable(
    { stage: 'cross-validate', parameters: { ...crossValidation, limit, model, train, seed }, inputs },
    async ({ request, lease, units, each }) => {
      const job: CrossValidateJob = { request, lease };
      const foldsBy = async (split: FoldSplit): Promise<AskedFold[]> => {
        const { outputs } = await pipeline.cutCrossValidation(split === 'groups' ? job : { ...job, split });
        return foldsOf(outputs, request.parameters.folds).map((fold) => ({ split, fold }));
      };
      const asked = [...(await foldsBy('groups')), ...(request.parameters.leakagePremium ? await foldsBy('rows') : [])];
      const trained = await fanOut(asked, (one) => each(nameOf(one), async () => ({ ...one, fold: await trainFold(job, one) })), units);
      const of = (split: FoldSplit): TrainedFold[] => trained.filter((one) => one.split === split).map(({ fold }) => fold);
      return pipeline.finishCrossValidation({ ...job, trained: of('groups'), ...(request.parameters.leakagePremium && { trainedByRows: of('rows') }) });
    },
  );
  if (measured !== SKIPPED) run.keep({ crossValidation: measured.outputs.crossValidation });
}

interface AskedFold {
  readonly split: FoldSplit;
  readonly fold: Fold;
}

function nameOf({ split, fold: { fold } }: AskedFold, what: 'fold' | 'validation' = 'fold'): string {
  return `${what} ${fold + 1}${split === 'rows' ? ' by rows' : ''}`;
}

async function trainFold({ request: { parameters, inputs }, lease }: CrossValidateJob, asked: AskedFold): Promise<TrainedFold> {
  const { model, seed } = parameters;
  const { fold } = asked;
  const train = { ...parameters.train, startFrom: foldStart(parameters, parameters.train) };
  const { tuning } = inputs;
  const [held, validation] = [nameOf(asked), nameOf(asked, 'validation')];
  const { outputs } = await gpu.shortTraining({
    lease,
    parameters: { model, train, seed },
    // From the base model, without the weights that `train` goes on from.
    inputs: { ...(train.startFrom === 'champion' ? inputs : tuning && { tuning }), train: fold.train, validation: fold.validation },
    score: { [held]: fold.held, [validation]: fold.validation },
  });
  return { ...fold, scores: { held: outputs[held]!, validation: outputs[validation]! } };
}

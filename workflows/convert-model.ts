import type { ConvertJob, ConvertOutputs } from '../activities/convert.ts';
import type { Exported } from '../activities/export-model.ts';
import type { Gate } from '../domain/profile.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { gpu, pipeline } from './activities.ts';
import { failureCode } from './stage-runner.ts';

/**
 * Exports a model and checks the file that ships. When int8 flips too many decisions, once more with files in which the
 * layers that cost most stay fp32: ranking them takes minutes, which most models need not wait for.
 */
export async function convertModel({ request, lease }: ConvertJob): Promise<StageOutcome<ConvertOutputs>> {
  const { rows, weights, config, tokenizer } = request.inputs;
  const model = { lease, weights: { weights, config, tokenizer }, maxTokens: request.parameters.maxTokens };
  const finish = ({ outputs: exported }: { readonly outputs: Exported }): Promise<StageOutcome<ConvertOutputs>> => pipeline.finishConvert({ request, lease, exported });
  try {
    return await finish(await gpu.exportModel(model));
  } catch (error) {
    if (failureCode(error) !== 'HONE_DECISIONS_FLIPPED' || request.parameters.precision !== 'int8') throw error;
    return finish(await gpu.exportModel({ ...model, probes: rows }));
  }
}

/** The size a profile's gate allows: no larger file is worth trying. */
export function sizeLimit(gates: readonly Gate[]): { readonly maxBytes?: number } {
  const gate = gates.find(({ quantity, effect }) => quantity === 'size-bytes' && effect === 'blocks');
  return gate ? { maxBytes: gate.limit } : {};
}

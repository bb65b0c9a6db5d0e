import { methodQuotas } from '../augmentation/index.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { AugmentationAccount, MethodCounts, VariationCounts } from '../domain/augmentation-account.ts';
import type { BatchAccounts } from '../domain/batch-accounts.ts';
import { AUGMENTATION_SAMPLES } from '../domain/augmentation-samples.ts';
import { llmPrice } from '../domain/llm-price.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { gatherVariations } from './generate/gather-variations.ts';
import type { GatherInput, GatherSummary } from './generate/gather-variations.ts';
import { measureVariations } from './generate/measure-variations.ts';
import type { SampleName } from './generate/sample-variations.ts';
import type { GenerateInputs, GenerateParameters } from './generate/select-sources.ts';
import type { Ports } from './ports.ts';

export type GenerateOutputs = 'variations' | 'covered' | 'accounting';
export type GenerateSummary = VariationCounts & { readonly methods: Readonly<Record<string, MethodCounts>> };

/** The champion's package tells what still fools it. */
export type GenerateStageJob = StageJob<GenerateParameters, GenerateInputs & PackageFiles>;

/** What was gathered, scored and embedded. */
export interface FinishGenerateInput extends GenerateStageJob {
  readonly covered: ArtifactRef;
  readonly gathered: Pick<StageOutcome<'variations' | SampleName, GatherSummary>, 'outputs' | 'summary'>;
  readonly sampleScores: readonly ArtifactRef[];
  readonly familyVectors: readonly ArtifactRef[];
  readonly batched?: BatchAccounts;
}

/** Measures the variations and writes the account. Runs that were under way before there was one give their chunks alone, and get counts. */
export const finishGenerate =
  (ports: Ports) =>
  async (input: FinishGenerateInput | GatherInput): Promise<StageOutcome<GenerateOutputs, GenerateSummary>> => {
    const { outputs: gathered, summary: { counts, methods } } = 'gathered' in input ? input.gathered : await gatherVariations(ports)(input);
    const { covered, request: { parameters } } = input;
    return makeStage(ports, input, async (workshop) => {
      const measured = 'gathered' in input ? await measureVariations(ports, input, workshop) : undefined;
      const { augmentation, variationsPerFalsePositive, providers, llm } = parameters;
      const account: AugmentationAccount | GenerateSummary = measured
        ? {
            schema: 1,
            ...counts,
            ...measured,
            unavailable: methodQuotas(augmentation.methods, (covered.rows ?? 0) * variationsPerFalsePositive, providers).reassigned,
            currency: (llm && llmPrice(llm)?.currency) ?? null,
            ...(input.batched && { batched: input.batched }),
            samples: AUGMENTATION_SAMPLES,
          }
        : { ...counts, methods };
      const headline = `${counts.benign} variations of ${counts.benignSources} false positives (at least ${counts.fewestPerFalsePositive} each), ${counts.malicious} of attacks`;
      return { outputs: { variations: gathered.variations, covered, accounting: await putJson(ports, account) }, summary: { ...counts, methods }, headline };
    });
  };

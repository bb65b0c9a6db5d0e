import type { Checks } from '../../augmentation/expand.ts';
import { labelJudge } from '../../augmentation/label-judge.ts';
import { loadLanguageOf } from '../../augmentation/language-of.ts';
import type { LanguageOf } from '../../augmentation/language-of.ts';
import { inTurn } from '../../augmentation/meaning-check.ts';
import { similarityCheck } from '../../augmentation/similarity-check.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { EncoderFiles } from '../../domain/package-files.ts';
import type { AugmentationSettings, LlmCostSettings } from '../../domain/profile.ts';
import { PROVIDED_METHODS } from '../../domain/providers.ts';
import type { Row } from '../../domain/row.ts';
import type { EvaluationIndex } from '../engine/evaluation-index.ts';
import type { GuardPool } from '../engine/guard-pool.ts';
import type { MeteredLanguageModel } from '../engine/metered-language-model.ts';
import { meteredRunModel } from '../engine/run-language-model.ts';
import type { Spending } from '../engine/spending.ts';
import type { Ports } from '../ports.ts';

/** What the checks of a run need beside the settings of its filters. A part that is not there is a check that is not made. */
export interface CheckInputs {
  /** No variation may resemble their rows, at `nearDuplicateJaccard` or above. */
  readonly evaluated?: { readonly tables: readonly ArtifactRef[]; readonly nearDuplicateJaccard: number };
  readonly encoder?: { readonly files: EncoderFiles; readonly maxTokens: number };
  /** The language model that judges labels, as the run found it. */
  readonly judge?: { readonly identity: string };
}

/** What the chunks of one process share. */
export interface CheckPools {
  readonly guards: GuardPool;
  readonly evaluationIndex: EvaluationIndex;
  readonly spending: Spending;
}

/** How a run checks; `llm` is there where its providers are, `run` is the workflow id whose budget a judge uses. */
export interface CheckSettings {
  readonly augmentation: AugmentationSettings;
  readonly llm: LlmCostSettings | undefined;
  readonly run: string;
  readonly signal: AbortSignal;
}

export interface OpenedChecks {
  readonly checksOf: (row: Pick<Row, 'label'>) => Checks;
  /** The language model that judges, where one does. */
  readonly judging: MeteredLanguageModel | undefined;
}

/** Opens what a chunk's variations are checked with. @throws HoneError HONE_PROVIDER_UNAVAILABLE */
export async function openChecks(ports: Ports, { guards, evaluationIndex, spending }: CheckPools, { evaluated, encoder, judge }: CheckInputs, { augmentation, llm, run, signal }: CheckSettings): Promise<OpenedChecks> {
  const { filters, languageModel: { budget } } = augmentation;
  const seen = await evaluationIndex(evaluated?.tables ?? [], evaluated?.nearDuplicateJaccard ?? 1);
  const similar = encoder ? [similarityCheck(await guards.encoder(encoder.files, encoder.maxTokens), filters.minSimilarity)] : [];
  const judging = judge && llm && meteredRunModel(ports, { llm, identity: judge.identity, spending, run, budget });
  const languageOf = await languageOfProvided(augmentation);
  return { judging, checksOf: ({ label }) => ({ filters, seen, languageOf, meaning: inTurn([...similar, ...(judging ? [labelJudge(judging, label, signal)] : [])]) }) };
}

/** What the checks put into a chunk's key. */
export function identityOfChecks({ evaluated, encoder, judge }: CheckInputs): { readonly parameters: object; readonly inputs: Readonly<Record<string, ArtifactRef>> } {
  const parameters = {
    ...(evaluated && { nearDuplicateJaccard: evaluated.nearDuplicateJaccard }),
    ...(encoder && { maxTokens: encoder.maxTokens }),
    ...(judge && { judge: judge.identity }),
  };
  const tables = evaluated?.tables.map((table, index) => [`evaluated ${index}`, table] as const) ?? [];
  return { parameters, inputs: { ...Object.fromEntries(tables), ...(encoder && { encoder: encoder.files.model, 'encoder tokenizer': encoder.files.tokenizer }) } };
}

/** Only providers may answer in another language. */
function languageOfProvided({ filters, methods }: AugmentationSettings): Promise<LanguageOf> | undefined {
  const provided = PROVIDED_METHODS.some((method) => (methods[method] ?? 0) > 0);
  return filters.sameLanguage && provided ? loadLanguageOf() : undefined;
}

import type { LlmCostSettings } from '../profile.ts';
import { planMethods } from './plan-methods.ts';
import type { MethodPlan } from './plan.ts';
import type { MethodQuota, PlanInput } from './plan-input.ts';

/** Calls and tokens of a language model, and their price; null where its provider has no batch price. */
export interface LlmCost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly listPrice: number;
  readonly batchPrice: number | null;
}

export interface StrategyLlmCost {
  /** By the methods that are available. */
  readonly planned: LlmCost;
  /** If all were, where one that needs a language model is not. */
  readonly ifAvailable?: LlmCost;
}

/** Mean tokens of a text: measured as a quarter of its characters where the texts are known, else assumed. */
export interface TokensPerText {
  readonly tokens: number;
  readonly from: 'texts' | 'assumed';
}

/** What Hone's benchmark prompts have on average. */
export const ASSUMED_TOKENS_PER_TEXT = 66;

export function tokensPerText({ tokensPerText: tokens }: PlanInput): TokensPerText {
  return tokens === undefined ? { tokens: ASSUMED_TOKENS_PER_TEXT, from: 'assumed' } : { tokens, from: 'texts' };
}

/** What the variations of `covered` texts cost in calls to a language model. Other methods run on this machine and cost nothing. */
export function llmCost(input: PlanInput, variations: number, covered: number): StrategyLlmCost {
  const cost = (quotas: readonly MethodQuota[]): LlmCost => costOf(quotas, planMethods(quotas, variations, covered), covered, input);
  const missing = input.methods.some((quota) => !quota.available && usesLlm(quota) && quota.share > 0);
  return { planned: cost(input.methods), ...(missing ? { ifAvailable: cost(input.methods.map((quota) => ({ ...quota, available: true }))) } : {}) };
}

function costOf(quotas: readonly MethodQuota[], plans: readonly MethodPlan[], covered: number, input: PlanInput): LlmCost {
  const { llm } = input.settings.plan;
  const { tokens } = tokensPerText(input);
  const used = plans.filter((_, index) => usesLlm(quotas[index]!));
  const calls = sum(used.map((plan) => callsOf(plan, covered, llm)));
  const inputTokens = Math.round(calls * (llm.instructionTokens + tokens));
  const outputTokens = Math.round(sum(used.map((plan) => textsWritten(plan))) * tokens);
  return { calls, inputTokens, outputTokens, ...pricesOf(llm, inputTokens, outputTokens) };
}

function usesLlm({ method, through }: MethodQuota): boolean {
  return method === 'paraphrase' || through === 'language-model';
}

/**
 * Paraphrasing asks for several variations in one call; variations are dealt evenly, so texts get the mean rounded down or up.
 * Back-translation is two calls a variation: there and back.
 */
function callsOf({ method, planned }: MethodPlan, covered: number, { variationsPerCall }: LlmCostSettings): number {
  if (method !== 'paraphrase') return 2 * planned;
  if (covered === 0) return 0;
  const fewest = Math.floor(planned / covered);
  const withOneMore = planned - fewest * covered;
  const calls = (variations: number): number => Math.ceil(variations / variationsPerCall);
  return withOneMore * calls(fewest + 1) + (covered - withOneMore) * calls(fewest);
}

/** A back-translation is written twice: in the other language, and again in English. */
function textsWritten({ method, planned }: MethodPlan): number {
  return method === 'paraphrase' ? planned : 2 * planned;
}

function pricesOf({ model, prices }: LlmCostSettings, inputTokens: number, outputTokens: number): Pick<LlmCost, 'listPrice' | 'batchPrice'> {
  const row = prices.find((price) => price.model === model);
  const at = (input = 0, output = 0): number => (inputTokens * input + outputTokens * output) / 1e6;
  const batched = row?.batchInput !== undefined && row.batchOutput !== undefined;
  return { listPrice: at(row?.input, row?.output), batchPrice: batched ? at(row.batchInput, row.batchOutput) : null };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { LlmCost } from '../../planning/llm-cost.ts';
import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { duration, thousands } from '../numbers.ts';
import { figureTable } from './figure-table.ts';
import { batchPrice, listPrice } from './phrases.ts';

/** Calls, tokens, money and training time of the chosen strategy, with the assumptions they hang on. */
export function cost(plan: Plan, chosen: StrategyPlan): string {
  const { planned, ifAvailable } = chosen.llm;
  const row = (name: string, llm: LlmCost): string[] => [name, thousands(llm.calls), thousands(llm.inputTokens), thousands(llm.outputTokens), listPrice(llm, plan), batchPrice(llm, plan)];
  const { rows, steps, seconds } = chosen.training;
  const { epochs, batchSize } = plan.settings.train;
  return [
    '## What it costs',
    '',
    figureTable(['Language model', 'Calls', 'Input tokens', 'Output tokens', 'List price', 'Batch price'], [row('as planned', planned), ...(ifAvailable ? [row('if all methods were available', ifAvailable)] : [])]),
    '',
    `${explained(plan, chosen)} ${assumptions(plan)}`,
    '',
    `Training: ${thousands(rows)} of the ${thousands(chosen.after.rows)} rows, at most ${thousands(steps)} steps (${epochs === 1 ? '1 epoch' : `${thousands(epochs)} epochs`}, batches of ${thousands(batchSize)})` +
      `${seconds === undefined ? '; no speed was measured yet, so no time is given' : `: about ${duration(seconds)} at the measured speed`}.`,
  ].join('\n');
}

function explained({ methods }: Plan, { llm: { planned, ifAvailable } }: StrategyPlan): string {
  if (ifAvailable !== undefined) {
    const missing = methods.filter(({ available, asked }) => !available && asked > 0).map(({ method }) => method);
    return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not available and ${missing.length === 1 ? 'costs' : 'cost'} nothing; the second row is the plan if all methods were available. Back-translation costs only where a language model does it.`;
  }
  return planned.calls === 0 ? 'No planned method calls a language model: rewriting by rules and by a thesaurus costs nothing.' : 'Rewriting by rules and by a thesaurus costs nothing.';
}

function assumptions({ settings, tokensPerText: { tokens, from } }: Plan): string {
  const { model, variationsPerCall, instructionTokens } = settings.plan.llm;
  const measured = from === 'texts' ? 'the mean of the false positives, a token for four characters' : 'assumed: no text was seen';
  return `Assumed: ${escapeMarkdown(model)}, at most ${thousands(variationsPerCall)} variations a call and no more than a text still needs, ${thousands(instructionTokens)} tokens of instructions a call, ${thousands(tokens)} tokens a text (${measured}).`;
}

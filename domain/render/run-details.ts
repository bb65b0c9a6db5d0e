import { asPatch, exampleOverride } from '../example-override.ts';
import type { ApprovalView, ParkedView, RunView, StageView } from '../run-view.ts';
import { stageLabel } from '../stage-label.ts';
import type { OpenGate } from '../waiver.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { roundsLines } from './rounds-lines.ts';
import { markdownTable } from './table.ts';
import { waiverLine } from './waiver.ts';

/** A run as a small Markdown table, with what an operator can do now: what the Temporal UI shows as its current details. */
export function renderRunDetails(view: RunView): string {
  const rows = view.stages.map((stage) => [stageLabel(stage), `${stage.state}${units(stage)}`, took(stage), escapeMarkdown(stage.headline), escapeMarkdown(stage.reason)]);
  const approval = view.approval ? [waiting(view.approval)] : [];
  const rounds = view.rounds ? roundsLines(view.rounds).map((line) => `\n${escapeMarkdown(line)}`) : [];
  const waived = view.waiver ? [`\n**${escapeMarkdown(waiverLine(view.waiver))}**`] : [];
  const ending = view.status === 'Running' ? [`\nTo stop it: *Request Cancellation*. Training checkpoints first, and finished stages stay reusable.`] : [];
  return [markdownTable([['stage', 'state', 'took', 'result', 'why'], ...rows]), ...rounds, ...view.parked.map(parked), ...approval, ...waived, ...ending].join('\n').trimEnd();
}

const LONGEST_MESSAGE = 500;
const LONGEST_PARAMETERS = 2_000;

function parked({ parkId, stage, round = 1, code, message, skippable, parameters }: ParkedView): string {
  const example = exampleOverride(parameters);
  const answer = (action: string, overrides?: object): string => `\`${JSON.stringify({ parkId, action, ...(overrides ? { overrides } : {}) })}\``;
  return `
**${stageLabel({ stage, round })} is parked** (${code}): ${escapeMarkdown(message.replaceAll(/\s+/g, ' ').slice(0, LONGEST_MESSAGE))}

To answer, choose *More Actions*, *Send an Update*, name \`resolveStage\`, with one of these as data:

* try again: ${answer('retry')}${example ? `\n* try again with other settings: ${answer('retry', asPatch(example))}` : ''}${skippable ? `\n* go on without it: ${answer('skip')}` : ''}
* end the run: ${answer('abort')}

Its settings:

\`\`\`json
${JSON.stringify(parameters, undefined, 1).replaceAll('`', "'").slice(0, LONGEST_PARAMETERS)}
\`\`\``;
}

function waiting({ packageId, evidenceHash, verdict, openGates }: ApprovalView): string {
  const answer = { evidenceHash, by: 'your name', why: 'what you read in the evidence' };
  if (openGates) return waitingForWaiver(packageId, verdict, openGates, answer);
  const example = JSON.stringify(answer);
  return `\n**Waiting for approval** of package ${packageId.slice(0, 12)}: choose *More Actions*, *Send an Update*, name \`approve\` or \`reject\`, with \`${example}\` as data.`;
}

function waitingForWaiver(packageId: string, verdict: string, gates: readonly OpenGate[], answer: object): string {
  const rows = gates.map(({ gate, verdict: each, sentence }) => [escapeMarkdown(gate), each, escapeMarkdown(sentence)]);
  const waiver = JSON.stringify({ ...answer, waiver: { by: 'who answers for it', why: 'what justifies it, kept for ever' } });
  return `
**Package ${packageId.slice(0, 12)} did not pass its gates (${verdict}).** It is promoted only with a written waiver:

${markdownTable([['gate', 'verdict', 'why'], ...rows])}

Choose *More Actions*, *Send an Update*, name \`reject\`, with \`${JSON.stringify(answer)}\` as data, or name \`approve\`, with \`${waiver}\`.`;
}

function units({ unitsDone, unitsTotal, state }: StageView): string {
  return unitsTotal > 0 && state === 'running' ? ` ${unitsDone}/${unitsTotal}` : '';
}

function took({ startedAt, finishedAt }: StageView): string {
  return finishedAt ? `${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s` : '…';
}

import type { RunView, StageView } from '../run-view.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { markdownTable } from './table.ts';

/** A run as a small Markdown table: what the Temporal UI shows as its current details. */
export function renderRunDetails(view: RunView): string {
  const rows = view.stages.map((stage) => [stage.stage, `${stage.state}${units(stage)}`, took(stage), escapeMarkdown(stage.headline), escapeMarkdown(stage.reason)]);
  const parked = view.parked.map(
    ({ parkId, stage, code, message, skippable }) =>
      `\n**${stage} is parked** (${code}): ${escapeMarkdown(message.replaceAll(/\s+/g, ' ').slice(0, 500))}\n\nSend the update \`resolveStage\` with \`{"parkId": "${parkId}", "action": "retry"}\` (or ${skippable ? '`skip`, ' : ''}\`abort\`).`,
  );
  const approval = view.approval
    ? `\n**Waiting for approval** of package ${view.approval.packageId.slice(0, 12)}: send \`approve\` or \`reject\` with \`{"evidenceHash": "${view.approval.evidenceHash}", "by": "…", "why": "…"}\`.`
    : '';
  return [markdownTable([['stage', 'state', 'took', 'result', 'why'], ...rows]), ...parked, approval].join('\n').trimEnd();
}

function units({ unitsDone, unitsTotal, state }: StageView): string {
  return unitsTotal > 0 && state === 'running' ? ` ${unitsDone}/${unitsTotal}` : '';
}

function took({ startedAt, finishedAt }: StageView): string {
  return finishedAt ? `${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s` : '…';
}

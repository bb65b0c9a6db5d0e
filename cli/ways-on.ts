import { exampleOverride } from '../domain/example-override.ts';
import { plainTable } from '../domain/render/table.ts';
import type { ApprovalView, ParkedView, RunView } from '../domain/run-view.ts';
import { stageLabel } from '../domain/stage-label.ts';
import { shellWord } from './shell-word.ts';

/** Lines for what waits for a person, with the exact commands that answer it; none when nothing does. */
export function waysOn({ run, parked, approval }: Pick<RunView, 'run' | 'parked' | 'approval'>): string[] {
  const name = shellWord(run);
  return [...parked.flatMap((stage) => parkedLines(name, stage)), ...(approval ? approvalLines(name, approval) : [])];
}

function parkedLines(run: string, { parkId, stage, round = 1, code, message, skippable, parameters }: ParkedView): string[] {
  const example = exampleOverride(parameters);
  const ways = [
    [`  hone retry ${run} ${parkId}`, 'as it was'],
    ...(example ? [[`  hone retry ${run} ${parkId} --set ${example.path.join('.')}=${example.value}`, 'with another value than this one, which it has now']] : []),
    ...(skippable ? [[`  hone skip ${run} ${parkId}`, 'go on without it']] : []),
    [`  hone abort ${run}`, 'end the run; what is finished stays reusable'],
  ];
  return ['', `${stageLabel({ stage, round })} is parked: ${code}: ${message}`, plainTable(ways)];
}

function approvalLines(run: string, { packageId, evidenceHash, openGates }: ApprovalView): string[] {
  const ways = [
    [`  hone artifact ${run} ${evidenceHash}`, 'the evidence, to read first'],
    openGates
      ? [`  hone approve ${run} --evidence ${evidenceHash} --why "…" --waiver "…"`, 'promote it all the same, and answer for that in writing']
      : [`  hone approve ${run} --evidence ${evidenceHash} --why "…"`, 'promote it'],
    [`  hone reject ${run} --evidence ${evidenceHash} --why "…"`, 'refuse it'],
    [`  hone abort ${run}`, 'end the run without a decision'],
  ];
  const short = packageId.slice(0, 12);
  const gates = (openGates ?? []).map(({ gate, verdict, sentence }) => `  ${gate}: ${verdict}. ${sentence}`);
  const what = openGates ? [`PACKAGE ${short} DID NOT PASS ITS GATES; it waits for a rejection or a waiver:`, ...gates] : [`waits for approval of package ${short}:`];
  return ['', ...what, plainTable(ways)];
}

import type { Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { wordTable } from './figure-table.ts';

/** The plan by working day. */
export function implementation({ schedule }: Plan): string {
  const rows = schedule.map(({ days, stages, work, machineTime }) => [days, stages.join(', '), escapeMarkdown(work), machineTime]);
  return [
    '## Implementation, day by day',
    '',
    wordTable(['Day', 'Stages', 'Work', 'Machine time'], rows),
    '',
    'Days are for people: the stages follow each other by themselves, and what is finished is never made again.',
  ].join('\n');
}

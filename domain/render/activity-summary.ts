import type { RowRange, StageName } from '../stages.ts';

/** What activities are given, as far as it tells one from its like. */
export interface ActivityInput {
  readonly request?: { readonly stage?: StageName; readonly profile?: string };
  readonly range?: RowRange;
  readonly rows?: { readonly rows?: number };
  readonly inputs?: { readonly train?: { readonly rows?: number } };
  readonly model?: unknown;
  readonly alias?: string;
  readonly type?: string;
  readonly score?: Readonly<Record<string, unknown>>;
}

/** One line for the list of activities: the stage, the rows a piece of a fan-out works on, the model it is about. */
export function activitySummary({ request, range, rows, inputs, model, alias, type, score }: ActivityInput): string {
  const parts = [
    request?.stage ?? request?.profile,
    range && `rows ${range.from}–${range.to}`,
    range ? undefined : rows?.rows && `${rows.rows} rows`,
    inputs?.train?.rows && `${inputs.train.rows} rows to learn`,
    typeof model === 'string' ? model : undefined,
    alias,
    type,
    score && `scores ${Object.keys(score).join(', ')}`,
  ];
  return parts.filter((part) => part).join(' · ');
}

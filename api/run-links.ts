import { z } from 'zod';
import { runLink } from '../adapters/temporal/ui-links.ts';
import type { Settings } from '../adapters/settings.ts';

export const linksSchema = z.object({ self: z.string(), events: z.string(), stages: z.string(), report: z.string(), ui: z.string() }).meta({ id: 'RunLinks', description: 'Where to go on: paths of this API, and the page in the Temporal UI.' });

export function linksOf(settings: Settings, run: string): z.infer<typeof linksSchema> {
  const self = `/v1/runs/${encodeURIComponent(run)}`;
  return { self, events: `${self}/events`, stages: `${self}/stages`, report: `${self}/report`, ui: runLink(settings, run) };
}

/** A workflow id in a path: whatever the UI's form takes, without control characters, in at most 255 bytes. */
export const runParams = z.strictObject({ run: z.string().regex(/^(?:[\u0020-\u007e]{1,255}|[^\u0000-\u001f\u007f]{1,63})$/u, 'Write the workflow id of a run.') });

import { z } from 'zod';
import type { DeepPartial, RetrainRequest } from '../domain/request.ts';
import type { Profile } from '../domain/profile.ts';
import { ALL_STAGES } from '../domain/stages.ts';
import { patchProblems } from './patch-problems.ts';
import { problemsError, problemsOf } from './problems.ts';
import { datasetRefSchema, profileSchema } from './profile.ts';
import { rule } from './rule.ts';
import type { Same } from './same.ts';

/**
 * A request from JSON; no JSON at all (undefined or null) is `{}`. Overrides are checked key by key against the profile's schema.
 * Rules over several fields can only be judged after merging: call `parseProfile` on the merged profile.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem with its path, value and remedy.
 */
export function parseRequest(json: unknown): RetrainRequest {
  const given = json ?? {};
  const result = requestSchema.safeParse(given);
  const problems = [
    ...(result.success ? [] : problemsOf(requestSchema, given, result.error)),
    ...(isObject(given) && isObject(given['overrides']) ? patchProblems(profileSchema, given['overrides'], ['overrides']) : []),
  ];
  if (!result.success || problems.length > 0) throw problemsError(problems, 'the request');
  return result.data;
}

export const requestSchema = z.strictObject({
  profile: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write the name of a stored profile, such as sample.').exactOptional(),
  overrides: z.custom<DeepPartial<Profile>>(isObject, 'Write a merge patch: an object with the keys of a profile.').exactOptional(),
  falsePositives: datasetRefSchema.exactOptional(),
  resumeFrom: z.string().min(1).max(255).exactOptional(),
  pilot: z.boolean().exactOptional(),
  ablation: z.boolean().exactOptional(),
  loso: z.boolean().exactOptional(),
  refresh: z.array(z.enum(ALL_STAGES)).exactOptional(),
  reason: z.string().max(2000).exactOptional(),
  requestedBy: z.string().max(200).exactOptional(),
}).check(rule('ablation', 'A run does one of pilot, ablation and loso: leave the others out.', ({ pilot, ablation, loso }) => [pilot, ablation, loso].filter((each) => each === true).length <= 1));

/** The schema and `RetrainRequest` are one type: a difference is a compile error here. */
export const requestSchemaIsRequest: Same<z.infer<typeof requestSchema>, RetrainRequest> = true;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

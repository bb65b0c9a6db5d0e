import { z } from 'zod';
import { rule } from './rule.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write lower-case letters, digits and hyphens, at most 63.');
const patch = z.record(z.string(), z.unknown()).exactOptional();

const condition = z
  .strictObject({
    gate: name,
    on: z.enum(['tuning', 'test', 'unseen', 'hard-negatives']).exactOptional(),
    gap: z.number().gt(0).exactOptional(),
  })
  .check(
    rule('gap', 'Leave it out: only over-fit has a gap.', ({ gate, gap }) => gap === undefined || gate === 'over-fit'),
    rule('on', 'Leave it out: over-fit is told by the losses on validation and training rows.', ({ gate, on }) => on === undefined || gate !== 'over-fit'),
  );

const fallbackRule = z
  .strictObject({
    name,
    when: z.array(condition).min(1),
    change: z.strictObject({ train: patch, plan: patch, assemble: patch, augmentation: patch, strategy: patch, hardNegativesFirst: z.literal('failing-categories').exactOptional() }).exactOptional(),
    merge: z.strictObject({ share: z.number().gt(0).lt(1) }).exactOptional(),
    reason: z.string().min(1).max(500),
  })
  .check(rule('change', 'Write either change or merge: a round does one of them.', ({ change, merge }) => (change === undefined) !== (merge === undefined)));

/** What a run tries by itself. That gates are there and that changes leave a valid profile needs the whole profile: `fallback-problems.ts`. */
export const fallbacks = z.strictObject({
  rounds: z.int().min(1).max(10),
  gpuHours: z.number().gt(0).exactOptional(),
  money: z.number().min(0).exactOptional(),
  rules: z.array(fallbackRule).check(rule(undefined, 'Give each rule a name of its own.', (rules) => !Array.isArray(rules) || new Set(rules.map((each) => each?.name)).size === rules.length)),
});

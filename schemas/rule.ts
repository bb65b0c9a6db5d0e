import { z } from 'zod';

/**
 * A rule over several fields of one object or list. It also runs when single fields are wrong, so that one answer names
 * every problem: the rule must therefore hold on values it cannot judge. `at` is the field to blame; the message is the remedy.
 */
export function rule<T>(at: string | undefined, remedy: string, holds: (value: T) => boolean): z.core.$ZodCheck<T> {
  return z.refine<T>(holds, { error: remedy, path: at === undefined ? [] : [at], when: ({ value }) => typeof value === 'object' && value !== null });
}

import { z } from 'zod';
import { profileSchema } from './profile.ts';

/** The text of `profiles/profile.schema.json`: what editors check profiles by. Rules over several fields are not in it. */
export function profileJsonSchema(): string {
  return `${JSON.stringify({ title: 'Hone profile', ...z.toJSONSchema(profileSchema) }, null, 2)}\n`;
}

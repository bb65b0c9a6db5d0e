import { writeFileSync } from 'node:fs';
import { profileJsonSchema } from '../schemas/profile-json-schema.ts';

writeFileSync(new URL('../profiles/profile.schema.json', import.meta.url), profileJsonSchema());

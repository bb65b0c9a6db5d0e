import { writeFileSync } from 'node:fs';
import { evidenceJsonSchema } from '../schemas/evidence.ts';

writeFileSync(new URL('../docs/evidence.schema.json', import.meta.url), evidenceJsonSchema());

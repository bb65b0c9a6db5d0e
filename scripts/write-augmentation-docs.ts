import { readFileSync, writeFileSync } from 'node:fs';
import { withGeneratedParts } from './judgements/local-methods-section.ts';

/** Writes the table of rules and the judged shares into `docs/augmentation.md`. */
const file = new URL('../docs/augmentation.md', import.meta.url);
writeFileSync(file, withGeneratedParts(readFileSync(file, 'utf8')));

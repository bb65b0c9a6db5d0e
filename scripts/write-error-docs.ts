import { writeFileSync } from 'node:fs';
import { renderErrorDocs } from '../domain/render/error-docs.ts';

writeFileSync(new URL('../docs/errors.md', import.meta.url), renderErrorDocs());

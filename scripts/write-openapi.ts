import { writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../api/open-api-document.ts';

/** Writes `docs/openapi.json` and the client's types from the routes. */
const document = await openApiDocument();
writeFileSync(new URL('../docs/openapi.json', import.meta.url), document);
// A field with a default may be left out of a request, so it is optional: `defaultNonNullable` would say that it is not.
const header = '// Generated from docs/openapi.json by `npx tsx scripts/write-openapi.ts`; do not edit.\n\n';
writeFileSync(new URL('../api/client/schema.ts', import.meta.url), header + astToString(await openapiTS(document, { defaultNonNullable: false })));

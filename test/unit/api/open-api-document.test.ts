import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import openapiTS, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../../../api/open-api-document.ts';
import { ERRORS } from '../../../domain/errors.ts';

// Generated files are regenerated and compared: `npx tsx scripts/write-openapi.ts` writes them.

const committed = readFileSync('docs/openapi.json', 'utf8');

test('docs/openapi.json is what the routes say of themselves', async () => {
  expect(await openApiDocument()).toBe(committed);
});

test('the client has the types of the document', async () => {
  const types = astToString(await openapiTS(committed, { defaultNonNullable: false }));
  expect(readFileSync('api/client/schema.ts', 'utf8').replace(/^\/\/.*\n\n/, '')).toBe(types);
});

interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, { readonly $ref?: string; readonly description?: string; readonly content?: object }> }>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly responses: Record<string, { readonly content: object }> };
}

const document = JSON.parse(committed) as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test('each operation has an answer and the problems by status, each a status of the error table', () => {
  const statuses = new Set<number>(Object.values(ERRORS).map(({ httpStatus }) => httpStatus));
  for (const { responses } of operations) {
    const problems = Object.entries(responses).filter(([, { $ref }]) => $ref !== undefined);
    expect(problems.map(([status]) => status)).toEqual(expect.arrayContaining(['400', '429', 'default']));
    for (const [status, { $ref }] of problems) {
      expect($ref).toBe(`#/components/responses/Problem-${status}`);
      if (status !== 'default') expect(statuses).toContain(Number(status));
    }
    expect(Object.keys(responses)).toContainEqual(expect.stringMatching(/^2\d\d$/));
  }
});

test('nothing in it points nowhere, and no schema is there for nobody', () => {
  const named = new Set([...committed.matchAll(/"#\/components\/(\w+\/[\w-]+)"/g)].map(([, name]) => name!));
  const there = Object.entries(document.components).flatMap(([kind, parts]) => (kind === 'securitySchemes' ? [] : Object.keys(parts).map((name) => `${kind}/${name}`)));
  expect([...named].sort()).toEqual(there.sort());
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const page = readFileSync('docs/api.md', 'utf8');
const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, Record<string, { operationId: string; 'x-hone-role': string }>> };
const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })));

test('docs/api.md has a row for each operation, with its role, and no other', () => {
  const rows = page.split('\n').filter((line) => /^\| (GET|POST|PUT|PATCH|DELETE) /.test(line));
  const expected = operations.map(({ method, path, operationId, 'x-hone-role': role }) => `| ${method} | \`${path}\` | \`${operationId}\` | ${role} |`);
  expect([...rows].sort()).toEqual([...expected].sort());
});

test('docs/api.md shows each operation of a run, a model or a plan in use', () => {
  const used = page.replaceAll('$RUN', '{run}').replaceAll(/\$SHA256|\$EVIDENCE/g, '{sha256}').replaceAll('/stages/ingest/', '/stages/{stage}/').replaceAll('/models/guard/', '/models/{name}/').replaceAll('/aliases/canary', '/aliases/{alias}');
  const shown = operations.filter(({ path }) => new RegExp(`\\$API${path.replaceAll(/[{}]/g, '\\$&')}(?![\\w/])`).test(used));
  expect(shown.map(({ path }) => path).sort()).toEqual(operations.map(({ path }) => path).filter((path) => path.startsWith('/v1/')).sort());
});

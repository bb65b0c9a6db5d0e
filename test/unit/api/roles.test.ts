import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createKey, ROLES } from '../../../api/access-keys.ts';
import type { Role } from '../../../api/access-keys.ts';
import { authenticate } from '../../../api/authenticate.ts';
import { requestLimit } from '../../../api/request-limit.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';
import { testApi } from './support/test-api.ts';

// From the OpenAPI file, so that a new route without a rule fails here.

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, Record<string, Operation>> };

interface Operation {
  readonly operationId: string;
  readonly 'x-hone-role'?: string;
  readonly security?: object[];
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase() as 'GET' | 'POST', path, role: operation['x-hone-role'], ...operation })),
);

const EXAMPLES: Readonly<Record<string, string>> = { run: 'hone-sample-1', stage: 'train', sha256: 'a'.repeat(64), name: 'guard' };

function requestOf({ method, path }: { readonly method: 'GET' | 'POST'; readonly path: string }): InjectOptions {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => EXAMPLES[name] ?? 'x');
  return { method, url, ...(method === 'POST' ? { payload: {} } : {}) };
}

test('every operation of the document says who may call it', () => {
  expect(operations.length).toBeGreaterThanOrEqual(19);
  for (const { operationId, role, security } of operations) {
    expect({ operationId, role }).toEqual({ operationId, role: expect.stringMatching(/^(public|view|operate|approve)$/) });
    expect({ operationId, security }).toEqual({ operationId, security: role === 'public' ? undefined : [{ key: [] }] });
  }
});

let app: FastifyInstance;
const keys = new Map<Role, string>();

beforeAll(async () => {
  const api = await testApi({ keysRequired: true });
  app = api.app;
  for (const role of ROLES) keys.set(role, (await createKey(api.store, role, role)).secret);
});

describe.each(operations)('$method $path takes $role', (operation) => {
  const statusWith = async (role?: Role): Promise<number> => (await app.inject({ ...requestOf(operation), ...(role ? { headers: { authorization: `Bearer ${keys.get(role)}` } } : {}) })).statusCode;
  const isLetIn = (status: number): boolean => status !== 401 && status !== 403;

  test('without a key', async () => {
    const status = await statusWith();
    expect(operation.role === 'public' ? isLetIn(status) : status === 401).toBe(true);
  });

  test.each(ROLES)('with a key that may %s', async (role) => {
    const status = await statusWith(role);
    const suffices = operation.role === 'public' || ROLES.indexOf(role) >= ROLES.indexOf(operation.role as Role);
    expect(suffices ? isLetIn(status) : status === 403).toBe(true);
  });
});

test('the server has every operation of the document, and HEAD where it has GET', () => {
  for (const { method, path } of operations) {
    const url = path.replaceAll(/\{(\w+)\}/g, ':$1');
    expect({ url, method, found: app.hasRoute({ method, url }) }).toEqual({ url, method, found: true });
    if (method === 'GET' && !path.endsWith('/events')) expect({ url, head: app.hasRoute({ method: 'HEAD', url }) }).toEqual({ url, head: true });
  }
});

test('a route that does not say who may call it can not be built', () => {
  const bare = fastify();
  authenticate(bare, new MemoryStore(), { keysRequired: true, limit: requestLimit(1) });
  expect(() => bare.get('/v1/forgotten', () => 'secret')).toThrow(expect.objectContaining({ code: 'HONE_INTERNAL', message: expect.stringContaining('/v1/forgotten') }));
});

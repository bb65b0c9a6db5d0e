import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** The OpenAPI 3.1 document of all routes registered after this, and its pages at `/docs`. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Hone', version: '1', description: 'Start, watch and steer retrainings of a prompt-injection classifier. Errors: docs/errors.md.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key of `hone keys create`.' } } },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input);
      const role = input.route.config?.role;
      if (role === undefined) return { schema: { ...schema, hide: true }, url };
      const guarded = role === 'public' ? {} : { security: [{ key: [] }] };
      const described = { ...schema, ...guarded, 'x-hone-role': role, response: { ...(schema.response as object), default: PROBLEM } };
      return { schema: described, url };
    },
    transformObject: (input) => tidied(jsonSchemaTransformObject(input)),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', logLevel: 'warn' });
}

const PROBLEM = { description: 'What went wrong.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/**
 * Each schema once. The transform lists every one of them as it is read and, under `…Input`, as it is written; those that no
 * route uses go, and an input gets its plain name back.
 */
function tidied(document: Document): Document {
  const { components, ...rest } = document as { components: { schemas: Record<string, unknown> } };
  const used = new Set<string>();
  const use = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      use(components.schemas[name]);
    }
  };
  use(rest);
  const schemas = Object.fromEntries(Object.entries(components.schemas).filter(([name]) => used.has(name)));
  const named = [...used].filter((name) => name.endsWith('Input') && !used.has(name.slice(0, -'Input'.length)));
  const text = JSON.stringify({ ...rest, components: { ...components, schemas } });
  return JSON.parse(named.reduce((json, name) => json.replaceAll(`schemas/${name}"`, `schemas/${name.slice(0, -5)}"`).replaceAll(`"${name}":`, `"${name.slice(0, -5)}":`), text)) as Document;
}

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { problemResponses, problemsOf } from './open-api-problems.ts';
import { tidied } from './open-api-tidy.ts';

/** The OpenAPI 3.1 document of all routes registered after this, and its pages at `/docs`. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Hone', version: '1', description: 'Start, watch and steer retrainings of a prompt-injection classifier. Errors: docs/errors.md.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key of `hone keys create`.' } }, responses: problemResponses() },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input);
      const role = input.route.config?.role;
      if (role === undefined) return { schema: { ...schema, hide: true }, url };
      const guarded = role === 'public' ? {} : { security: [{ key: [] }] };
      return { schema: { ...schema, ...guarded, 'x-hone-role': role, response: { ...problemsOf(input.route), ...(schema.response as object) } }, url };
    },
    transformObject: (input) => tidied(jsonSchemaTransformObject(input)),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', logLevel: 'warn' });
}

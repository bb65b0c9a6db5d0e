import type { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { isProblemName } from './open-api-problems.ts';

type Document = ReturnType<typeof jsonSchemaTransformObject>;
interface Operation {
  readonly summary: string;
  readonly requestBody?: { required: boolean; readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> };
  readonly responses: Record<string, { readonly description?: string; readonly $ref?: string }>;
}

interface Parts {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly required?: readonly string[] }>> };
}

/** The document as people would write it: problems by reference, each schema once, nothing that is not used. */
export function tidied(document: Document): Document {
  const { paths, components, ...rest } = document as Parts;
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    tidyResponses(operation);
    tidyBody(operation, components);
  }
  return withPlainNames({ ...rest, paths, components });
}

function tidyResponses({ summary, responses }: Operation): void {
  for (const [status, { description, ...said }] of Object.entries(responses)) {
    if (description === undefined || description === 'Default Response') responses[status] = { description: summary, ...said };
    else if (isProblemName(description)) responses[status] = { $ref: `#/components/responses/${description}` };
  }
}

/** No body counts as an empty one, so one without fields that must be there may be left out. */
function tidyBody({ requestBody }: Operation, { schemas }: Parts['components']): void {
  for (const { schema } of Object.values(requestBody?.content ?? {})) {
    requestBody!.required = schemas[schema.$ref.slice('#/components/schemas/'.length)]?.required !== undefined;
  }
}

/**
 * The transform lists every schema as it is read and, under `…Input`, as it is written; those that no route uses go, and an input
 * gets its plain name back.
 */
function withPlainNames({ components, ...rest }: Parts): Document {
  const used = new Set<string>();
  const use = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      use(components.schemas[name]);
    }
  };
  use({ ...rest, components: { ...components, schemas: {} } });
  const schemas = Object.fromEntries(Object.entries(components.schemas).filter(([name]) => used.has(name)));
  const named = [...used].filter((name) => name.endsWith('Input') && !used.has(name.slice(0, -'Input'.length)));
  const text = JSON.stringify({ ...rest, components: { ...components, schemas } });
  return JSON.parse(named.reduce((json, name) => json.replaceAll(`schemas/${name}"`, `schemas/${name.slice(0, -5)}"`).replaceAll(`"${name}":`, `"${name.slice(0, -5)}":`), text)) as Document;
}

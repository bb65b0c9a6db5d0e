import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pointAlias, rollback } from '../../activities/engine/point-alias.ts';
import { listModels } from '../../activities/engine/registry.ts';
import { waiverSchema } from '../../schemas/waiver.ts';
import { actorOf } from '../services.ts';
import type { ApiServices } from '../services.ts';

const moveSchema = z.object({
  number: z.number(), alias: z.string(), from: z.string().nullable(), to: z.string(), at: z.string(), by: z.string(), reason: z.string(), run: z.string(), evidenceHash: z.string().nullable(), waiver: waiverSchema.exactOptional(),
});
const versionSchema = z.object({ packageId: z.string(), evidenceHash: z.string().nullable(), waiver: waiverSchema.exactOptional() });
const modelSchema = z
  .object({ name: z.string(), aliases: z.record(z.string(), z.string()), versions: z.array(versionSchema), history: z.array(moveSchema) })
  .meta({ id: 'Model', description: 'A registered model: package ids by alias (`previous` is where the next rollback goes), its versions with their waivers, and every move of an alias.' });
const rolledBack = z.object({ model: z.string(), packageId: z.string() }).meta({ id: 'RolledBack', description: 'The package that is champion now.' });
const pointed = z.object({ model: z.string(), alias: z.string(), packageId: z.string() }).meta({ id: 'PointedAlias', description: 'Where the alias points now.' });

const packageId = z.string().regex(/^[0-9a-f]{64}$/, 'Write a package id of the history.');
const params = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write the name of a registered model.') });
const body = z.strictObject({ why: z.string().min(1).max(2000), to: packageId.exactOptional() }).meta({ id: 'Rollback', description: 'Without `to`, the champion before this one.' });
const aliasParams = params.extend({ alias: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write lower-case letters, digits and hyphens, at most 63.') });
const aliasBody = z.strictObject({ packageId, why: z.string().min(1).max(2000) }).meta({ id: 'AliasTarget', description: 'A version of the model, and why.' });

/** Models in service, and the way back. */
export const modelRoutes =
  ({ store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const tags = ['models'];
    app.get(
      '/models',
      { config: { role: 'view' }, schema: { tags, operationId: 'listModels', summary: 'Registered models and their history', response: { 200: z.object({ models: z.array(modelSchema) }) } } },
      async () => ({ models: (await listModels(store)).map((model) => ({ ...model, aliases: { ...model.aliases }, versions: [...model.versions], history: [...model.history] })) }),
    );
    app.post(
      '/models/:name/rollback',
      { config: { role: 'approve', problems: [404, 409] }, schema: { tags, operationId: 'rollbackModel', summary: 'Point the champion alias back', params, body, response: { 200: rolledBack } } },
      async (request) => {
        const { name } = request.params;
        const { why, to } = request.body;
        return { model: name, packageId: await rollback(store, name, actorOf(request), why, to) };
      },
    );
    app.put(
      '/models/:name/aliases/:alias',
      {
        config: { role: 'approve', problems: [404, 409] },
        schema: { tags, operationId: 'pointAlias', summary: 'Point an alias of your own to a version; champion and previous are refused', params: aliasParams, body: aliasBody, response: { 200: pointed } },
      },
      async (request) => {
        const { name, alias } = request.params;
        const { packageId: to, why } = request.body;
        await pointAlias(store, name, alias, to, { by: actorOf(request), why });
        return { model: name, alias, packageId: to };
      },
    );
    done();
  };

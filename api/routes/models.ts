import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pointAlias, rollback } from '../../activities/engine/point-alias.ts';
import { listModels } from '../../activities/engine/registry.ts';
import { actorOf } from '../services.ts';
import type { ApiServices } from '../services.ts';

const moveSchema = z.object({
  number: z.number(), alias: z.string(), from: z.string().nullable(), to: z.string(), at: z.string(), by: z.string(), reason: z.string(), run: z.string(), evidenceHash: z.string().nullable(),
});
const modelSchema = z.object({ name: z.string(), aliases: z.record(z.string(), z.string()), history: z.array(moveSchema) }).meta({ id: 'Model', description: 'A registered model: package ids by alias, and every move of an alias.' });
const rolledBack = z.object({ model: z.string(), packageId: z.string() }).meta({ id: 'RolledBack', description: 'The package that is champion now.' });

const params = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write the name of a registered model.') });
const body = z.strictObject({ why: z.string().min(1).max(2000), to: z.string().regex(/^[0-9a-f]{64}$/, 'Write a package id of the history.').exactOptional() }).meta({ id: 'Rollback', description: 'Without `to`, the champion before this one.' });

/** Models in service, and the way back. */
export const modelRoutes =
  ({ store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const tags = ['models'];
    app.get(
      '/models',
      { config: { role: 'view' }, schema: { tags, operationId: 'listModels', summary: 'Registered models and their history', response: { 200: z.object({ models: z.array(modelSchema) }) } } },
      async () => ({ models: (await listModels(store)).map((model) => ({ ...model, aliases: { ...model.aliases }, history: [...model.history] })) }),
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
    done();
  };

import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { storedProfiles } from '../../activities/stored-profiles.ts';
import type { ApiServices } from '../services.ts';

const profileSchema = z.object({ name: z.string(), description: z.string(), profile: z.record(z.string(), z.unknown()) }).meta({ id: 'StoredProfile', description: 'A profile that requests may name; its keys are what `overrides` may change.' });

/** What a run can be told by name. */
export const profileRoutes =
  ({ settings }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.get(
      '/profiles',
      { config: { role: 'view' }, schema: { tags: ['profiles'], operationId: 'listProfiles', summary: 'Stored profiles', response: { 200: z.object({ profiles: z.array(profileSchema) }) } } },
      async () => {
        const profiles = await storedProfiles(settings.projectDirectory);
        return { profiles: profiles.map((profile) => ({ name: profile.name, description: profile.description, profile: { ...profile } })) };
      },
    );
    done();
  };

import { expect, test } from '@jest/globals';
import { parseProfile } from '../../../../schemas/profile.ts';
import { testApi } from '../support/test-api.ts';

test('every profile of the installation, whole', async () => {
  const { app } = await testApi();
  const { profiles } = (await app.inject({ url: '/v1/profiles' })).json<{ profiles: { name: string; description: string; profile: unknown }[] }>();
  expect(profiles.map(({ name }) => name)).toEqual(expect.arrayContaining(['hybrid', 'sample']));
  for (const { name, description, profile } of profiles) {
    expect(parseProfile(profile)).toMatchObject({ name, description });
    expect(description).not.toBe('');
  }
});

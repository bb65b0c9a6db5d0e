import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '../domain/profile.ts';
import { parseProfile } from '../schemas/profile.ts';
import { readProfile } from './resolve-request.ts';

/** Every profile in `profiles/`, by name. */
export async function storedProfiles(projectDirectory: string): Promise<Profile[]> {
  const files = await readdir(join(projectDirectory, 'profiles'));
  const names = files.filter((file) => file.endsWith('.json') && file !== 'profile.schema.json').map((file) => file.slice(0, -'.json'.length));
  return Promise.all(names.sort().map(async (name) => parseProfile(await readProfile(projectDirectory, name))));
}

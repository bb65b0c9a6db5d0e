import { Command } from 'commander';
import { storedProfiles } from '../activities/stored-profiles.ts';
import { readSettings } from '../adapters/settings.ts';
import { plainTable } from '../domain/render/table.ts';
import { print } from './output.ts';

/** `hone profiles`: what `hone run --profile` takes. */
export function profiles(): Command {
  return new Command('profiles').description('list stored profiles').action(async (_options: object, command: Command) => {
    const found = await storedProfiles(readSettings().projectDirectory);
    const described = found.map((profile) => ({ name: profile.name, description: profile.description, profile }));
    print(command, described, () => plainTable(described.map(({ name, description }) => [name, description])));
  });
}

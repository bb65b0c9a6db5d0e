import { Command, Option } from 'commander';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { createKey, listKeys, revokeKey, ROLES } from '../api/access-keys.ts';
import type { AccessKey, Role } from '../api/access-keys.ts';
import { plainTable } from '../domain/render/table.ts';
import { print } from './output.ts';

/** `hone keys create|list|revoke`: keys of the HTTP API, straight in the store: no server is needed. */
export function keys(): Command {
  return new Command('keys').description('make, list and revoke keys of the HTTP API').addCommand(create()).addCommand(list()).addCommand(revoke());
}

function create(): Command {
  return new Command('create')
    .description('make a key; its secret is shown once, alone on stdout')
    .addOption(new Option('--role <role>', 'what it may do: each role may do what those before it may').choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <who>', 'whose key it is, e.g. support-desk')
    .action(async ({ role, name }: { role: Role; name: string }, command: Command) => {
      const { secret, key } = await createKey(openStore(readSettings()), name, role);
      print(command, { secret, key }, () => secret);
      process.stderr.write(`key ${key.id} (${role}) for ${name}; the secret is kept nowhere, so store it now\n`);
    });
}

function list(): Command {
  return new Command('list').description('list keys, the oldest first').action(async (_options: object, command: Command) => {
    const found = await listKeys(openStore(readSettings()));
    print(command, found, () => plainTable([['id', 'name', 'role', 'created', 'last used', 'revoked'], ...found.map(row)]));
  });
}

function row({ id, name, role, createdAt, lastUsedAt, revokedAt }: AccessKey): string[] {
  return [id, name, role, createdAt, lastUsedAt ?? 'never', revokedAt ?? ''];
}

function revoke(): Command {
  return new Command('revoke')
    .description('make a key useless for ever')
    .argument('<id>', 'as hone keys list shows it')
    .action(async (id: string, _options: object, command: Command) => {
      const key = await revokeKey(openStore(readSettings()), id);
      print(command, key, () => `${key.id} of ${key.name} is revoked`);
    });
}

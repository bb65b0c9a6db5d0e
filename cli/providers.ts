import { Command } from 'commander';
import { providerStates } from '../activities/engine/provider-states.ts';
import { readProfile } from '../activities/resolve-request.ts';
import { openProviders } from '../adapters/providers/open-providers.ts';
import type { PulledModel } from '../adapters/providers/opus/pull-models.ts';
import { readSettings } from '../adapters/settings.ts';
import { LOCAL_METHODS } from '../augmentation/index.ts';
import { invalidInput } from '../domain/errors.ts';
import type { Direction } from '../domain/ports/translator.ts';
import type { Profile } from '../domain/profile.ts';
import { PROVIDED_METHODS } from '../domain/providers.ts';
import { plainTable } from '../domain/render/table.ts';
import { parseProfile } from '../schemas/profile.ts';
import { print } from './output.ts';

interface ProviderRow {
  readonly method: string;
  /** Share of the benign variations in the profile; null for what makes none. */
  readonly share: number | null;
  readonly provider: string;
  readonly available: boolean;
  /** Identity of the provider, or why there is none and what to do. */
  readonly found: string;
}

/** `hone providers [list|pull]`: what each augmentation method asks, whether it is there, and how to get it. */
export function providers(): Command {
  return new Command('providers').description('say where language models and translations come from, and fetch local models').addCommand(list(), { isDefault: true }).addCommand(pull());
}

function list(): Command {
  return new Command('list')
    .description('list each augmentation method with its provider: available, or why not and what to set (the default)')
    .option('-p, --profile <name>', 'stored profile', 'hybrid')
    .action(async ({ profile }: { profile: string }, command: Command) => {
      const settings = readSettings();
      const rows = rowsOf(parseProfile(await readProfile(settings.projectDirectory, profile)), openProviders(settings.providers));
      print(command, rows, () => plainTable([['', 'method', 'share', 'provider', ''], ...rows.map(cells)]));
    });
}

function rowsOf(profile: Profile, found: ReturnType<typeof openProviders>): ProviderRow[] {
  const { augmentation, plan } = profile;
  const shareOf = (method: string): number => Object.entries(augmentation.methods).find(([name]) => name === method)?.[1] ?? 0;
  // Asked for as if the profile used them all.
  const methods = Object.fromEntries(PROVIDED_METHODS.map((method) => [method, 1]));
  const states = providerStates(found, { ...profile, augmentation: { ...augmentation, methods, filters: { ...augmentation.filters, judgeLabels: true } } }) ?? {};
  const local = Object.keys(LOCAL_METHODS).map((method): ProviderRow => ({ method, share: method === 'perturbation' ? null : shareOf(method), provider: 'this machine', available: true, found: '' }));
  const model = `language model ${plan.llm.model}`;
  const provided = [...PROVIDED_METHODS, 'judge' as const].map((method): ProviderRow => {
    const state = states[method];
    const translation = method.startsWith('back-translation') && augmentation.backTranslation.provider !== 'language-model';
    return {
      method: method === 'judge' ? 'label judge' : method,
      share: method === 'judge' ? null : shareOf(method),
      provider: translation ? augmentation.backTranslation.provider : model,
      available: state?.available ?? false,
      found: state?.available ? state.identity : (state?.reason ?? ''),
    };
  });
  return [...local, ...provided];
}

function cells({ method, share, provider, available, found }: ProviderRow): string[] {
  return [available ? 'ok' : 'missing', method, share === null ? '' : `${Math.round(share * 100)} %`, provider, found];
}

function pull(): Command {
  return new Command('pull')
    .description('fetch the translation models that a profile is configured for; what is there already is left alone')
    .option('-p, --profile <name>', 'stored profile', 'hybrid')
    .option('--from <host>', 'a mirror with the same paths; default the hub that the library knows')
    .action(async ({ profile, from }: { profile: string; from?: string }, command: Command) => {
      if (from !== undefined && !/^https?:\/\/[^\s/]/.test(from)) throw invalidInput('from', from, 'Write a URL like https://mirror.example/.');
      const { projectDirectory, providers: settings } = readSettings();
      const wanted = directionsOf(parseProfile(await readProfile(projectDirectory, profile)));
      const { pullModel } = await import('../adapters/providers/opus/pull-models.ts');
      const pulled: PulledModel[] = [];
      for (const direction of wanted) pulled.push(await pullModel(direction, { translationModels: settings.translationModels, ...(from !== undefined && { host: from.replace(/\/*$/, '/') }), onFile: (file) => process.stderr.write(`${file}\n`) }));
      print(command, pulled, () => (pulled.length > 0 ? plainTable(pulled.map(({ hubId, folder, outcome }) => [outcome, hubId, folder])) : `the profile ${profile} translates nothing on this machine: there is nothing to fetch`));
    });
}

/** Both ways of each language that the profile translates with Opus-MT. */
function directionsOf({ augmentation }: Profile): Direction[] {
  if (augmentation.backTranslation.provider !== 'opus') return [];
  const languages = (['de', 'fr'] as const).filter((other) => (augmentation.methods[`back-translation-${other}`] ?? 0) > 0);
  return languages.flatMap((other): Direction[] => [{ from: 'en', to: other }, { from: other, to: 'en' }]);
}

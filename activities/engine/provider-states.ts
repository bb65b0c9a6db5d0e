import type { Providers } from '../../domain/ports/providers.ts';
import type { Profile } from '../../domain/profile.ts';
import { PROVIDED_METHODS } from '../../domain/providers.ts';
import type { ProvidedMethod, ProviderState, ProviderStates } from '../../domain/providers.ts';

/** What the methods and filters of a profile need of providers, as this process has them; undefined when they need nothing. */
export function providerStates(providers: Providers, { augmentation, plan }: Pick<Profile, 'augmentation' | 'plan'>): ProviderStates | undefined {
  const languageModel = (): ProviderState => {
    const found = providers.languageModel(plan.llm.model);
    return found.available ? { available: true, identity: found.provider.identity, through: 'language-model' } : found;
  };
  const translator = (other: 'de' | 'fr'): ProviderState => {
    const { provider } = augmentation.backTranslation;
    if (provider === 'language-model') return languageModel();
    const found = providers.translator(provider, other);
    return found.available ? { available: true, identity: found.provider.identity } : found;
  };
  const stateOf = (method: ProvidedMethod): ProviderState => (method === 'paraphrase' ? languageModel() : translator(method === 'back-translation-de' ? 'de' : 'fr'));
  const used = PROVIDED_METHODS.filter((method) => (augmentation.methods[method] ?? 0) > 0).map((method) => [method, stateOf(method)] as const);
  const judge = augmentation.filters.judgeLabels ? [['judge', languageModel()] as const] : [];
  const states = [...used, ...judge];
  return states.length > 0 ? Object.fromEntries(states) : undefined;
}
